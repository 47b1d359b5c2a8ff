package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Who may read stored responses, and how often. */
class StoredResponsesAccessTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ASK = "{\"model\":\"ollama/m\",\"input\":\"Hi\"}";

  /**
   * Callers who share a key, or a proxy's address, must not find the answers of others by trying.
   */
  @Test
  void ids_ofStoredResponses_cannotBeGuessedFromOthers() {
    try (FakeProvider ollama = FakeProvider.start();
        GatewayUnderTest gateway = GatewayUnderTest.with().ollama(ollama.baseUrl()).start()) {
      ollama.always(Reply.words(2));
      String first = id(gateway.post("/v1/responses", ASK));
      String second = id(gateway.post("/v1/responses", ASK));

      assertThat(first).matches("resp_req_[0-9a-f]{32}");
      assertThat(second).matches("resp_req_[0-9a-f]{32}");
      int same = 0;
      for (int i = "resp_req_".length(); i < first.length(); i++) {
        same += first.charAt(i) == second.charAt(i) ? 1 : 0;
      }
      assertThat(same).as("digits in common: %s %s", first, second).isLessThan(16);
      assertThat(gateway.get("/v1/responses/" + first).statusCode()).isEqualTo(200);
    }
  }

  private static String id(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("id").asString();
  }

  @Test
  void lookups_ofStoredResponses_countAgainstTheCallersRate() {
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with().set("RATE_LIMIT_REQUESTS_PER_MINUTE", 3).start()) {
      for (int i = 0; i < 3; i++) {
        assertThat(gateway.get("/v1/responses/resp_" + i).statusCode()).isEqualTo(404);
      }
      HttpResponse<String> limited = gateway.get("/v1/responses/resp_3");
      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(limited.headers().firstValue("retry-after")).isPresent();
      assertThat(JSON.readTree(limited.body()).path("error").path("code").asString())
          .isEqualTo("rate_limit_exceeded");
      assertThat(gateway.metric("modelrouter_callers_limited_total{limit=\"rate\"}")).isEqualTo(1);
      assertThat(gateway.get("/v1/models").statusCode()).as("asks no provider").isEqualTo(200);
    }
  }
}
