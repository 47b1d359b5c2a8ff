package dev.modelrouter.api;

import dev.modelrouter.policy.FailedKeyLimiter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts wrong keys by address over all event loops, and logs them: one line in ten seconds at
 * most, with the number of those that had none. Safe for threads.
 */
public final class FailedKeys {
  private static final Logger log = LoggerFactory.getLogger("modelrouter.auth");
  private static final long LOG_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final FailedKeyLimiter limiter;
  private final LongSupplier nanoClock;
  private final AtomicLong logAgainAt;
  private final AtomicLong unlogged = new AtomicLong();

  /**
   * Without failures yet.
   *
   * @param perMinute wrong keys that one address may present; 0 for no limit
   */
  public FailedKeys(int perMinute, LongSupplier nanoClock) {
    this.limiter = new FailedKeyLimiter(perMinute);
    this.nanoClock = nanoClock;
    this.logAgainAt = new AtomicLong(nanoClock.getAsLong());
  }

  /** Counts a wrong key. Returns how long the address has to wait, or null if not at all. */
  @Nullable Duration failed(Call call) {
    long now = nanoClock.getAsLong();
    String address = call.address();
    long wait = limiter.failed(address, now);
    long due = logAgainAt.get();
    if (now - due >= 0 && logAgainAt.compareAndSet(due, now + LOG_INTERVAL_NANOS)) {
      log.atWarn()
          .addKeyValue("request_id", call.id())
          .addKeyValue("address", address)
          .addKeyValue("others", unlogged.getAndSet(0))
          .log(wait == 0 ? "a wrong API key was presented" : "too many wrong API keys");
    } else {
      unlogged.incrementAndGet();
    }
    return wait == 0 ? null : Duration.ofNanos(wait);
  }

  /** Notes a right key. Returns how long the address has to wait, or null if the key counts. */
  @Nullable Duration succeeded(Call call) {
    long wait = limiter.succeeded(call.address(), nanoClock.getAsLong());
    return wait == 0 ? null : Duration.ofNanos(wait);
  }
}
