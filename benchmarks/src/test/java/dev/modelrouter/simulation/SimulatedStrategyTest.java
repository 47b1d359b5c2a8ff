package dev.modelrouter.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedStrategyTest {
  /** Target 0 is the dearest and fastest, 2 the cheapest, slowest and least busy. */
  private static final SimulatedStrategy.TargetView VIEW =
      new SimulatedStrategy.TargetView() {
        @Override
        public int weight(int target) {
          return 3 - target;
        }

        @Override
        public int inFlight(int target) {
          return 30 - 10 * target;
        }

        @Override
        public long expectedNanos(int target) {
          return 1 + target;
        }

        @Override
        public long conversation() {
          return 11;
        }

        @Override
        public double cost(int target) {
          return 3 - target;
        }
      };

  @ParameterizedTest
  @EnumSource(SimulatedStrategy.class)
  void everyTargetIsInTheOrderExactlyOnce(SimulatedStrategy simulatedStrategy) {
    for (int i = 0; i < 1_000; i++) {
      assertThat(order(simulatedStrategy, i)).containsExactlyInAnyOrder(0, 1, 2);
    }
  }

  @Test
  void theOrdersThatNeedNoLuck() {
    assertThat(order(SimulatedStrategy.ORDERED, 1)).containsExactly(0, 1, 2);
    assertThat(order(SimulatedStrategy.LEAST_BUSY, 1)).containsExactly(2, 1, 0);
    assertThat(order(SimulatedStrategy.LOWEST_COST, 1)).containsExactly(2, 1, 0);
  }

  @Test
  void weightsAreShares() {
    assertThat(share(SimulatedStrategy.WEIGHTED, 0)).isBetween(480, 520);
    assertThat(share(SimulatedStrategy.WEIGHTED, 1)).isBetween(313, 353);
  }

  @Test
  void ofTwoTheFasterIsChosenSoTheSlowestNever() {
    assertThat(share(SimulatedStrategy.LOWEST_LATENCY, 0)).isBetween(650, 684);
    assertThat(share(SimulatedStrategy.LOWEST_LATENCY, 2)).isZero();
  }

  @Test
  void aConversationKeepsItsOrderWhateverTheLuck() {
    int[] first = order(SimulatedStrategy.AFFINITY, 1);
    for (int i = 2; i < 100; i++) {
      assertThat(order(SimulatedStrategy.AFFINITY, i)).isEqualTo(first);
    }
  }

  /** In how many of a thousand orders a target is first. */
  private static int share(SimulatedStrategy simulatedStrategy, int target) {
    int first = 0;
    for (int i = 0; i < 10_000; i++) {
      first += order(simulatedStrategy, i)[0] == target ? 1 : 0;
    }
    return first / 10;
  }

  private static int[] order(SimulatedStrategy simulatedStrategy, int luck) {
    int[] targets = new int[3];
    simulatedStrategy.order(targets, VIEW, new SeededRandom(5, 6, luck));
    return targets;
  }
}
