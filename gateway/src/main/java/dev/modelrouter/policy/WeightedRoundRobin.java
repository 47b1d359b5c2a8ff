package dev.modelrouter.policy;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one provider, taken in turn: each gets its share by weight, and a key that may not be
 * used now leaves its share to the others. Whether a key may be used is asked of whoever keeps the
 * cooldowns, under the key's {@link BreakerId}; so nodes share what they learn about keys.
 *
 * <table>
 * <caption>What a failed attempt does to the key it went with</caption>
 * <tr><th>error</th><th>{@link #isKeysOwn}</th><th>the key is put away for</th><th>then</th></tr>
 * <tr><td>429</td><td>yes</td><td>the provider's Retry-After, or the usual pause</td>
 *     <td>next key</td></tr>
 * <tr><td>401, 402, 403</td><td>yes</td><td>the longest pause</td><td>next key</td></tr>
 * <tr><td>any other</td><td>no</td><td>nothing</td><td>it is the provider's</td></tr>
 * </table>
 *
 * <p><b>Implementation notes.</b> Smooth weighted round robin: every usable key gains its weight,
 * the one with most goes and pays for all. Weights 5, 1, 1 give a a b a c a a, not five of one in a
 * row. Safe for threads.
 */
public final class WeightedRoundRobin {
  private static final Duration REFUSED = Duration.ofDays(1);

  /**
   * One key.
   *
   * @param id its name; never the secret
   * @param weight its share among the others, at least 1
   */
  public record WeightedKey(BreakerId id, int weight) {
    public WeightedKey {
      if (weight < 1) {
        throw new IllegalArgumentException("a key's weight is at least 1");
      }
    }
  }

  private final List<WeightedKey> weightedKeys;
  private final long[] gained;

  /** A ring of keys, at least one; their order decides between equals. */
  public WeightedRoundRobin(List<WeightedKey> weightedKeys) {
    if (weightedKeys.isEmpty()
        || weightedKeys.stream().map(WeightedKey::id).distinct().count() < weightedKeys.size()) {
      throw new IllegalArgumentException("a ring needs keys that are not the same");
    }
    this.weightedKeys = List.copyOf(weightedKeys);
    this.gained = new long[weightedKeys.size()];
  }

  /** All keys, in their order. */
  public List<WeightedKey> keys() {
    return weightedKeys;
  }

  /**
   * The key whose turn it is, or null if none is usable.
   *
   * @param usable whether a key is not put away and has not been tried in this exchange; asked once
   *     of each
   */
  public @Nullable WeightedKey next(Predicate<WeightedKey> usable) {
    int place = place(i -> usable.test(weightedKeys.get(i)));
    return place < 0 ? null : weightedKeys.get(place);
  }

  /** The same by places in the order of the keys; -1 if none is usable. */
  public synchronized int place(IntPredicate usable) {
    int chosen = -1;
    long all = 0;
    for (int i = 0; i < gained.length; i++) {
      if (usable.test(i)) {
        int weight = weightedKeys.get(i).weight();
        gained[i] += weight;
        all += weight;
        if (chosen < 0 || gained[i] > gained[chosen]) {
          chosen = i;
        }
      }
    }
    if (chosen >= 0) {
      gained[chosen] -= all;
    }
    return chosen;
  }

  /** Whether an error is held against the key and not against its provider. */
  public static boolean isKeysOwn(GatewayError error) {
    return error.code() == ErrorCode.RATE_LIMIT || isRefused(error);
  }

  /**
   * The pause to ask for when an error is the key's own.
   *
   * @return null for the usual one; more than the longest pause is cut to it
   */
  public static @Nullable Duration pause(GatewayError error) {
    return isRefused(error) ? REFUSED : error.retryAfter();
  }

  private static boolean isRefused(GatewayError error) {
    return error.code() == ErrorCode.UNAUTHORIZED || error.code() == ErrorCode.FORBIDDEN;
  }
}
