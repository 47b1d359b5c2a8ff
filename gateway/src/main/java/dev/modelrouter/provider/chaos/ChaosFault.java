package dev.modelrouter.provider.chaos;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The ways to fail: the sixteen faults that a gateway must survive. docs/chaos.md tells of each.
 */
public enum ChaosFault {
  /** 1: full for two seconds. */
  FULL,
  /** 2: full, and does not say until when. */
  FULL_FOR_EVER,
  /** 3: an error of its own. */
  ERROR,
  /** 4: overloaded. */
  OVERLOADED,
  /** 5: the connection breaks before anything comes back. */
  RESET,
  /** 6: silent from the beginning. */
  HANG,
  /** 7: the first token comes after 20 seconds. */
  SLOW,
  /** 8: dies after 40 of 60 words. */
  DIE,
  /** 9: silent after 20 words. */
  STALL,
  /** 10: one event is broken. */
  BROKEN_EVENT,
  /** 11: no end mark, otherwise whole. */
  NO_END,
  /** 12: the prompt is too long. */
  TOO_LONG,
  /** 13: the content is refused. */
  REFUSED,
  /** 14: dies after 40 of 60 words, so that a fallback must go on that may take no prefill. */
  DIE_BEFORE_PREFILL,
  /** 15: down for the first 60 seconds, then well. */
  OUTAGE,
  /** 16: down, so that the answer and its cost must be the fallback's own. */
  DOWN;

  /** Its name in configuration, and as a model. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The fault with this name; null if there is none. */
  public static @Nullable ChaosFault of(String word) {
    for (ChaosFault fault : values()) {
      if (fault.wireName().equals(word)) {
        return fault;
      }
    }
    return null;
  }
}
