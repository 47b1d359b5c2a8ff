package dev.modelrouter.api;

import java.util.List;

/**
 * How well the gateway does, as {@code GET /health} tells it. The HTTP status is 200 in any case:
 * whether the process lives and takes requests is what {@code /health/live} and {@code
 * /health/ready} are for.
 */
public enum HealthStatus {
  /** Everything works. */
  HEALTHY("healthy"),
  /** Requests are answered, but something needs the operator. */
  DEGRADED("degraded"),
  /** No provider is available. */
  UNHEALTHY("unhealthy");

  /** The reason of {@link #UNHEALTHY}; all others are of {@link #DEGRADED}. */
  public static final String NO_PROVIDER = "no_provider_available";

  private final String wireName;

  HealthStatus(String word) {
    this.wireName = word;
  }

  /** The value of the field {@code status}. */
  public String wireName() {
    return wireName;
  }

  /** The status for these reasons. */
  public static HealthStatus of(List<String> reasons) {
    if (reasons.contains(NO_PROVIDER)) {
      return UNHEALTHY;
    }
    return reasons.isEmpty() ? HEALTHY : DEGRADED;
  }
}
