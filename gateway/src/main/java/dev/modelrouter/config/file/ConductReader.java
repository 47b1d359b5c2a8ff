package dev.modelrouter.config.file;

import dev.modelrouter.config.ConductSettings;
import dev.modelrouter.config.HedgeSettings;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads how a route conducts itself: its limits, retries, hedges, and whether it goes on. */
final class ConductReader {
  /** Nothing said. */
  static final ConductSettings NONE =
      new ConductSettings(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null);

  private static final int MOST_RETRIES = 10;
  private static final int MOST_PERCENT = 100;
  private static final int MOST_FLOOR = 1_000_000;
  private static final int MOST_IMPORTANT = 9;
  private static final int USUAL_HEDGES = 5;

  private ConductReader() {}

  /** What a section says of it; its other keys are not touched. */
  static ConductSettings read(Section section) {
    Section timeouts = section.section("timeouts");
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
      BigDecimal least = timeouts.decimal("min_tokens_per_second");
      leastTokens = least == null ? null : least.doubleValue();
      tokensWindow = timeouts.duration("min_tokens_window");
      timeouts.done();
    }
    Section retries = section.section("retries");
    Integer most = null;
    Integer quick = null;
    Duration wait = null;
    Integer percent = null;
    Integer floor = null;
    if (retries != null) {
      most = retries.whole("most", 0, MOST_RETRIES);
      quick = retries.whole("quick", 0, MOST_RETRIES);
      wait = retries.duration("retry_after_wait");
      percent = retries.whole("budget_percent", 0, MOST_PERCENT);
      floor = retries.whole("budget_floor", 0, MOST_FLOOR);
      retries.done();
    }
    return new ConductSettings(
        total,
        firstToken,
        silence,
        response,
        connect,
        head,
        leastTokens,
        tokensWindow,
        most,
        quick,
        wait,
        percent,
        floor,
        hedge(section),
        section.onOff("continuation"),
        section.duration("queue_timeout"),
        section.whole("priority", 0, MOST_IMPORTANT),
        section.onOff("content_policy_fallback"));
  }

  private static @Nullable HedgeSettings hedge(Section section) {
    String when = section.text("hedge");
    Integer wished = section.whole("hedge_budget_percent", 0, MOST_PERCENT);
    int percent = wished == null ? USUAL_HEDGES : wished;
    return switch (when) {
      case null -> null;
      case "off", "false" -> new HedgeSettings(false, null, percent);
      case "p95" -> new HedgeSettings(true, null, percent);
      default -> {
        Duration after = section.duration("hedge", when);
        yield after == null ? null : new HedgeSettings(true, after, percent);
      }
    };
  }
}
