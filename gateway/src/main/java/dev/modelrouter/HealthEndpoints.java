package dev.modelrouter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.HealthReport;
import dev.modelrouter.config.Settings;
import dev.modelrouter.state.RoundTripTimes;
import dev.modelrouter.state.SharedState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the gateway says of itself: {@code /health} and what is below it, and its warnings. */
final class HealthEndpoints {
  private static final byte[] LIVE = "{\"status\":\"alive\"}".getBytes(UTF_8);
  private static final byte[] READY = "{\"status\":\"ready\"}".getBytes(UTF_8);
  private static final byte[] STOPPING = "{\"status\":\"stopping\"}".getBytes(UTF_8);

  private final ActiveProviders activeProviders;
  private final SharedState state;
  private final @Nullable ConfigReloader configReloader;
  private final BooleanSupplier stopping;
  private final HealthReport report;
  private final RecentLosses lostLogLines;

  HealthEndpoints(
      ActiveProviders activeProviders,
      SharedState state,
      @Nullable ConfigReloader configReloader,
      RecentLosses lostLogLines,
      BooleanSupplier stopping) {
    this.lostLogLines = lostLogLines;
    this.activeProviders = activeProviders;
    this.state = state;
    this.configReloader = configReloader;
    this.stopping = stopping;
    this.report = new HealthReport(Version.read(), state);
  }

  /** Answers who is in use and what the operator should know. */
  void health(Call call) {
    call.json(200, report.json(activeProviders.router().providers(), problems(), warnings()), null);
  }

  /** Answers that the process works. */
  void live(Call call) {
    call.json(200, LIVE, null);
  }

  /** Answers whether it takes requests. */
  void ready(Call call) {
    boolean leaving = stopping.getAsBoolean();
    call.json(leaving ? 503 : 200, leaving ? STOPPING : READY, null);
  }

  /** Why requests are answered but something needs the operator, one code each. */
  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    RoundTripTimes redis = state.roundTrips();
    if (state.mode().equals("redis lost")) {
      problems.add("redis_lost");
    } else if (redis != null && redis.slow()) {
      problems.add("redis_slow");
    }
    if (configReloader != null && !configReloader.waitingFor().isEmpty()) {
      problems.add("configuration_waiting");
    } else if (configReloader != null && !configReloader.counts().current()) {
      problems.add("configuration_refused");
    }
    if (configReloader != null && !configReloader.restartPending().isEmpty()) {
      problems.add("restart_pending");
    }
    if (lostLogLines.recently()) {
      problems.add("log_lines_lost");
    }
    return problems;
  }

  /** What the operator should know, one sentence each. */
  List<String> warnings() {
    Settings settings = activeProviders.settings();
    List<String> warnings = new ArrayList<>();
    if (settings.open()) {
      warnings.add("API_KEY is not set: everybody who reaches this address may use it.");
    }
    if (activeProviders.demo()) {
      warnings.add(
          "No provider is configured and Ollama does not answer: the built-in demonstration"
              + " answers. Set a provider's key (GROQ_API_KEY …) or start Ollama.");
    }
    SettingsWarnings.of(settings)
        .forEach(
            warning ->
                warnings.add(
                    Character.toUpperCase(warning.charAt(0)) + warning.substring(1) + "."));
    if (settings.chaos() != null) {
      warnings.add("CHAOS is set: the provider 'chaos' comes first and fails as it is told to.");
    }
    if (state.mode().equals("redis lost")) {
      warnings.add("Redis is lost: limits and cooldowns hold for this node alone.");
    }
    RoundTripTimes redis = state.roundTrips();
    if (redis != null && redis.slow() && state.mode().equals("redis")) {
      warnings.add(
          "Redis takes "
              + redis.recent().toMillis()
              + " ms to answer, and every request waits for it at least once; see REDIS_TIMEOUT.");
    }
    if (lostLogLines.recently()) {
      warnings.add(
          "Log lines were lost within the last five minutes:"
              + " modelrouter_log_lines_dropped_total counts them.");
    }
    if (configReloader != null && !configReloader.waitingFor().isEmpty()) {
      warnings.add(
          "The configuration has changed and may be half written: it is used when it stays as it is"
              + " for a while, or at once by SIGHUP or POST /admin/reload. The log says more.");
    } else if (configReloader != null && !configReloader.counts().current()) {
      // What exactly is wrong is for operators: everybody can read this page.
      warnings.add(
          "The configuration has changed and cannot be used: the old one stays. The log says what"
              + " is wrong, and so does POST /admin/reload.");
    }
    if (configReloader != null && !configReloader.restartPending().isEmpty()) {
      warnings.add(
          "Settings have changed that need a restart: "
              + String.join(", ", configReloader.restartPending())
              + ".");
    }
    return warnings;
  }
}
