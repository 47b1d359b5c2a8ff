package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.e2e.LoadBalancer.CallerResult;
import dev.modelrouter.e2e.LoadBalancer.End;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.state.RedisFixture;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two gateways in processes of their own on one Redis, under load, while one of them and then their
 * Redis is killed and started again.
 */
class TwoNodesUnderLoadTest {
  private static final int LIMIT = 4_000;

  /** One percent. */
  private static final int OFF = LIMIT / 100;

  private static final int CALLERS = 16;
  private static final Duration SLOWLY = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** What was measured, for docs/benchmarks.md. */
  private static final Path FIGURES = Path.of("target", "two-nodes.txt");

  private final Vertx vertx = Vertx.vertx();
  private final RedisFixture redis = new RedisFixture(vertx);
  private final FakeProvider provider = FakeProvider.start();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    provider.close();
    redis.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private GatewayProcess node() {
    return new GatewayProcess(
        Map.of(
            "REDIS_URL",
            redis.url(),
            "GROQ_API_KEY",
            GatewayUnderTest.GROQ_KEY,
            "GROQ_BASE_URL",
            provider.baseUrl().toString(),
            "GROQ_RATE_LIMIT",
            "0",
            "RATE_LIMIT_REQUESTS_PER_MINUTE",
            Integer.toString(LIMIT),
            "MAX_CONCURRENT_STREAMS",
            "1000",
            "PROVIDER_TIMEOUT",
            "20",
            "FIRST_CHUNK_TIMEOUT",
            "20"),
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1");
  }

  @Test
  void theLimitHoldsAndNothingIsLost_whileANodeAndTheirRedisAreKilledAndComeBack()
      throws IOException {
    Reply ok = Reply.text("ok");
    provider.replyBy(
        request -> {
          asked.incrementAndGet();
          return ok;
        });
    try (GatewayProcess one = node();
        GatewayProcess two = node();
        LoadBalancer callers = new LoadBalancer(CALLERS, List.of(one.port(), two.port()))) {
      long started = System.nanoTime();
      more(callers, 600);
      callers.pause(SLOWLY);

      two.kill();
      callers.remove(two.port());
      long killed = System.nanoTime();
      try (GatewayProcess again = node()) {
        callers.add(again.port());
        long restarted = System.nanoTime();
        // A node that was killed counts as one of them until its lease is over.
        bothKnowThatTheyAreTwo();

        redis.kill();
        both("redis lost", one, again);
        long before = callers.count(End.PASSED);
        more(callers, 200);
        redis.start();
        both("redis", one, again);
        long alone = callers.count(End.PASSED) - before;

        callers.pause(Duration.ZERO);
        long refused = callers.count(End.REFUSED);
        eventually(
            PATIENCE, "the rate is spent", () -> callers.count(End.REFUSED) >= refused + 200);
        long spent = System.nanoTime();
        callers.stop();
        eventually("upstream idle", () -> provider.openRequests() == 0);

        List<CallerResult> all = callers.heard();
        assertOnlyInFlightLost(all, two.port(), killed);
        assertLimitHeld(all, spent);
        assertAccounted(all, one);
        assertAccounted(all, again);
        Files.writeString(
            FIGURES,
            String.join(
                "\n",
                "limit " + LIMIT,
                "passed " + callers.count(End.PASSED),
                "refused " + callers.count(End.REFUSED),
                "lost " + callers.count(End.LOST),
                "asked of the provider " + asked.get(),
                "passed in the seconds without Redis " + alone,
                "node away for ms " + millis(restarted - killed),
                "in all ms " + millis(spent - started),
                ""));
      }
    }
  }

  /** A request may be lost only if it was with the node that was killed. */
  private void assertOnlyInFlightLost(List<CallerResult> all, int port, long killed) {
    assertThat(all).filteredOn(one -> one.end() == End.WRONG).isEmpty();
    List<CallerResult> lost = all.stream().filter(one -> one.end() == End.LOST).toList();
    assertThat(lost).allMatch(one -> one.port() == port && one.began() - killed < 0);
    assertThat(lost).hasSizeLessThanOrEqualTo(CALLERS);
    long passed = all.stream().filter(one -> one.end() == End.PASSED).count();
    assertThat((long) asked.get()).as("asked").isBetween(passed, passed + lost.size());
  }

  /** In no minute more than the limit, and no less in the one before the rate was spent. */
  private static void assertLimitHeld(List<CallerResult> all, long spent) {
    long[] passed =
        all.stream()
            .filter(one -> one.end() == End.PASSED)
            .mapToLong(CallerResult::ended)
            .sorted()
            .toArray();
    long minute = TimeUnit.SECONDS.toNanos(59);
    for (int first = 0, next = 0; first < passed.length; first++) {
      while (next < passed.length && passed[next] - passed[first] < minute) {
        next++;
      }
      assertThat(next - first).as("in a minute").isLessThanOrEqualTo(LIMIT + OFF);
    }
    long since = spent - TimeUnit.SECONDS.toNanos(62);
    long last = Arrays.stream(passed).filter(at -> at - since >= 0).count();
    assertThat(last).as("in the last minute").isGreaterThanOrEqualTo(LIMIT - OFF);
  }

  /** What a node counted is what its callers heard. */
  private static void assertAccounted(List<CallerResult> all, GatewayProcess node) {
    for (End end : List.of(End.PASSED, End.REFUSED)) {
      String status = end == End.PASSED ? "200" : "429";
      for (String path : List.of("/chat", "/stream")) {
        long received =
            all.stream()
                .filter(one -> one.port() == node.port() && one.end() == end)
                .filter(one -> one.path().equals(path))
                .count();
        assertThat(counted(node, path, status)).as(path + " " + status).isEqualTo(received);
      }
    }
    assertThat(node.metrics())
        .contains("modelrouter_active_streams 0.0", "modelrouter_open_upstream_requests 0.0");
  }

  private static long counted(GatewayProcess node, String path, String status) {
    return node.metrics()
        .lines()
        .filter(line -> line.startsWith("modelrouter_requests_total{"))
        .filter(line -> line.contains("\"" + path + "\"") && line.contains("\"" + status + "\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static void more(LoadBalancer callers, int answers) {
    long now = callers.count(End.PASSED);
    eventually(PATIENCE, "answers", () -> callers.count(End.PASSED) >= now + answers);
  }

  /** Each node hears how many there are whenever it renews its lease. */
  private void bothKnowThatTheyAreTwo() {
    eventually(PATIENCE, "two nodes are left", () -> leases().size() == 2);
    Set<String> leases = leases();
    eventually(PATIENCE, "both have heard", () -> leases().stream().noneMatch(leases::contains));
  }

  private Set<String> leases() {
    Set<String> leases = new HashSet<>();
    for (Response node : redis.send(Command.ZRANGE, "modelrouter:nodes", "0", "-1", "WITHSCORES")) {
      leases.add(node.toString());
    }
    return leases;
  }

  private static void both(String mode, GatewayProcess one, GatewayProcess two) {
    String says = "\"state\":\"" + mode + "\"";
    eventually(
        PATIENCE,
        mode,
        () -> one.get("/health").contains(says) && two.get("/health").contains(says));
  }

  private static String millis(long nanos) {
    return Long.toString(TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
