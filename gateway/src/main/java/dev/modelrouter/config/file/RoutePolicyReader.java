package dev.modelrouter.config.file;

import dev.modelrouter.config.HedgeSettings;
import dev.modelrouter.config.RoutePolicySettings;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads how a route conducts itself: its limits, retries, hedges, and whether it goes on. */
final class RoutePolicyReader {
  /** Nothing said. */
  static final RoutePolicySettings NONE =
      new RoutePolicySettings(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null);

  private static final int MAX_RETRIES = 10;
  private static final int MAX_PERCENT = 100;
  private static final int MAX_FLOOR = 1_000_000;
  private static final int MAX_PRIORITY = 9;
  private static final int DEFAULT_HEDGES = 5;

  private RoutePolicyReader() {}

  /** What a section says of it; its other keys are not touched. */
  static RoutePolicySettings read(ConfigSection configSection) {
    ConfigSection timeouts = configSection.section("timeouts");
    Duration total = null;
    Duration firstToken = null;
    Duration silence = null;
    Duration response = null;
    Duration connect = null;
    Duration head = null;
    Double leastTokens = null;
    Duration tokensWindow = null;
    if (timeouts != null) {
      total = timeouts.duration("total");
      firstToken = timeouts.duration("first_token");
      silence = timeouts.duration("silence");
      response = timeouts.duration("response");
      connect = timeouts.duration("connect");
      head = timeouts.duration("head");
      BigDecimal min = timeouts.decimal("min_tokens_per_second");
      leastTokens = min == null ? null : min.doubleValue();
      tokensWindow = timeouts.duration("min_tokens_window");
      timeouts.done();
    }
    ConfigSection retries = configSection.section("retries");
    Integer max = null;
    Integer quick = null;
    Duration wait = null;
    Integer percent = null;
    Integer floor = null;
    if (retries != null) {
      max = retries.integer("most", 0, MAX_RETRIES);
      quick = retries.integer("quick", 0, MAX_RETRIES);
      wait = retries.duration("retry_after_wait");
      percent = retries.integer("budget_percent", 0, MAX_PERCENT);
      floor = retries.integer("budget_floor", 0, MAX_FLOOR);
      retries.done();
    }
    return new RoutePolicySettings(
        total,
        firstToken,
        silence,
        response,
        connect,
        head,
        leastTokens,
        tokensWindow,
        max,
        quick,
        wait,
        percent,
        floor,
        hedge(configSection),
        configSection.onOff("continuation"),
        configSection.duration("queue_timeout"),
        configSection.integer("priority", 0, MAX_PRIORITY),
        configSection.onOff("content_policy_fallback"));
  }

  private static @Nullable HedgeSettings hedge(ConfigSection configSection) {
    String when = configSection.text("hedge");
    Integer wished = configSection.integer("hedge_budget_percent", 0, MAX_PERCENT);
    int percent = wished == null ? DEFAULT_HEDGES : wished;
    return switch (when) {
      case null -> null;
      case "off", "false" -> new HedgeSettings(false, null, percent);
      case "p95" -> new HedgeSettings(true, null, percent);
      default -> {
        Duration after = configSection.duration("hedge", when);
        yield after == null ? null : new HedgeSettings(true, after, percent);
      }
    };
  }
}
