package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A thousand streams at once for a minute in a small heap. */
class SoakTest {
  private static final int STREAMS = 1_000;
  private static final int TOKENS = 600;
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @Test
  void aThousandStreamsForAMinuteLeaveNothingBehind() throws Exception {
    try (FakeProvider provider = FakeProvider.start();
        GatewayProcess gateway =
            new GatewayProcess(
                Map.of(
                    "API_KEY", GatewayUnderTest.KEY,
                    "GROQ_API_KEY", GatewayUnderTest.GROQ_KEY,
                    "GROQ_BASE_URL", provider.baseUrl().toString(),
                    "GROQ_RATE_LIMIT", "0",
                    "RATE_LIMIT_REQUESTS_PER_MINUTE", "0",
                    "MAX_CONCURRENT_STREAMS", "2000",
                    "FIRST_CHUNK_TIMEOUT", "20"),
                "-Xmx256m")) {
      provider.always(Reply.words(3));
      streams(gateway, 50);
      long before = gateway.heapAfterCollection();

      provider.always(Reply.words(TOKENS).betweenTokens(BETWEEN));
      List<String> answers = streams(gateway, STREAMS);

      assertThat(answers).allMatch(answer -> answer.contains("data: [DONE]"));
      assertThat(answers)
          .allMatch(
              answer -> answer.contains("data: w" + TOKENS + " \n"), "whole to the last word");
      eventually("no request is open upstream", () -> provider.openRequests() == 0);
      assertThat(gateway.metrics())
          .contains("modelrouter_active_streams 0.0", "modelrouter_open_upstream_requests 0.0");
      // Idle connections are kept for half a minute, and with them their buffers.
      eventually(
          Duration.ofSeconds(60),
          "no connection is open upstream",
          () -> provider.openConnections() == 0);
      // What waits for the JVM's cleaner thread goes with a later collection.
      eventually(
          Duration.ofSeconds(60),
          "the heap is where it began",
          () -> gateway.heapAfterCollection() - before < 4 * 1024 * 1024);
      assertThat(gateway.terminate()).as("exit status").isZero();
    }
  }

  private static List<String> streams(GatewayProcess gateway, int count) throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(
            callers.submit(
                () -> {
                  try (RawCaller caller = new RawCaller(gateway.port())) {
                    return caller.post("/stream", ASK).readUntilEnd();
                  }
                }));
      }
      List<String> answers = new ArrayList<>();
      for (Future<String> one : running) {
        answers.add(one.get());
      }
      return answers;
    }
  }
}
