package dev.modelrouter.api;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Result of checking the key of a call. */
public sealed interface Authentication {

  /**
   * The call may go on.
   *
   * @param caller the name under which the caller's limits are kept; not a secret
   */
  record Accepted(String caller) implements Authentication {}

  /**
   * The call may not go on.
   *
   * @param retryAfter for how long keys of this address are not looked at, or null where the key
   *     itself is missing or wrong
   */
  record Denied(Reason reason, @Nullable Duration retryAfter) implements Authentication {}

  /** Why a call may not go on; the label in metrics is the name in lower case. */
  enum Reason {
    /** No key was presented. */
    MISSING,
    /** None of the keys that were presented is right. */
    WRONG,
    /** Too many wrong keys came from this address. */
    LIMITED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value in metrics and in the access log. */
    public String label() {
      return label;
    }
  }
}
