package dev.modelrouter.provider.chaos;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the rehearsing provider does.
 *
 * @param faults the probability of each fault, 0 to 1, together at most 1; what is left is good
 *     answers
 * @param latency how fast it speaks
 * @param seed the same seed gives the same faults in the same order
 */
public record ChaosPlan(Map<ChaosFault, Double> faults, ChaosLatency latency, long seed) {
  private static final double ROUNDING = 1e-9;

  /** Checks the sum. */
  public ChaosPlan {
    faults = Map.copyOf(faults);
    double all = faults.values().stream().mapToDouble(Double::doubleValue).sum();
    if (all > 1 + ROUNDING) {
      throw new IllegalArgumentException("has probabilities of more than 1 together");
    }
  }

  /**
   * Reads {@code stall:0.2,die:0.1}; a fault without a probability always comes.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Map<ChaosFault, Double> faults(String text) {
    Map<ChaosFault, Double> faults = new EnumMap<>(ChaosFault.class);
    for (String part : text.split(",", -1)) {
      String[] sides = part.strip().split(":", 2);
      ChaosFault fault = ChaosFault.of(sides[0].strip());
      if (fault == null) {
        throw new IllegalArgumentException("names a fault that nobody knows");
      }
      if (faults.put(fault, sides.length == 1 ? 1 : probability(sides[1].strip())) != null) {
        throw new IllegalArgumentException("names " + fault.wireName() + " twice");
      }
    }
    return faults;
  }

  private static double probability(String text) {
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is too large.
    }
    throw new IllegalArgumentException("has a probability that is no number from 0 to 1");
  }
}
