package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that says itself how long it wants to wait. */
class RequestTimeoutsTest {
  private static final String ASK =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  /** Nobody else is asked, so nobody else needs a share of the time. */
  private static final String ASK_GROQ = ASK.replace("auto", "groq/m") + "}";

  private FakeProvider groq;
  private FakeProvider openai;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    groq = FakeProvider.start();
    openai = FakeProvider.start();
    openai.always(Reply.text("other"));
    gateway =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .openai(openai.baseUrl())
            .set("FIRST_CHUNK_TIMEOUT", 20)
            .set("PROVIDER_TIMEOUT", 20)
            .set("MAX_OPERATION_TIMEOUT", 25)
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    openai.close();
  }

  private HttpResponse<String> ask(String body, String header, String value) {
    return gateway.send(
        gateway
            .post("/v1/chat/completions")
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void theWholeOperationEndsAtTheRequestsOwnLimit() {
    groq.always(Reply.hang());

    HttpResponse<String> answer = ask(ASK_GROQ, "x-modelrouter-timeout-ms", "300");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("the request's own limit");
  }

  @Test
  void theNextProviderIsAskedAtTheRequestsOwnLimitForTheFirstToken() {
    groq.always(Reply.text("late").beforeFirstToken(Duration.ofSeconds(19)));

    HttpResponse<String> answer =
        ask(ASK + ",\"stream\":true}", "x-modelrouter-first-token-ms", "200");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue("openai");
    assertThat(answer.body()).contains("other").contains("[DONE]");
  }

  @Test
  void theOperatorsLimitIsTheLongest() {
    groq.always(Reply.hang());
    try (GatewayUnderTest hurried =
        GatewayUnderTest.with().groq(groq.baseUrl()).set("MAX_OPERATION_TIMEOUT", "0.4").start()) {
      HttpResponse<String> answer =
          hurried.send(
              hurried
                  .post("/v1/chat/completions")
                  .header("x-modelrouter-timeout-ms", "60000")
                  .POST(HttpRequest.BodyPublishers.ofString(ASK_GROQ))
                  .build());

      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(answer.body()).contains("MAX_OPERATION_TIMEOUT");
    }
  }

  @Test
  void operators_mayTurnRequestsOwnLimitsOff() {
    groq.always(Reply.text("late").beforeHead(Duration.ofMillis(400)));
    try (GatewayUnderTest strict =
        GatewayUnderTest.with().groq(groq.baseUrl()).set("CALLER_LIMITS", "off").start()) {
      HttpResponse<String> answer =
          strict.send(
              strict
                  .post("/v1/chat/completions")
                  .header("x-modelrouter-timeout-ms", "100")
                  .POST(HttpRequest.BodyPublishers.ofString(ASK + "}"))
                  .build());

      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "soon", "12345678901"})
  void whatIsNoNumberOfMillisecondsIsRefusedByName(String value) {
    HttpResponse<String> answer = ask(ASK + "}", "x-modelrouter-first-token-ms", value);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("x-modelrouter-first-token-ms");
    assertThat(groq.requests()).isEmpty();
  }
}
