package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several keys and several addresses of one provider, and breakers of single models. */
class DeploymentsTest {
  private final FakeProvider one = FakeProvider.start();
  private final FakeProvider other = FakeProvider.start();
  private GatewayUnderTest gateway = GatewayUnderTest.with().groq(one.baseUrl()).start();

  private void start(String... settings) {
    gateway.close();
    GatewayUnderTest.Builder builder =
        GatewayUnderTest.with()
            .set("GROQ_BASE_URL", one.baseUrl())
            .set("GROQ_RATE_LIMIT", 0)
            .set("BACKOFF_BASE_SECONDS", 30);
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    gateway = builder.start();
  }

  @AfterEach
  void stop() {
    eventually("nothing runs", () -> one.openRequests() + other.openRequests() == 0);
    gateway.assertIdle();
    gateway.close();
    one.close();
    other.close();
  }

  private HttpResponse<String> ask(String model) {
    return gateway.post(
        "/v1/chat/completions",
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            .formatted(model));
  }

  private List<String> keys() {
    return one.chatRequests().stream()
        .map(request -> request.header("authorization").orElse("").replace("Bearer ", ""))
        .toList();
  }

  @Test
  void keys_areUsedInTurn() {
    start("GROQ_API_KEYS", "key-aaaa,key-bbbb,key-cccc");

    IntStream.range(0, 6).forEach(i -> assertThat(ask("groq/m").statusCode()).isEqualTo(200));

    assertThat(keys())
        .containsExactly("key-aaaa", "key-bbbb", "key-cccc", "key-aaaa", "key-bbbb", "key-cccc");
    assertThat(gateway.log()).doesNotContain("key-aaaa", "key-bbbb");
  }

