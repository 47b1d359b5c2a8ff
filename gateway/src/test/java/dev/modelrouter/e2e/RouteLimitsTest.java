package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of a route, and of one of its targets. */
class RouteLimitsTest {
  private static final String ASK =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .groq(groq.baseUrl())
          .openai(openai.baseUrl())
          .set("GROQ_MAX_IN_FLIGHT", 5)
          .file(
              """
              routes:
                narrow:
                  targets:
                    - {target: groq/a, limits: {max_in_flight: 1}}
                    - openai/b
                patient:
                  queue_timeout: 10s
                  limits: {max_in_flight: 1}
                  targets: [groq/a, openai/b]
                slow:
                  targets:
                    - {target: groq/a, limits: {rate_limit: 2}}
                    - openai/b
                scarce:
                  limits: {rate_limit: 1}
                  targets: [groq/a, openai/b]
                wide: [groq/a]
              """)
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
    openai.close();
  }

  private CompletableFuture<HttpResponse<String>> begin(String model) {
    return gateway.sendAsync(
        gateway
            .post("/v1/chat/completions")
            .POST(HttpRequest.BodyPublishers.ofString(ASK.formatted(model)))
            .build());
  }

  private HttpResponse<String> ask(String model) {
    return gateway.post("/v1/chat/completions", ASK.formatted(model));
  }

  private static String answered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-modelrouter-model").orElse("");
  }

  @Test
  void aTargetThatIsFull_isSkipped_forThisRouteAlone() {
    groq.script(Reply.text("late").beforeHead(Duration.ofMillis(700)), Reply.text("well"));
    CompletableFuture<HttpResponse<String>> first = begin("narrow");
    eventually("it is asked", () -> groq.openRequests() == 1);

    HttpResponse<String> second = ask("narrow");
    assertThat(answered(second)).isEqualTo("b");
    assertThat(second.headers().firstValue("x-modelrouter-decision"))
        .hasValue("narrow/ordered: groq/a OVERLOADED, openai/b");
    assertThat(answered(ask("wide"))).as("the provider itself has room").isEqualTo("a");

    assertThat(answered(first.join())).isEqualTo("a");
    assertThat(answered(ask("narrow"))).as("there is room again").isEqualTo("a");
  }

  @Test
  void aRouteThatIsFull_makesRequestsWait() {
    groq.script(Reply.text("late").beforeHead(Duration.ofMillis(500)), Reply.text("well"));
    CompletableFuture<HttpResponse<String>> first = begin("patient");
    eventually("it is asked", () -> groq.openRequests() == 1);
    CompletableFuture<HttpResponse<String>> second = begin("patient");

    assertThat(answered(first.join())).isEqualTo("a");
    assertThat(answered(second.join())).isEqualTo("a");
    assertThat(openai.requests()).isEmpty();
    assertThat(groq.maxOpenRequests()).isOne();
  }

  @Test
  void whoLeavesTheLine_holdsNothing() {
    groq.script(Reply.text("late").beforeHead(Duration.ofMillis(500)), Reply.text("well"));
    CompletableFuture<HttpResponse<String>> first = begin("patient");
    eventually("it is asked", () -> groq.openRequests() == 1);
    CompletableFuture<HttpResponse<String>> left = begin("patient");
    left.cancel(true);

    assertThat(answered(first.join())).isEqualTo("a");
    assertThat(answered(ask("patient"))).isEqualTo("a");
  }

  @Test
  void aRateThatIsSpent_leadsToTheNextTarget() {
    assertThat(answered(ask("slow"))).isEqualTo("a");
    assertThat(answered(ask("slow"))).isEqualTo("a");
    assertThat(answered(ask("slow"))).isEqualTo("b");
    assertThat(answered(ask("wide"))).isEqualTo("a");
  }

  @Test
  void aRouteWhoseRateIsSpent_saysWhenToComeBack() {
    assertThat(answered(ask("scarce"))).isEqualTo("a");

    HttpResponse<String> answer = ask("scarce");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("route:scarce has had its 1 requests of this minute");
    assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 61L);
    assertThat(groq.requests()).hasSize(1);
  }
}
