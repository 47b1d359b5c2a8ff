package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is remembered by a name that callers choose has a bound: after more names than any of
 * them holds the heap no longer grows, however many more come.
 */
class BoundedMemoryTest {
  /** More than the 10,000 breakers that are remembered. */
  private static final int NAMES = 14_000;

  /** What another 14,000 names would take at least if any of it were kept. */
  private static final long A_NAME_MORE_OR_LESS = 100;

  private static final int CALLERS = 32;

  @TempDir private Path folder;

  @Test
  void modelsUsersAndRequestIdsWithoutEndLeaveTheHeapAsItIs() throws IOException {
    Path file = folder.resolve("modelrouter.yaml");
    Files.writeString(
        file,
        """
        routes:
          m-*:
            strategy: lowest_cost
            targets: [groq, openai]
            hedge: p95
        """);
    try (FakeProvider provider = FakeProvider.start();
        GatewayProcess gateway =
            new GatewayProcess(
                Map.ofEntries(
                    Map.entry("MODELROUTER_CONFIG", file.toString()),
                    Map.entry("ADMIN_KEY", "operators-own"),
                    Map.entry("GROQ_API_KEYS", "one,two"),
                    Map.entry("GROQ_BASE_URL", provider.baseUrl().toString()),
                    Map.entry("GROQ_RATE_LIMIT", "0"),
                    Map.entry("OPENAI_API_KEY", "three"),
                    Map.entry("OPENAI_BASE_URL", provider.baseUrl().toString()),
                    Map.entry("OPENAI_RATE_LIMIT", "0"),
                    Map.entry("RATE_LIMIT_REQUESTS_PER_MINUTE", "0"),
                    Map.entry("BREAKER_FAILURES", "5"),
                    Map.entry("BREAKER_FAILURE_PERCENT", "50"),
                    Map.entry("BREAKER_SCOPE", "model")),
                "-Xmx256m")) {
      provider.always(Reply.text("ok").usage(10, 2));
      AtomicInteger next = new AtomicInteger();
      ask(gateway, next, NAMES);
      long full = gateway.bytesInUse();
      assertThat(full).isGreaterThan(1_000_000);

      ask(gateway, next, 2 * NAMES);

      assertThat(gateway.bytesInUse() - full)
          .as("bytes of heap that %d more names took", NAMES)
          .isLessThan(NAMES * A_NAME_MORE_OR_LESS);
    }
  }

  /** Asks with names that nobody has used before, until so many have been. */
  private static void ask(GatewayProcess gateway, AtomicInteger next, int until) {
    AtomicInteger failed = new AtomicInteger();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              for (int n = next.getAndIncrement(); n < until; n = next.getAndIncrement()) {
                String body =
                    """
                    {"model":"m-%d","user":"user-%d","messages":[{"role":"user","content":"Hi"}]}"""
                        .formatted(n, n);
                if (gateway.post("/v1/chat/completions", body).statusCode() != 200) {
                  failed.incrementAndGet();
                }
              }
            });
      }
    }
    assertThat(failed).hasValue(0);
  }
}
