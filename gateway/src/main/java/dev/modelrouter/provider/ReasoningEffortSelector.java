package dev.modelrouter.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the reasoning effort to send to a model for the one that is asked for. */
public final class ReasoningEffortSelector {
  private static final List<String> ORDER =
      List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
  private static final String NONE = "none";
  private static final String DEFAULT = "default";

  /**
   * The effort to send.
   *
   * @param word the effort to send, or null for none at all
   * @param named whether that is less than what was asked for, so that the caller must be told
   */
  public record SelectedEffort(@Nullable String word, boolean named) {}

  private ReasoningEffortSelector() {}

  /**
   * The effort to send.
   *
   * @param asked in the words of {@code reasoning_effort}
   * @param accepted what the model accepts, empty where it does not reason, null where unknown
   */
  public static SelectedEffort choose(String asked, @Nullable List<String> accepted) {
    if (accepted == null) {
      // A server that does not know the field refuses it, and most models do not reason.
      return asked.equals(NONE)
          ? new SelectedEffort(null, false)
          : new SelectedEffort(asked, false);
    }
    if (accepted.contains(asked)) {
      return new SelectedEffort(asked, false);
    }
    if (asked.equals(NONE)) {
      return new SelectedEffort(null, !accepted.isEmpty());
    }
    if (accepted.contains(DEFAULT)) {
      return new SelectedEffort(DEFAULT, false);
    }
    return new SelectedEffort(nearest(asked, accepted), true);
  }

  private static @Nullable String nearest(String asked, List<String> accepted) {
    int wanted = ORDER.indexOf(asked);
    String best = null;
    for (String one : accepted) {
      int place = ORDER.indexOf(one);
      if (wanted < 0 || place <= 0) {
        continue;
      }
      if (best == null || Math.abs(place - wanted) < Math.abs(ORDER.indexOf(best) - wanted)) {
        best = one;
      }
    }
    return best;
  }
}
