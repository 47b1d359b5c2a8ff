package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller who leaves, in every phase: the provider's connection is closed within a second. */
class CancellationTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private FakeProvider provider;
  private FakeProvider other;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
    other = FakeProvider.start();
    gateway =
        GatewayUnderTest.with()
            .groq(provider.baseUrl())
            .openai(other.baseUrl())
            .set("FIRST_CHUNK_TIMEOUT", 20)
            .set("PROVIDER_TIMEOUT", 20)
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
    other.close();
  }

  static Stream<Arguments> phases() {
    Duration slow = Duration.ofMillis(100);
    return Stream.of(
        Arguments.of("waiting for the head", "/chat", Reply.hang(), ""),
        Arguments.of("waiting for the head", "/stream", Reply.hang(), ""),
        Arguments.of("in the middle of a whole answer", "/chat", Reply.headThenStall(), ""),
        Arguments.of("waiting for the first token", "/stream", Reply.headThenStall(), ""),
        Arguments.of("mid-stream", "/stream", Reply.words(1_000).betweenTokens(slow), "data: w2 "),
        Arguments.of("mid-stream, stalled", "/stream", Reply.words(9).stallAfter(3), "data: w3 "));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("phases")
  void theProvidersConnectionIsClosed_whenTheCallerLeaves(
      String phase, String path, Reply reply, String seen) {
    provider.always(reply);
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.post(path, ASK);
      eventually("the provider is asked", () -> provider.openRequests() == 1);
      if (!seen.isEmpty()) {
        caller.readUntil(seen);
      }
    }
    long left = System.nanoTime();

    eventually("the provider sees it", () -> provider.disconnects() == 1);
    assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofSeconds(1));
    eventually("nothing is open", () -> provider.openRequests() == 0);
    eventually(
        "counted as cancelled",
        () -> gateway.metric("modelrouter_cancelled_total{route=\"" + path + "\"}") == 1);
    assertThat(
            gateway.metric(
                "modelrouter_requests_total{route=\""
                    + path
                    + "\",method=\"POST\",status=\"499\"}"))
        .isOne();
    assertThat(other.chatRequests()).as("nobody else is asked").isEmpty();
    assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"groq\"}"))
        .as("not the provider's fault")
        .isZero();
  }

  @Test
  void nobodyIsAsked_whenTheCallerLeavesInTheMiddleOfItsBody() {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send(
          "POST /chat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + GatewayUnderTest.KEY
              + "\r\nContent-Length: 100\r\n\r\n{\"messages\":");
    }

    eventually(
        "counted as cancelled",
        () -> gateway.metric("modelrouter_cancelled_total{route=\"/chat\"}") == 1);
    assertThat(provider.chatRequests()).isEmpty();
  }

  @Test
  void theRetryIsNotMade_whenTheCallerLeavesDuringItsPause() {
    provider.always(Reply.status(429).header("Retry-After", "2"));
    try (GatewayUnderTest retrying =
        GatewayUnderTest.with().groq(provider.baseUrl()).set("MAX_RETRIES", 2).start()) {
      try (RawCaller caller = new RawCaller(retrying.port())) {
        caller.post(
            "/chat",
            "{\"provider\":\"groq\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
        eventually(
            "the first try failed",
            () ->
                retrying.metric(
                        "modelrouter_provider_failures_total{provider=\"groq\","
                            + "reason=\"RATE_LIMIT\"}")
                    == 1);
      }
      eventually(
          "counted as cancelled",
          () -> retrying.metric("modelrouter_cancelled_total{route=\"/chat\"}") == 1);
      assertThat(provider.chatRequests()).hasSize(1);
    }
  }

  @Test
  void aSlowCallerHoldsTheProviderBack_andTheStreamStaysWhole() throws Exception {
    String piece = "x".repeat(10_000);
    provider.always(Reply.text(java.util.Collections.nCopies(5_000, piece).toArray(String[]::new)));
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.post("/stream", ASK);
      caller.readUntil("data: x");
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(500);
      Runtime.getRuntime().gc();
      long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      assertThat(provider.openRequests()).as("the provider still has much to send").isOne();
      assertThat(used).as("50 MB are not kept here").isLessThan(400L * 1024 * 1024);
      caller.readUntil("data: [DONE]");
    }
  }
}
