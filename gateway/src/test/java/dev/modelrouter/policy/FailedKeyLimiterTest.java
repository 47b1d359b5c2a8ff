package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedKeyLimiterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE = 60 * SECOND;
  private final FailedKeyLimiter limiter = new FailedKeyLimiter(2);

  @Test
  void failed_moreOftenThanAllowed_waitsForTheEndOfTheMinute() {
    assertThat(limiter.failed("a", 0)).isZero();
    assertThat(limiter.failed("a", SECOND)).isZero();
    assertThat(limiter.failed("a", 10 * SECOND)).isEqualTo(50 * SECOND);
    assertThat(limiter.failed("b", 10 * SECOND)).as("another address").isZero();
    assertThat(limiter.failed("a", MINUTE)).as("the next minute").isZero();
  }

  @Test
  void succeeded_fromAnAddressThatIsLimited_waitsToo() {
    limiter.failed("a", 0);
    limiter.failed("a", 0);
    assertThat(limiter.succeeded("a", SECOND)).isEqualTo(59 * SECOND);
    assertThat(limiter.succeeded("b", SECOND)).isZero();
    assertThat(limiter.succeeded("a", MINUTE)).isZero();
  }

  @Test
  void succeeded_fromAnAddressKnownBefore_countsWhateverFailed() {
    assertThat(limiter.succeeded("a", 0)).isZero();
    limiter.failed("a", 1);
    limiter.failed("a", 1);
    assertThat(limiter.failed("a", 1)).isPositive();
    assertThat(limiter.succeeded("a", 2)).isZero();
  }

  @Test
  void succeeded_longAgo_isForgotten() {
    long later = Duration.ofHours(1).toNanos();
    limiter.succeeded("a", 0);
    limiter.failed("a", later);
    limiter.failed("a", later);
    assertThat(limiter.succeeded("a", later)).isPositive();
  }

  @Test
  void failed_addressesOfOneIpv6Network_countTogether() {
    limiter.failed("2001:db8:0:1:0:0:0:1", 0);
    limiter.failed("2001:db8:0:1:0:0:0:2", 0);
    assertThat(limiter.failed("2001:db8:0:1:9:9:9:9", 0)).isPositive();
    assertThat(limiter.failed("2001:db8:0:2:0:0:0:1", 0)).isZero();
  }

  @Test
  void failed_manyAddresses_forgetsThoseOfLongestAgo() {
    limiter.failed("a", 0);
    limiter.failed("a", 0);
    for (int i = 0; i < 10_000; i++) {
      limiter.failed("10.0." + i / 256 + "." + i % 256, 0);
    }
    assertThat(limiter.failed("a", 0)).as("memory is bounded").isZero();
  }

  @Test
  void limit_zero_neverWaits() {
    FailedKeyLimiter none = new FailedKeyLimiter(0);
    for (int i = 0; i < 100; i++) {
      assertThat(none.failed("a", 0)).isZero();
    }
    assertThat(none.succeeded("a", 0)).isZero();
  }
}
