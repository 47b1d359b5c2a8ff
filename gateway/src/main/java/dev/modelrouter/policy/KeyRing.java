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
public final class KeyRing {
  private static final Duration REFUSED = Duration.ofDays(1);

  /**
   * One key.
   *
   * @param id its name; never the secret
   * @param weight its share among the others, at least 1
   */
  public record Key(BreakerId id, int weight) {
    public Key {
      if (weight < 1) {
        throw new IllegalArgumentException("a key's weight is at least 1");
      }
    }
  }

  private final List<Key> keys;
  private final long[] gained;

  /** A ring of keys, at least one; their order decides between equals. */
  public KeyRing(List<Key> keys) {
    if (keys.isEmpty() || keys.stream().map(Key::id).distinct().count() < keys.size()) {
      throw new IllegalArgumentException("a ring needs keys that are not the same");
    }
    this.keys = List.copyOf(keys);
    this.gained = new long[keys.size()];
  }

  /** All keys, in their order. */
  public List<Key> keys() {
    return keys;
  }

  /**
   * The key whose turn it is, or null if none is usable.
   *
   * @param usable whether a key is not put away and has not been tried in this exchange; asked once
   *     of each
   */
  public @Nullable Key next(Predicate<Key> usable) {
    int place = place(i -> usable.test(keys.get(i)));
    return place < 0 ? null : keys.get(place);
  }

  /** The same by places in the order of the keys; -1 if none is usable. */
  public synchronized int place(IntPredicate usable) {
    int chosen = -1;
    long all = 0;
    for (int i = 0; i < gained.length; i++) {
      if (usable.test(i)) {
        int weight = keys.get(i).weight();
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
