package dev.modelrouter.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many wrong keys one address may present a minute. An address that has spent them is
 * refused until its minute is over, whatever key it presents, so that guessing gains nothing; an
 * address from which a right key has come before is refused wrong ones only, so that nobody behind
 * a shared address can lock the others out. Safe for threads; its memory is bounded.
 *
 * <p>Times are nanoseconds of a clock that never goes back.
 */
public final class FailedKeyLimiter {
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long TRUST_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final int MAX_ADDRESSES = 10_000;

  /** Parts of an IPv6 address that name a network; one customer has all addresses within. */
  private static final int NETWORK_PARTS = 4;

  /** Failures of one address since the first of them. */
  private static final class Window {
    private final long until;
    private int failures;

    private Window(long until) {
      this.until = until;
    }
  }

  private final int perMinute;
  private final Map<String, Window> windows = new BoundedMap<>();
  private final Map<String, Long> trustedUntil = new BoundedMap<>();

  /** Forgets what was put in first when there is too much. */
  private static final class BoundedMap<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAX_ADDRESSES;
    }
  }

  /**
   * A limiter.
   *
   * @param perMinute wrong keys of one address; 0 for no limit
   */
  public FailedKeyLimiter(int perMinute) {
    this.perMinute = perMinute;
  }

  /**
   * A wrong key came.
   *
   * @return nanoseconds until the address may try again; 0 if it may at once
   */
  public synchronized long failed(String address, long now) {
    if (perMinute == 0) {
      return 0;
    }
    String network = network(address);
    Window window = current(network, now);
    if (window == null) {
      window = new Window(now + WINDOW_NANOS);
      windows.put(network, window);
    }
    if (window.failures >= perMinute) {
      return window.until - now;
    }
    window.failures++;
    return 0;
  }

  /**
   * A right key came.
   *
   * @return nanoseconds until the address may try again; 0 if the key counts
   */
  public synchronized long succeeded(String address, long now) {
    if (perMinute == 0) {
      return 0;
    }
    String network = network(address);
    Long trust = trustedUntil.get(network);
    if (trust == null || trust - now <= 0) {
      Window window = current(network, now);
      if (window != null && window.failures >= perMinute) {
        return window.until - now;
      }
    }
    // Put anew, so that the one that is forgotten first is the one not seen for longest.
    trustedUntil.remove(network);
    trustedUntil.put(network, now + TRUST_NANOS);
    return 0;
  }

  private @Nullable Window current(String network, long now) {
    Window window = windows.get(network);
    if (window != null && window.until - now <= 0) {
      windows.remove(network);
      return null;
    }
    return window;
  }

  /** The address itself, or the /64 network of an IPv6 address as Java writes it. */
  private static String network(String address) {
    int end = -1;
    for (int part = 0; part < NETWORK_PARTS; part++) {
      end = address.indexOf(':', end + 1);
      if (end < 0) {
        return address;
      }
    }
    return address.substring(0, end);
  }
}
