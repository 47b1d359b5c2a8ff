package dev.modelrouter.soak;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import redis.embedded.RedisServer;

/**
 * Runs two gateways of {@code -Xmx256m} on one Redis with hostile callers and a hostile provider
 * beside well-behaved callers, reloads their configuration meanwhile, and fails unless every
 * well-behaved request was answered, 99 of 100 of them within 100 ms, and heap and descriptors are
 * back in the end where they were after the first minute.
 *
 * <p>Hostile callers have other machines in life. Here they share the processors, so their process
 * has the lowest priority: what they take is what the gateways and their neighbours leave.
 */
public final class ChaosSoak {
  private static final String JAVA_OPTIONS = "-Xmx256m";
  private static final String LOWEST_PRIORITY = "19";
  private static final long MAX_P99_MICROS = 100_000;
  private static final long MAX_HEAP_GROWTH_KIB = 16 * 1024;
  private static final long MAX_DESCRIPTOR_GROWTH = 20;
  private static final int WARM_UP_SECONDS = 60;
  private static final int QUIET_SECONDS = 30;
  private static final int RELOAD_SECONDS = 10;

  private record Level(long heapKibibytes, long descriptors, long residentMebibytes) {}

  private ChaosSoak() {}

  /**
   * Runs it: the path of {@code modelrouter}, seconds (60 or more), hostile callers, seed. Ends
   * with status 1 if something a well-behaved caller can notice went wrong.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path launcher = Path.of(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    int hostile = Integer.parseInt(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    RedisServer redis = new RedisServer(freePort());
    redis.start();
    try (FakeProvider good = FakeProvider.start();
        FakeProvider flood = FakeProvider.start();
        FakeProvider bad = FakeProvider.start()) {
      good.always(Reply.words(10).betweenTokens(Duration.ofMillis(1)));
      flood.always(Reply.rawStream(floodBody(), 16 * 1024));
      bad.replyBy(new HostileProvider(new SplittableRandom(seed)));
      String configuration =
          configuration(good.baseUrl(), flood.baseUrl(), bad.baseUrl(), redis.ports().getFirst());
      try (GatewayNode one = new GatewayNode(launcher, configuration, JAVA_OPTIONS);
          GatewayNode two = new GatewayNode(launcher, configuration, JAVA_OPTIONS)) {
        List<FakeProvider> providers = List.of(good, flood, bad);
        boolean passed = run(List.of(one, two), providers, configuration, seconds, hostile, seed);
        if (!passed) {
          System.exit(1);
        }
      }
    } finally {
      redis.stop();
    }
  }

  private static boolean run(
      List<GatewayNode> nodes,
      List<FakeProvider> providers,
      String configuration,
      int seconds,
      int hostile,
      long seed)
      throws IOException, InterruptedException {
    AtomicBoolean steadyRun = new AtomicBoolean(true);
    List<SteadyCaller> steady = steadyCallers(nodes, steadyRun);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      steady.forEach(threads::execute);
      SplittableRandom seeds = new SplittableRandom(seed);
      // The first minute: what the compiler, the pools and the caches take once is not measured.
      attack(nodes, providers, configuration, hostile, seeds.nextLong(), WARM_UP_SECONDS);
      TimeUnit.SECONDS.sleep(QUIET_SECONDS);
      List<Level> before = levels(nodes);
      steady.forEach(SteadyCaller::forget);
      long attacks = attack(nodes, providers, configuration, hostile, seeds.nextLong(), seconds);
      TimeUnit.SECONDS.sleep(QUIET_SECONDS);
      List<Level> after = levels(nodes);
      steadyRun.set(false);
      boolean passed = report(nodes, steady, attacks, before, after);
      threads.shutdownNow();
      return passed;
    }
  }

  /**
   * Lets hostile callers do what they do for so long, and reloads the configuration meanwhile.
   *
   * @return how many attacks there were
   */
  private static long attack(
      List<GatewayNode> nodes,
      List<FakeProvider> providers,
      String configuration,
      int callers,
      long seed,
      int seconds)
      throws IOException, InterruptedException {
    Process hostile = hostileCallers(nodes, callers, seed);
    for (int elapsed = 0; elapsed < seconds; elapsed += RELOAD_SECONDS) {
      TimeUnit.SECONDS.sleep(RELOAD_SECONDS);
      for (GatewayNode node : nodes) {
        node.configure(configuration + "# " + elapsed + "\n");
      }
      // The providers remember requests, bodies too.
      providers.forEach(FakeProvider::reset);
    }
    hostile.getOutputStream().close();
    String attacks = new String(hostile.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    hostile.waitFor();
    return Long.parseLong(attacks.strip());
  }

  private static Process hostileCallers(List<GatewayNode> nodes, int callers, long seed)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "nice",
                "-n",
                LOWEST_PRIORITY,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HostileCallers.class.getName(),
                Long.toString(seed),
                Integer.toString(callers)));
    nodes.forEach(node -> command.add(Integer.toString(node.port())));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String configuration(URI good, URI flood, URI bad, int redisPort) {
    return """
    server:
      rate_limit_requests_per_minute: 0
      max_concurrent_streams: 0
      redis_url: redis://127.0.0.1:%d
      api_keys: [{name: steady, key: steady}, {name: hostile, key: hostile}]
      host: 127.0.0.1
    providers:
      good: {dialect: openai, base_url: "%s/v1", rate_limit: 0, operations: [chat]}
      flood: {dialect: openai, base_url: "%s/v1", rate_limit: 0}
      bad: {dialect: openai, base_url: "%s/v1", rate_limit: 0}
    routes:
      mixed: {targets: [bad/m, good/m], hedge: 0.05, timeouts: {first_token: 2s}}
    """
        .formatted(redisPort, good, flood, bad);
  }

  private static List<SteadyCaller> steadyCallers(List<GatewayNode> nodes, AtomicBoolean running) {
    List<SteadyCaller> all = new ArrayList<>();
    for (GatewayNode node : nodes) {
      all.add(new SteadyCaller(node, "/v1/chat/completions", "data: [DONE]", 40, running::get));
      all.add(new SteadyCaller(node, "/v1/messages", "message_stop", 40, running::get));
      all.add(new SteadyCaller(node, "/api/chat", "\"done\":true", 40, running::get));
    }
    return all;
  }

  private static List<Level> levels(List<GatewayNode> nodes)
      throws IOException, InterruptedException {
    List<Level> levels = new ArrayList<>();
    for (GatewayNode node : nodes) {
      levels.add(new Level(node.heapKibibytes(), node.descriptors(), node.residentMebibytes()));
    }
    return levels;
  }

  private static boolean report(
      List<GatewayNode> nodes,
      List<SteadyCaller> steady,
      long attacks,
      List<Level> before,
      List<Level> after)
      throws IOException {
    boolean passed = true;
    long[] times =
        steady.stream().flatMapToLong(one -> Arrays.stream(one.times())).sorted().toArray();
    long streams = steady.stream().mapToLong(SteadyCaller::streams).sum();
    List<String> failures = steady.stream().flatMap(one -> one.failures().stream()).toList();
    System.out.printf(
        "steady: %d whole answers, %d streams, %d failures; p50 %.1f ms, p99 %.1f ms, max %.1f"
            + " ms%n",
        times.length,
        streams,
        failures.size(),
        percentile(times, 50),
        percentile(times, 99),
        percentile(times, 100));
    System.out.println("hostile: " + attacks + " attacks");
    for (String failure : failures) {
      System.out.println("FAILED " + failure);
      passed = false;
    }
    if (times.length == 0 || percentile(times, 99) * 1_000 > MAX_P99_MICROS) {
      System.out.println("FAILED p99 of small requests is above 100 ms");
      passed = false;
    }
    for (int i = 0; i < nodes.size(); i++) {
      System.out.println(
          "node " + (i + 1) + ": before " + before.get(i) + ", after " + after.get(i));
      if (!nodes.get(i).alive()) {
        System.out.println("FAILED node " + (i + 1) + " ended: " + nodes.get(i).log());
        passed = false;
      }
      if (after.get(i).heapKibibytes() > before.get(i).heapKibibytes() + MAX_HEAP_GROWTH_KIB
          || after.get(i).descriptors() > before.get(i).descriptors() + MAX_DESCRIPTOR_GROWTH) {
        System.out.println("FAILED node " + (i + 1) + " did not return to where it began");
        passed = false;
      }
    }
    System.out.println(passed ? "soak: passed" : "soak: FAILED");
    return passed;
  }

  private static double percentile(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int index = Math.min(sorted.length - 1, (int) ((long) sorted.length * percent / 100));
    return sorted[index] / 1_000.0;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Some 8 MiB of events of 4 KiB: more than a caller who does not read can be sent. */
  private static String floodBody() {
    String event =
        "data:"
            + " {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
            + "x".repeat(4096)
            + "\"},\"finish_reason\":null}]}\n\n";
    return event.repeat(2_000) + "data: [DONE]\n\n";
  }
}
