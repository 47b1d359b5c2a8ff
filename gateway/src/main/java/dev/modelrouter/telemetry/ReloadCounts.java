package dev.modelrouter.telemetry;

/**
 * How often the configuration was read anew since the start.
 *
 * @param applied times it was put to use
 * @param refused times it could not be used, so that the old one stayed
 * @param lastRefused whether that is how it was the last time
 */
public record ReloadCounts(long applied, long refused, boolean lastRefused) {
  /** Never yet. */
  public static final ReloadCounts NONE = new ReloadCounts(0, 0, false);

  /** The same after it was put to use once more. */
  public ReloadCounts another() {
    return new ReloadCounts(applied + 1, refused, false);
  }

  /** The same after it was refused once more. */
  public ReloadCounts anotherRefused() {
    return new ReloadCounts(applied, refused + 1, true);
  }
}
