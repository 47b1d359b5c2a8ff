package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The status that {@code /health} tells is true. */
class HealthTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private static JsonNode health(GatewayUnderTest gateway) {
    HttpResponse<String> answer = gateway.get("/health");
    assertThat(answer.statusCode()).as("the process is alive in any case").isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static List<String> reasons(JsonNode health) {
    List<String> reasons = new ArrayList<>();
    health.path("reasons").forEach(reason -> reasons.add(reason.asString()));
    return reasons;
  }

  @Test
  void status_withoutAnAvailableProvider_isUnhealthy() {
    try (FakeProvider groq = FakeProvider.start();
        GatewayUnderTest gateway =
            GatewayUnderTest.with().groq(groq.baseUrl()).set("OLLAMA_ENABLED", "false").start()) {
      assertThat(health(gateway).path("status").asString()).isEqualTo("healthy");
      assertThat(reasons(health(gateway))).isEmpty();

      groq.always(Reply.status(401));
      gateway.chat(ASK);

      JsonNode away = health(gateway);
      assertThat(away.path("providers").path("groq").asString()).isEqualTo("blacklisted");
      assertThat(away.path("status").asString()).isEqualTo("unhealthy");
      assertThat(reasons(away)).containsExactly("no_provider_available");
    }
  }

  @Test
  void status_withOneProviderLeft_isHealthy() {
    try (FakeProvider groq = FakeProvider.start();
        FakeProvider openai = FakeProvider.start();
        GatewayUnderTest gateway =
            GatewayUnderTest.with().groq(groq.baseUrl()).openai(openai.baseUrl()).start()) {
      groq.always(Reply.status(401));
      openai.always(Reply.words(1));
      gateway.chat(ASK);

      assertThat(health(gateway).path("providers").path("groq").asString())
          .isEqualTo("blacklisted");
      assertThat(health(gateway).path("status").asString()).isEqualTo("healthy");
    }
  }

  @Test
  void status_withARefusedConfiguration_isDegraded() {
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with().set("ADMIN_KEY", "operator-key").start()) {
      gateway.file("server: {prot: 1}");
      assertThat(
              gateway
                  .send(
                      gateway
                          .request("/admin/reload")
                          .setHeader("Authorization", "Bearer operator-key")
                          .POST(HttpRequest.BodyPublishers.noBody())
                          .build())
                  .statusCode())
          .isEqualTo(422);
      assertThat(health(gateway).path("status").asString()).isEqualTo("degraded");
      assertThat(reasons(health(gateway))).containsExactly("configuration_refused");
    }
  }

  @Test
  void status_withoutRedis_isDegraded() {
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with().set("REDIS_URL", "redis://127.0.0.1:1").start()) {
      assertThat(health(gateway).path("status").asString()).isEqualTo("degraded");
      assertThat(reasons(health(gateway))).contains("redis_lost");
    }
  }
}
