package dev.modelrouter.dispatch;

import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The targets of an exchange that have not been asked yet, in order. A target leaves it only to be
 * asked or to be passed over for a reason that is told; one that was taken for a hedge which did
 * not come about is put back.
 *
 * <p>Implementation notes. Nearly every exchange only takes the first: the list of the route is
 * used as it is, and copied when something else happens.
 */
final class PendingTargets {
  private List<Target> targets;
  private int next;
  private @Nullable List<Target> rateLimited;

  PendingTargets(List<Target> targets) {
    this.targets = targets;
  }

  boolean isEmpty() {
    return next == targets.size();
  }

  /** The first of those left; null if there is none. */
  @Nullable Target poll() {
    return isEmpty() ? null : targets.get(next++);
  }

  /** The first of those left for which this holds, wherever it stands; null if there is none. */
  @Nullable Target poll(Predicate<Target> available) {
    for (int i = next; i < targets.size(); i++) {
      Target target = targets.get(i);
      if (available.test(target)) {
        if (i == next) {
          next++;
        } else {
          own().remove(i - next);
          next = 0;
        }
        return target;
      }
    }
    return null;
  }

  /** Puts a target back to the front. */
  void putBack(Target target) {
    List<Target> own = own();
    own.addFirst(target);
    next = 0;
  }

  /** Whether this holds for one of those left. */
  boolean any(Predicate<Target> available) {
    for (int i = next; i < targets.size(); i++) {
      if (available.test(targets.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Those left. */
  List<Target> left() {
    return targets.subList(next, targets.size());
  }

  /** These are left in place of those that were. */
  void replace(List<Target> others) {
    targets = others;
    next = 0;
  }

  /** A target was passed over for a default rate limit: its turn comes when no other is left. */
  void deferRateLimited(Target target) {
    List<Target> all = rateLimited;
    if (all == null) {
      all = new ArrayList<>(2);
      rateLimited = all;
    }
    all.add(target);
  }

  /** The first of those that were passed over for a default rate limit; null if there is none. */
  @Nullable Target pollRateLimited() {
    List<Target> all = rateLimited;
    return all == null || all.isEmpty() ? null : all.removeFirst();
  }

  /** The list made one's own; the index of the first is then 0. */
  private List<Target> own() {
    List<Target> own = new ArrayList<>(left());
    targets = own;
    return own;
  }
}
