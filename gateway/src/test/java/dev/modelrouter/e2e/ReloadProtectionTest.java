package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a configuration that must not be put to use while the gateway runs. */
class ReloadProtectionTest {
  private static final String ADMIN = "operators-own";
  private static final String ASK =
      "{\"model\":\"smart\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider acme = FakeProvider.start();

  @AfterEach
  void stop() {
    acme.close();
  }

  private String providers() {
    return "providers: {acme: {base_url: '%s', api_key: acme-secret-key}}\n"
        .formatted(acme.baseUrl());
  }

  private GatewayUnderTest gateway(String file) {
    return GatewayUnderTest.with().unset("API_KEY").set("ADMIN_KEY", ADMIN).file(file).start();
  }

  private static HttpResponse<String> reload(GatewayUnderTest gateway) {
    return gateway.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/admin/reload"))
            .header("Authorization", "Bearer " + ADMIN)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private static int ask(GatewayUnderTest gateway, String key) {
    return gateway
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + gateway.port() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(ASK))
                .build())
        .statusCode();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "# nothing\n", "server: {}\n", "providers: {}\n", "routes: {}\n"})
  void reload_thatLeavesNoProvider_isRefusedAndTheOldConfigurationAnswers(String left) {
    try (GatewayUnderTest gateway = gateway(providers() + "routes: {smart: [acme/m]}\n")) {
      gateway.file(left);

      HttpResponse<String> refused = reload(gateway);

      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
      assertThat(refused.body()).contains("no provider").contains("acme");
      HttpResponse<String> answer = gateway.post("/v1/chat/completions", ASK);
      assertThat(answer.headers().firstValue("x-modelrouter-provider")).contains("acme");
      assertThat(gateway.get("/health").body())
          .contains("cannot be used: the old one stays")
          .doesNotContain("demo");
      assertThat(gateway.metric("modelrouter_config_current")).isZero();
      assertThat(gateway.metric("modelrouter_config_reloads_total{result=\"refused\"}")).isOne();
    }
  }

  @Test
  void reload_thatChangesNothing_isNotCountedAsApplied() {
    try (GatewayUnderTest gateway = gateway(providers() + "routes: {smart: [acme/m]}\n")) {
      gateway.file(providers() + "# a comment\nroutes:\n  smart: [acme/m]\n");

      assertThat(reload(gateway).statusCode()).isEqualTo(200);

      assertThat(gateway.metric("modelrouter_config_reloads_total{result=\"applied\"}")).isZero();
      assertThat(gateway.metric("modelrouter_config_reloads_total{result=\"unchanged\"}")).isOne();
      assertThat(gateway.metric("modelrouter_config_current")).isOne();
    }
  }

  @Test
  void apiKeys_areReplacedAtOnce_twoValidWhileTheyAreRotated() {
    String file = providers() + "routes: {smart: [acme/m]}\n";
    try (GatewayUnderTest gateway = gateway(file + "server: {api_key: first-key-1}\n")) {
      assertThat(ask(gateway, "first-key-1")).isEqualTo(200);
      assertThat(ask(gateway, "second-key-2")).isEqualTo(401);

      gateway.file(file + "server: {api_key: [first-key-1, second-key-2]}\n");
      HttpResponse<String> both = reload(gateway);
      assertThat(both.body()).contains("\"restart\":[]");
      assertThat(ask(gateway, "first-key-1")).isEqualTo(200);
      assertThat(ask(gateway, "second-key-2")).isEqualTo(200);

      gateway.file(file + "server: {api_keys: [{name: web, key: second-key-2}]}\n");
      assertThat(reload(gateway).statusCode()).isEqualTo(200);
      assertThat(ask(gateway, "first-key-1")).isEqualTo(401);
      assertThat(ask(gateway, "second-key-2")).isEqualTo(200);
    }
  }

  @Test
  void reload_thatTakesTheOnlyApiKeyAway_isRefused() {
    String file = providers() + "routes: {smart: [acme/m]}\n";
    try (GatewayUnderTest gateway = gateway(file + "server: {api_key: first-key-1}\n")) {
      gateway.file(file);

      assertThat(reload(gateway).statusCode()).isEqualTo(422);

      assertThat(ask(gateway, "other")).isEqualTo(401);
      assertThat(ask(gateway, "first-key-1")).isEqualTo(200);
    }
  }

  @Test
  void adminKey_isReplacedAtOnce() {
    String file = providers() + "routes: {smart: [acme/m]}\n";
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with().file(file + "server: {admin_key: operators-own}\n").start()) {
      gateway.file(file + "server: {admin_key: another-own}\n");

      assertThat(reload(gateway).statusCode()).isEqualTo(200);
      assertThat(reload(gateway).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void settings_thatNeedARestart_areShownUntilThen() {
    String file = providers() + "routes: {smart: [acme/m]}\n";
    try (GatewayUnderTest gateway = gateway(file)) {
      gateway.file(file + "server: {log_level: WARN, app_name: Other}\n");

      assertThat(reload(gateway).statusCode()).isEqualTo(200);

      assertThat(gateway.get("/health").body()).contains("need a restart: app_name, log_level");
      assertThat(gateway.metric("modelrouter_config_restart_pending")).isEqualTo(2);

      gateway.file(file);
      assertThat(reload(gateway).statusCode()).isEqualTo(200);
      assertThat(gateway.get("/health").body()).doesNotContain("need a restart");
      assertThat(gateway.metric("modelrouter_config_restart_pending")).isZero();
    }
  }
}
