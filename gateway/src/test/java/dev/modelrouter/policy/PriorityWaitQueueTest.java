package dev.modelrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.policy.PriorityWaitQueue.EnqueueResult;
import dev.modelrouter.policy.PriorityWaitQueue.QueueEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityWaitQueueTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final PriorityWaitQueue<String> line = new PriorityWaitQueue<>(5);

  @Test
  void theMostImportantGoesFirstAndAmongEqualsTheOldest() {
    join("a", 0);
    join("b", 5);
    join("c", 0);
    join("d", 9);
    join("e", 5);
    assertThat(served(0)).containsExactly("d", "b", "e", "a", "c");
    assertThat(line.next(0)).isNull();
  }

  @Test
  void aFullLineRefusesWhoIsNoMoreImportantThanAllWhoWait() {
    for (String who : List.of("a", "b", "c", "d", "e")) {
      join(who, 3);
    }
    assertThat(line.enqueue("f", 3, SECOND, 0)).isInstanceOf(EnqueueResult.QueueFull.class);
    assertThat(line.size()).isEqualTo(5);
  }

  @Test
  void inAFullLineTheMoreImportantDisplacesTheLast() {
    for (String who : List.of("a", "b", "c", "d", "e")) {
      join(who, 3);
    }
    assertThat(line.enqueue("f", 4, SECOND, 0))
        .isInstanceOfSatisfying(
            EnqueueResult.Enqueued.class, joined -> assertThat(joined.displaced()).isEqualTo("e"));
    assertThat(served(0)).containsExactly("f", "a", "b", "c", "d");
  }

  @Test
  void whoIsLateIsNotServedButTakenOut() {
    line.enqueue("late", 9, 10, 0);
    line.enqueue("later", 0, 5, 0);
    line.enqueue("in time", 0, 100, 0);
    assertThat(line.untilDeadline(0)).hasValue(5);
    assertThat(line.next(10)).isEqualTo("in time");
    assertThat(line.expired(9)).containsExactly("later");
    assertThat(line.expired(9)).isEmpty();
    assertThat(line.untilDeadline(20)).hasValue(0);
    assertThat(line.expired(10)).containsExactly("late");
    assertThat(line.untilDeadline(20)).isEmpty();
    assertThat(line.size()).isZero();
  }

  @Test
  void whoCancelsIsGoneAndOnlyOnce() {
    QueueEntry<String> a = join("a", 0);
    join("b", 0);
    assertThat(line.cancel(a)).isTrue();
    assertThat(line.cancel(a)).isFalse();
    assertThat(served(0)).containsExactly("b");
    QueueEntry<String> c = join("c", 0);
    assertThat(line.next(0)).isEqualTo("c");
    assertThat(line.cancel(c)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itDoesWhatASortedListDoesAndEveryoneLeavesExactlyOnce(long seed) {
    record Place(int who, int priority, long deadline) {}
    Random random = new Random(seed);
    PriorityWaitQueue<Integer> real = new PriorityWaitQueue<>(50);
    List<Place> model = new ArrayList<>();
    List<QueueEntry<Integer>> queueEntries = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    int joined = 0;
    long now = Long.MAX_VALUE - 5_000;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(3);
      long at = now;
      switch (random.nextInt(5)) {
        case 0, 1, 2 -> {
          Place place = new Place(i, random.nextInt(10), at + 1 + random.nextInt(200));
          Comparator<Place> order = Comparator.comparing(Place::priority).reversed();
          switch (real.enqueue(i, place.priority(), place.deadline(), at)) {
            case EnqueueResult.Enqueued<Integer>(
                    QueueEntry<Integer> queueEntry,
                    Integer displaced) -> {
              if (displaced != null) {
                assertThat(model).hasSize(50);
                Place last = model.removeLast();
                assertThat(displaced).isEqualTo(last.who());
                assertThat(last.priority()).isLessThan(place.priority());
                left.add(displaced);
              }
              queueEntries.add(queueEntry);
              joined++;
              model.add(place);
              model.sort(order);
            }
            case EnqueueResult.QueueFull<Integer> _ -> {
              assertThat(model).hasSize(50);
              assertThat(model.getLast().priority()).isGreaterThanOrEqualTo(place.priority());
            }
          }
        }
        case 3 -> {
          Integer next = real.next(at);
          Place expected =
              model.stream().filter(p -> p.deadline() - at > 0).findFirst().orElse(null);
          assertThat(next).isEqualTo(expected == null ? null : (Integer) expected.who());
          if (expected != null) {
            model.remove(expected);
            left.add(next);
          }
        }
        default -> {
          if (random.nextBoolean() && !queueEntries.isEmpty()) {
            QueueEntry<Integer> queueEntry = queueEntries.get(random.nextInt(queueEntries.size()));
            boolean waits = model.removeIf(p -> p.who() == queueEntry.waiter());
            assertThat(real.cancel(queueEntry)).isEqualTo(waits);
            if (waits) {
              left.add(queueEntry.waiter());
            }
          } else {
            List<Integer> late = real.expired(at);
            assertThat(late)
                .containsExactlyInAnyOrderElementsOf(
                    model.stream().filter(p -> p.deadline() - at <= 0).map(Place::who).toList());
            model.removeIf(p -> p.deadline() - at <= 0);
            left.addAll(late);
          }
        }
      }
      assertThat(real.size()).isEqualTo(model.size()).isLessThanOrEqualTo(50);
    }
    assertThat(left).doesNotHaveDuplicates();
    assertThat(left.size() + real.size()).isEqualTo(joined);
  }

  @Test
  void nothingIsSaidOfTheWaitBeforeTheLineHasMovedOrLongAfter() {
    join("a", 0);
    assertThat(line.waitMillis(0, SECOND / 2)).isEmpty();
    assertThat(line.next(SECOND / 2)).isEqualTo("a");
    assertThat(line.waitMillis(0, SECOND / 2)).hasValue(500);
    assertThat(line.waitMillis(0, 60 * SECOND)).isEmpty();
  }

  @Test
  void theWaitCountsThoseAheadOnly() {
    PriorityWaitQueue<Integer> moving = moving(100 * MILLI);
    long now = 20 * 100 * MILLI;
    for (int i = 0; i < 4; i++) {
      moving.enqueue(i, 5, 100 * SECOND, now);
    }
    assertThat(moving.waitMillis(5, now).orElseThrow()).isBetween(500L, 501L);
    assertThat(moving.waitMillis(6, now).orElseThrow()).isBetween(100L, 101L);
    assertThat(moving.waitMillis(0, now).orElseThrow()).isBetween(500L, 501L);
  }

  @Test
  void timeInWhichNobodyWaitedSaysNothingAboutHowFastItMoves() {
    PriorityWaitQueue<Integer> moving = moving(100 * MILLI);
    long later = 22 * 100 * MILLI + 5 * SECOND;
    moving.enqueue(1, 0, 100 * SECOND, later);
    moving.next(later + 100 * MILLI);
    assertThat(moving.waitMillis(0, later + 100 * MILLI).orElseThrow()).isBetween(100L, 101L);
  }

  @Test
  void whileItStandsStillTheEstimateGrows() {
    PriorityWaitQueue<Integer> moving = moving(100 * MILLI);
    long now = 20 * 100 * MILLI;
    moving.enqueue(1, 0, 100 * SECOND, now);
    long before = moving.waitMillis(0, now).orElseThrow();
    long still = moving.waitMillis(0, now + 10 * SECOND).orElseThrow();
    assertThat(still).isGreaterThan(4 * before);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 100, 500})
  void theEstimateIsHonestWhenServiceTimesAreRandom(int meanMillis) {
    Random random = new Random(meanMillis);
    PriorityWaitQueue<long[]> queue = new PriorityWaitQueue<>(30);
    ArrayDeque<long[]> done = new ArrayDeque<>();
    long now = 0;
    double told = 0;
    double real = 0;
    for (int i = 0; i < 5_000; i++) {
      while (queue.size() < 20 + random.nextInt(10)) {
        long told1 = queue.waitMillis(0, now).orElse(-1);
        queue.enqueue(new long[] {now, told1}, 0, Long.MAX_VALUE / 2, now);
      }
      now += (long) (-Math.log(1 - random.nextDouble()) * meanMillis * MILLI);
      long[] first = queue.next(now);
      if (first[1] >= 0) {
        done.add(first);
        told += first[1];
        real += (double) (now - first[0]) / MILLI;
      }
    }
    assertThat(done).hasSizeGreaterThan(4_000);
    assertThat(told / real).isBetween(0.9, 1.1);
  }

  @Test
  void aLineWithoutRoomAndAPriorityThatIsNoneAreRefused() {
    assertThatThrownBy(() -> new PriorityWaitQueue<>(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> line.enqueue("a", 10, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> line.enqueue("a", -1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A line that has moved twenty times, each time after so long. */
  private static PriorityWaitQueue<Integer> moving(long interval) {
    PriorityWaitQueue<Integer> moving = new PriorityWaitQueue<>(50);
    for (int i = 0; i < 20; i++) {
      moving.enqueue(i, 0, Long.MAX_VALUE / 2, i * interval);
      moving.next((i + 1) * interval);
    }
    return moving;
  }

  private QueueEntry<String> join(String who, int priority) {
    return switch (line.enqueue(who, priority, SECOND, 0)) {
      case EnqueueResult.Enqueued<String>(QueueEntry<String> queueEntry, String displaced) -> {
        assertThat(displaced).isNull();
        yield queueEntry;
      }
      case EnqueueResult.QueueFull<String> _ -> throw new AssertionError("full");
    };
  }

  private List<String> served(long now) {
    List<String> all = new ArrayList<>();
    for (String who = line.next(now); who != null; who = line.next(now)) {
      all.add(who);
    }
    return all;
  }
}
