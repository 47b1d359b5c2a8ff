package dev.modelrouter.policy;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * A mean in which what was seen lately weighs most: an observation that is one half-life old weighs
 * half as much as one from now. When all of them together weigh too little nothing is known any
 * more, so that a target which has not been asked for long is not judged by its past.
 *
 * <p>Constant memory: the weighted sum and the weight. The same observations give the same bits on
 * every machine, so that a choice that rests on them can be recomputed. Not safe for threads: the
 * owner's lock guards it.
 */
final class DecayingMean {
  private static final double MIN_WEIGHT = 0.05;
  private static final double SHORT = 1e-3;
  private static final double LN2 = StrictMath.log(2);

  private final double halfLife;
  private double sum;
  private double weight;
  private long last;

  DecayingMean(Duration halfLife) {
    if (!halfLife.isPositive()) {
      throw new IllegalArgumentException("a half-life must be longer than zero");
    }
    this.halfLife = halfLife.toNanos();
  }

  void observe(double value, long now) {
    if (weight == 0) {
      last = now;
    }
    long age = now - last;
    if (age > 0) {
      double left = left(age / halfLife);
      sum *= left;
      weight *= left;
      last = now;
    }
    sum += value;
    weight += 1;
  }

  /**
   * What is left after so many half-lives. Observations of a busy target follow one another
   * closely: below a thousandth of a half-life three terms of the series are exact to the last
   * bits.
   */
  private static double left(double halfLives) {
    if (halfLives > SHORT) {
      return StrictMath.pow(0.5, halfLives);
    }
    double x = halfLives * LN2;
    return 1 - x * (1 - x / 2 * (1 - x / 3));
  }

  /** The mean, or nothing if what was seen is too long ago. */
  OptionalDouble mean(long now) {
    // Within one half-life at most half of the weight is gone: no need to know it to the last bit.
    if (weight >= 2 * MIN_WEIGHT && now - last < halfLife) {
      return OptionalDouble.of(sum / weight);
    }
    return weight(now) < MIN_WEIGHT ? OptionalDouble.empty() : OptionalDouble.of(sum / weight);
  }

  /** How many observations from now the ones seen are worth. */
  double weight(long now) {
    return weight == 0 ? 0 : weight * StrictMath.pow(0.5, Math.max(0, now - last) / halfLife);
  }
}
