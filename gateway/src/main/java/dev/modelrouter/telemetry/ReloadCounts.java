package dev.modelrouter.telemetry;

/**
 * How often the configuration was read anew since the start.
 *
 * @param applied times it was put to use
 * @param unchanged times it said the same as before
 * @param refused times it could not be used, so that the old one stayed
 * @param current whether the files say what is in use; not so after a refusal, or while they look
 *     half written
 * @param restartPending how many settings have changed that are used only after a restart
 */
public record ReloadCounts(
    long applied, long unchanged, long refused, boolean current, int restartPending) {
  /** Never yet. */
  public static final ReloadCounts NONE = new ReloadCounts(0, 0, 0, true, 0);

  /** The same after it was put to use once more. */
  public ReloadCounts another() {
    return new ReloadCounts(applied + 1, unchanged, refused, true, restartPending);
  }

  /** The same after it was read once more and said nothing new. */
  public ReloadCounts anotherUnchanged() {
    return new ReloadCounts(applied, unchanged + 1, refused, true, restartPending);
  }

  /** The same after it was refused once more. */
  public ReloadCounts anotherRefused() {
    return new ReloadCounts(applied, unchanged, refused + 1, false, restartPending);
  }

  /** The same while a change waits until it is complete. */
  public ReloadCounts waiting() {
    return new ReloadCounts(applied, unchanged, refused, false, restartPending);
  }

  /** The same with so many settings that are used only after a restart. */
  public ReloadCounts restartPending(int settings) {
    return new ReloadCounts(applied, unchanged, refused, current, settings);
  }
}
