package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripTimesTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private final RoundTripTimes times = new RoundTripTimes();

  private void add(int often, long millis) {
    for (int i = 0; i < often; i++) {
      times.add(millis * MILLI);
    }
  }

  @Test
  void times_areCountedAndSummed() {
    add(3, 2);
    assertThat(times.count()).isEqualTo(3);
    assertThat(times.totalNanos()).isEqualTo(6 * MILLI);
    assertThat(times.recent()).isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void slow_isWhatLastsNotASingleRoundTrip() {
    assertThat(times.slow()).isFalse();
    add(50, 1);
    add(1, 500);
    assertThat(times.slow()).isFalse();
    add(20, 500);
    assertThat(times.slow()).isTrue();
    add(30, 1);
    assertThat(times.slow()).isFalse();
  }
}
