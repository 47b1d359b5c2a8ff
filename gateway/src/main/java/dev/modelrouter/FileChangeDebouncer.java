package dev.modelrouter;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when changed files are read: not while they are still being written. Files have settled
 * when two looks in a row see the same; a change that looks half written has to stay as it is for
 * longer.
 */
final class FileChangeDebouncer {
  /** How long a change that looks half written has to stay as it is. */
  static final Duration DOUBTFUL = Duration.ofSeconds(10);

  private List<FileState> read;
  private @Nullable List<FileState> changed;
  private long changedAt;

  /** Files that were in this state when they were read. */
  FileChangeDebouncer(List<FileState> read) {
    this.read = read;
  }

  /**
   * Takes one look.
   *
   * @param now how the files are
   * @param nanos the time
   * @return whether they have changed since they were read and have settled
   */
  boolean settled(List<FileState> now, long nanos) {
    if (now.equals(read)) {
      changed = null;
      return false;
    }
    if (!now.equals(changed)) {
      changed = now;
      changedAt = nanos;
      return false;
    }
    return true;
  }

  /** Whether the change has stayed as it is for so long that it is no longer doubtful. */
  boolean longSettled(long nanos) {
    return nanos - changedAt >= DOUBTFUL.toNanos();
  }

  /** Notes that the files were read in this state, whatever came of it. */
  void read(List<FileState> state) {
    read = state;
    changed = null;
  }
}
