package dev.modelrouter.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Set<String> blacklisted = new HashSet<>();
  private final AtomicLong droppedLines = new AtomicLong();
  private final AtomicBoolean redisUp = new AtomicBoolean(true);
  private final Instant now = Instant.now();
  private final Metrics metrics =
      new Metrics(
          new MetricSources(
              () -> List.of("groq", "ollama"),
              blacklisted::contains,
              name -> List.of(name + "/a", name + "#b"),
              _ -> 3,
              () -> Map.of("smart", 4, "smart:groq/a", 1),
              droppedLines::get,
              redisUp::get,
              () -> ReloadCounts.NONE.another().anotherRefused(),
              InstantSource.fixed(now)));

  private List<String> lines() {
    return new String(metrics.scrape(), UTF_8).lines().toList();
  }

  @Test
  void scrape_atTheStart_showsWhatAnOperatorExpectsAtZero() {
    metrics.expectRoute("/chat", "POST");
    assertThat(lines())
        .contains(
            "modelrouter_requests_total{method=\"POST\",route=\"/chat\",status=\"200\"} 0.0",
            "modelrouter_request_latency_seconds_count{route=\"/chat\"} 0",
            "modelrouter_cancelled_total{route=\"/chat\"} 0.0",
            "modelrouter_provider_success_total{provider=\"groq\"} 0.0",
            "modelrouter_provider_failures_total{provider=\"ollama\",reason=\"TIMEOUT\"} 0.0",
            "modelrouter_tokens_generated_count{provider=\"ollama\"} 0",
            "modelrouter_time_to_first_token_seconds_count{provider=\"groq\"} 0",
            "modelrouter_skipped_events_total{provider=\"groq\"} 0.0",
            "modelrouter_providers_blacklisted{provider=\"groq\"} 0.0",
            "modelrouter_providers_blacklisted{provider=\"ollama\"} 0.0",
            "modelrouter_active_streams 0.0",
            "modelrouter_open_upstream_requests 0.0",
            "modelrouter_log_lines_dropped_total 0.0",
            "modelrouter_state_redis_up 1.0");
  }

  @Test
  void requestFinished_countsByRouteMethodAndStatusAndMeasures() {
    metrics.requestFinished("/chat", "POST", 200, 0.003);
    metrics.requestFinished("/chat", "POST", 200, 15);
    metrics.requestFinished("/chat", "POST", 503, 500);
    metrics.requestFinished("other", "BREW", 418, 0.01);
    metrics.requestFinished("other", "GET", 9999, 0.01);
    assertThat(lines())
        .contains(
            "modelrouter_requests_total{method=\"POST\",route=\"/chat\",status=\"200\"} 2.0",
            "modelrouter_requests_total{method=\"POST\",route=\"/chat\",status=\"503\"} 1.0",
            "modelrouter_requests_total{method=\"OTHER\",route=\"other\",status=\"418\"} 1.0",
            "modelrouter_requests_total{method=\"GET\",route=\"other\",status=\"599\"} 1.0",
            "modelrouter_request_latency_seconds_bucket{route=\"/chat\",le=\"0.005\"} 1",
            "modelrouter_request_latency_seconds_bucket{route=\"/chat\",le=\"20.0\"} 2",
            "modelrouter_request_latency_seconds_bucket{route=\"/chat\",le=\"120.0\"} 2",
            "modelrouter_request_latency_seconds_bucket{route=\"/chat\",le=\"+Inf\"} 3");
  }

  @Test
  void providers_countFailuresSuccessesTokensAndTimes() {
    metrics.providerFailed("groq", "RATE_LIMIT");
    metrics.providerFailed("groq", "BAD_REQUEST");
    metrics.providerSucceeded("ollama", 100);
    metrics.providerSucceeded("ollama", 0);
    metrics.providerSucceeded("ollama", -1);
    metrics.firstToken("ollama", 0.15);
    metrics.eventSkipped("ollama");
    assertThat(lines())
        .contains(
            "modelrouter_provider_failures_total{provider=\"groq\",reason=\"RATE_LIMIT\"} 1.0",
            "modelrouter_provider_failures_total{provider=\"groq\",reason=\"BAD_REQUEST\"} 1.0",
            "modelrouter_provider_success_total{provider=\"ollama\"} 3.0",
            "modelrouter_tokens_generated_count{provider=\"ollama\"} 2",
            "modelrouter_tokens_generated_bucket{provider=\"ollama\",le=\"64.0\"} 1",
            "modelrouter_tokens_generated_bucket{provider=\"ollama\",le=\"128.0\"} 2",
            "modelrouter_tokens_generated_sum{provider=\"ollama\"} 100.0",
            "modelrouter_time_to_first_token_seconds_bucket{provider=\"ollama\",le=\"0.2\"} 1",
            "modelrouter_skipped_events_total{provider=\"ollama\"} 1.0");
  }

  @Test
  void gauges_showTheMomentOfTheScrape() {
    metrics.streamOpened();
    metrics.streamOpened();
    metrics.streamClosed();
    metrics.upstreamOpened();
    metrics.requestCancelled("/stream");
    blacklisted.add("groq");
    droppedLines.set(7);
    redisUp.set(false);
    assertThat(lines())
        .contains(
            "modelrouter_active_streams 1.0",
            "modelrouter_open_upstream_requests 1.0",
            "modelrouter_cancelled_total{route=\"/stream\"} 1.0",
            "modelrouter_providers_blacklisted{provider=\"groq\"} 1.0",
            "modelrouter_providers_blacklisted{provider=\"ollama\"} 0.0",
            "modelrouter_log_lines_dropped_total 7.0",
            "modelrouter_state_redis_up 0.0");
    metrics.streamClosed();
    metrics.upstreamClosed();
    blacklisted.clear();
    assertThat(lines())
        .contains(
            "modelrouter_active_streams 0.0",
            "modelrouter_open_upstream_requests 0.0",
            "modelrouter_providers_blacklisted{provider=\"groq\"} 0.0");
  }

  @Test
  void scrape_withoutRedis_doesNotSpeakOfIt() {
    Metrics alone =
        new Metrics(
            new MetricSources(
                () -> List.of(),
                _ -> false,
                _ -> List.of(),
                _ -> 0,
                () -> Map.of(),
                () -> 0,
                null,
                () -> ReloadCounts.NONE,
                InstantSource.fixed(now)));
    assertThat(new String(alone.scrape(), UTF_8)).doesNotContain("redis");
  }

  @Test
  void waiting_byProviderAndByLimitOfARoute() {
    assertThat(lines())
        .contains(
            "modelrouter_waiting_requests{provider=\"groq\"} 3.0",
            "modelrouter_route_waiting_requests{limit=\"smart\"} 4.0",
            "modelrouter_route_waiting_requests{limit=\"smart:groq/a\"} 1.0");
  }

  @Test
  void hedges_areCounted() {
    assertThat(lines()).contains("modelrouter_hedges_total 0.0");
    metrics.hedged(2);
    assertThat(lines()).contains("modelrouter_hedges_total 2.0");
  }

  @Test
  void configuration_tellsHowItsReloadsEnded() {
    assertThat(lines())
        .contains(
            "modelrouter_config_reloads_total{result=\"applied\"} 1.0",
            "modelrouter_config_reloads_total{result=\"refused\"} 1.0",
            "modelrouter_config_current 0.0");
  }

  @Test
  void process_factsAreThere() {
    assertThat(lines())
        .anyMatch(line -> line.matches("jvm_memory_used_bytes\\{area=\"heap\"} [1-9].*"))
        .anyMatch(line -> line.matches("process_cpu_seconds_total [0-9.E]+"))
        .anyMatch(line -> line.matches("process_start_time_seconds 1\\.[0-9]+E9"))
        .anyMatch(line -> line.matches("process_uptime_seconds [0-9.E]+"));
  }

  @Test
  void contentType_isTheTextFormat() {
    assertThat(Metrics.CONTENT_TYPE).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void uptime_whenTheWallClockIsSetBack_continues() {
    AtomicReference<Instant> wall = new AtomicReference<>(Instant.now());
    AtomicLong nanos = new AtomicLong();
    Metrics process =
        new Metrics(
            new MetricSources(
                () -> List.of(),
                _ -> false,
                _ -> List.of(),
                _ -> 0,
                () -> Map.of(),
                () -> 0,
                null,
                () -> ReloadCounts.NONE,
                wall::get),
            new RuntimeSources("1", nanos::get, new GarbageCollection(), null, null));
    double before = uptime(process);
    wall.set(Instant.now().minusSeconds(18_000));
    nanos.addAndGet(Duration.ofSeconds(7).toNanos());
    assertThat(before).isNotNegative();
    assertThat(uptime(process) - before).isCloseTo(7, within(0.001));
  }

  private static double uptime(Metrics process) {
    return new String(process.scrape(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("process_uptime_seconds "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @Test
  void models_moreThanHaveSeriesOfTheirOwn_areCountedTogether() {
    for (int i = 0; i < 5_000; i++) {
      metrics.modelSucceeded("groq", "m" + i, 10, 1);
      metrics.modelFailed("groq", "m" + i);
    }
    metrics.modelSucceeded("groq", "x".repeat(10_000), 10, 1);
    List<String> series =
        lines().stream()
            .filter(line -> line.startsWith("modelrouter_model_attempts_total"))
            .toList();
    assertThat(series).hasSize(2 * (ModelSeries.MAX_MODELS + 1));
    assertThat(series)
        .contains(
            "modelrouter_model_attempts_total{model=\"m0\",provider=\"groq\",result=\"success\"}"
                + " 1.0",
            "modelrouter_model_attempts_total{model=\"other\",provider=\"groq\",result=\"success\"}"
                + " 4801.0");
    assertThat(lines())
        .contains(
            "modelrouter_model_tokens_total{kind=\"prompt\",model=\"m0\",provider=\"groq\"} 10.0",
            "modelrouter_model_tokens_total{kind=\"prompt\",model=\"other\",provider=\"groq\"}"
                + " 48010.0");
  }
}
