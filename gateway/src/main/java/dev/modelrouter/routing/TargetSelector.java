package dev.modelrouter.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Puts the targets of a route into the order in which they are asked: a pure function, so that a
 * choice can be explained and made again.
 *
 * <p>Targets whose condition does not hold, or that cannot do what is needed, are left out. Those
 * whose breaker is open or whose rate is spent come last: they are asked only if they are well
 * again by then.
 */
public final class TargetSelector {
  /** Tokens expected in an answer when nobody says how many there may be. */
  private static final int DEFAULT_ANSWER = 256;

  private static final double MILLIS = 1_000;

  private TargetSelector() {}

  /**
   * Chooses.
   *
   * @param targetStatuses one for each target of the route, in its order
   * @param seed decides what is drawn by lot
   * @return all of them: first those that may be asked, in their order, then those left out
   */
  public static List<Candidate> choose(
      Route route, RoutingInput request, List<TargetStatus> targetStatuses, long seed) {
    List<RouteTarget> targets = route.targets();
    SplittableRandom random = new SplittableRandom(seed);
    List<Candidate> well = new ArrayList<>(targets.size());
    List<Candidate> unwell = new ArrayList<>();
    List<Candidate> out = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      RouteTarget target = targets.get(i);
      TargetStatus status = targetStatuses.get(i);
      String why = why(target, status, request);
      if (why != null) {
        out.add(new Candidate(i, target, status, why, 0));
      } else {
        double score = score(route.strategy(), target, status, request, i, random);
        (status.well() ? well : unwell).add(new Candidate(i, target, status, null, score));
      }
    }
    Comparator<Candidate> order = Comparator.comparingDouble(Candidate::score);
    well.sort(order);
    unwell.sort(order);
    if (route.strategy() == Strategy.LOWEST_LATENCY && well.size() > 2) {
      well.addFirst(well.remove(betterOfTwo(well.size(), random)));
    }
    well.addAll(unwell);
    well.addAll(out);
    return well;
  }

  private static @Nullable String why(
      RouteTarget target, TargetStatus status, RoutingInput request) {
    String broken = target.when().broken(request);
    return broken == null ? status.barred() : broken;
  }

  private static double score(
      Strategy strategy,
      RouteTarget target,
      TargetStatus status,
      RoutingInput request,
      int place,
      SplittableRandom random) {
    return switch (strategy) {
      case ORDERED -> place;
      // The smallest of exponential times, each with its weight as rate, falls on each by weight.
      case WEIGHTED -> -Math.log(1 - random.nextDouble()) / target.weight();
      case LEAST_BUSY -> (double) status.inFlight() / target.weight();
      case LOWEST_LATENCY -> millis(status, request);
      case LOWEST_COST -> status.costNanoUsd() < 0 ? Double.MAX_VALUE : status.costNanoUsd();
      // Rendezvous hashing: a target that goes away moves only those who were at it.
      case AFFINITY -> -Math.log(unit(request.affinity(), target.name())) / target.weight();
    };
  }

  /** Expected time of the whole answer. Who is not known is tried, so that he gets known. */
  private static double millis(TargetStatus status, RoutingInput request) {
    if (status.firstTextMillis() < 0) {
      return 0;
    }
    int tokens = request.outputTokens() == 0 ? DEFAULT_ANSWER : request.outputTokens();
    double rest =
        status.tokensPerSecond() <= 0
            ? 0
            : Math.min(tokens, DEFAULT_ANSWER) / status.tokensPerSecond() * MILLIS;
    return status.firstTextMillis() + rest;
  }

  /** The place of the better of two that are drawn from so many in their order. */
  private static int betterOfTwo(int count, SplittableRandom random) {
    int one = random.nextInt(count);
    int other = random.nextInt(count - 1);
    return Math.min(one, other >= one ? other + 1 : other);
  }

  /** A number above 0 and up to 1 that key and name decide. */
  private static double unit(long key, String name) {
    long hash = key;
    for (int i = 0; i < name.length(); i++) {
      hash = mixed(hash ^ name.charAt(i));
    }
    return ((mixed(hash) >>> 11) + 1) * 0x1.0p-53;
  }

  /** Stafford's thirteenth mix: every bit of the input moves about half of the output's. */
  private static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