  @Test
  void aSpentKey_isOpenedAlone_andTheRequestGoesOnWithTheNext() {
    start("GROQ_API_KEYS", "key-aaaa,key-bbbb");
    one.script(Reply.status(429), Reply.text("well"));

    HttpResponse<String> answer = ask("groq/m");

    assertThat(answer.statusCode()).as("the caller sees nothing of it").isEqualTo(200);
    assertThat(answer.headers().firstValue("x-modelrouter-attempts")).hasValue("2");
    assertThat(keys()).containsExactly("key-aaaa", "key-bbbb");
    IntStream.range(0, 3).forEach(i -> assertThat(ask("groq/m").statusCode()).isEqualTo(200));
    assertThat(keys().subList(2, 5)).containsOnly("key-bbbb");
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}")).isZero();
    assertThat(gateway.get("/health").body())
        .containsPattern("\"put_away\":\\[\"groq#[0-9a-f]{12}\"\\]")
        .contains("\"groq\":\"available\"");
  }

  @Test
  void refusedKeys_areAllTried_thenItIsTheOperatorsFault() {
    start("GROQ_API_KEYS", "key-aaaa,key-bbbb,key-cccc");
    one.always(Reply.status(401));

    assertThat(ask("groq/m").statusCode()).isEqualTo(502);
    assertThat(keys()).containsExactly("key-aaaa", "key-bbbb", "key-cccc");

    HttpResponse<String> next = ask("groq/m");
    assertThat(next.statusCode()).isEqualTo(503);
    assertThat(next.headers().firstValue("retry-after")).isPresent();
    assertThat(keys()).as("nobody is asked in vain").hasSize(3);
  }

  @Test
  void otherFailures_areTheProviders() {
    start("GROQ_API_KEYS", "key-aaaa,key-bbbb");
    one.script(Reply.status(500));

    assertThat(ask("groq/m").statusCode()).isEqualTo(502);
    assertThat(ask("groq/m").statusCode()).as("it is put away as a whole").isEqualTo(503);
    assertThat(keys()).hasSize(1);
  }

  @Test
  void addresses_areUsedInTurn_andOneThatFailsIsOpenedAlone() {
    start("GROQ_API_KEY", "key-aaaa", "GROQ_BASE_URLS", one.baseUrl() + "," + other.baseUrl());
    IntStream.range(0, 4).forEach(i -> assertThat(ask("groq/m").statusCode()).isEqualTo(200));
    assertThat(one.chatRequests()).hasSize(2);
    assertThat(other.chatRequests()).hasSize(2);

    one.always(Reply.status(500));
    IntStream.range(0, 4).forEach(i -> assertThat(ask("groq/m").statusCode()).isEqualTo(200));

    assertThat(one.chatRequests()).as("asked once more and put away").hasSize(3);
    assertThat(other.chatRequests()).hasSize(6);
  }

  @Test
  void scopeModel_putsOneModelAway_notTheOthers() {
    start("GROQ_API_KEY", "key-aaaa", "BREAKER_SCOPE", "model");
    one.script(Reply.status(429), Reply.text("well"));

    assertThat(ask("groq/busy").statusCode()).isEqualTo(429);
    assertThat(ask("groq/busy").statusCode()).isEqualTo(503);
    assertThat(ask("groq/free").statusCode()).isEqualTo(200);

    one.stopListening();
    one.dropConnections();
    assertThat(ask("groq/free").statusCode()).isEqualTo(502);
    assertThat(ask("groq/third").statusCode()).as("nobody can be reached there").isEqualTo(503);
  }

  @Test
  void healthChecks_findWhoIsDown_andWhoIsBack() {
    start("GROQ_API_KEY", "key-aaaa", "HEALTH_CHECK_SECONDS", "0.1");
    assertThat(ask("groq/m").statusCode()).isEqualTo(200);

    one.stopListening();
    eventually(
        "it is found down",
        () -> gateway.get("/health").body().contains("\"groq\":\"blacklisted\""));
    eventually("the log tells", () -> gateway.log().contains("it is down"));
    one.resumeListening();
    eventually(
        "it is found back", () -> gateway.get("/health").body().contains("\"groq\":\"available\""));

    assertThat(ask("groq/m").statusCode()).isEqualTo(200);
    assertThat(one.chatRequests()).as("no request was spent on finding out").hasSize(2);
  }

  @Test
  void healthChecks_putAwayTheAddressThatIsDown_andNoOther() {
    start(
        "GROQ_API_KEY",
        "key-aaaa",
        "GROQ_BASE_URLS",
        one.baseUrl() + "," + other.baseUrl(),
        "HEALTH_CHECK_SECONDS",
        "0.1");
    one.stopListening();
    eventually("it is found down", () -> putAway().contains("@127.0.0.1:" + one.port() + "\""));

    assertThat(gateway.get("/health").body()).contains("\"groq\":\"available\"");
    IntStream.range(0, 4).forEach(i -> assertThat(ask("groq/m").statusCode()).isEqualTo(200));
    assertThat(other.chatRequests()).as("no request was spent on finding out").hasSize(4);

    one.resumeListening();
    eventually("it is found back", () -> putAway().equals("[]"));
  }

  @Test
  void aReset_takesKeysAndModelsBackToo() {
    start(
        "GROQ_API_KEYS",
        "key-aaaa,key-bbbb",
        "BREAKER_SCOPE",
        "model",
        "ADMIN_KEY",
        "operators-own");
    one.script(Reply.status(401), Reply.status(500), Reply.text("well"));
    assertThat(ask("groq/m").statusCode()).isEqualTo(502);
    assertThat(ask("groq/m").statusCode()).isEqualTo(503);
    assertThat(putAway()).contains("\"groq#").contains("\"groq/m\"");
    assertThat(gateway.metric("modelrouter_parts_blacklisted{provider=\"groq\"}")).isEqualTo(2);

    assertThat(
            gateway
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:"
                                    + gateway.port()
                                    + "/admin/providers/groq/reset"))
                        .header("Authorization", "Bearer operators-own")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode())
        .isEqualTo(204);

    assertThat(putAway()).isEqualTo("[]");
    assertThat(ask("groq/m").statusCode()).isEqualTo(200);
  }

  private String putAway() {
    String health = gateway.get("/health").body();
    int from = health.indexOf("\"put_away\":") + "\"put_away\":".length();
    return health.substring(from, health.indexOf(']', from) + 1);
  }
}
