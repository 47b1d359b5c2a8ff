package dev.modelrouter.api.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of responses, for whom, how much of it and how long. */
class ResponseStoreTest {
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

  private ResponseStore memory(int max, long mostBytes) {
    return new ResponseStore(max, mostBytes, LIFE, now::get);
  }

  private static StoredResponse answer(int bytes) {
    return new StoredResponse(new byte[bytes / 2], new byte[bytes - bytes / 2]);
  }

  private static long taken(int answers, int bytes) {
    return (long) answers * (bytes + BoundedTtlCache.OVERHEAD);
  }

  @Test
  void answer_isFoundByItsCallerOnly() {
    ResponseStore memory = memory(10, 1 << 20);
    StoredResponse mine = answer(100);
    StoredResponse theirs = answer(100);
    memory.keep("me", "resp_1", mine);
    memory.keep("them", "resp_1", theirs);

    assertThat(memory.find("me", "resp_1")).isSameAs(mine);
    assertThat(memory.find("them", "resp_1")).isSameAs(theirs);
    assertThat(memory.find("nobody", "resp_1")).isNull();
    assertThat(memory.find("me", "resp_2")).isNull();
    assertThat(memory.forget("nobody", "resp_1")).isFalse();
    assertThat(memory.forget("me", "resp_1")).isTrue();
    assertThat(memory.forget("me", "resp_1")).isFalse();
    assertThat(memory.find("them", "resp_1")).isSameAs(theirs);
    assertThat(memory.bytes()).isEqualTo(taken(1, 100));
  }

  @Test
  void answer_isForgottenWhenItsTimeIsOver() {
    ResponseStore memory = memory(10, 1 << 20);
    memory.keep("me", "old", answer(100));
    memory.made("me", "elsewhere", "openai");
    now.addAndGet(LIFE.toNanos() - 1);
    memory.keep("me", "young", answer(100));

    assertThat(memory.find("me", "old")).isNotNull();
    assertThat(memory.maker("me", "elsewhere")).isEqualTo("openai");
    now.incrementAndGet();
    assertThat(memory.find("me", "old")).isNull();
    assertThat(memory.maker("me", "elsewhere")).isNull();
    assertThat(memory.forget("me", "old")).isFalse();
    assertThat(memory.find("me", "young")).isNotNull();
    assertThat(memory.bytes()).isEqualTo(taken(1, 100));
  }

  @Test
  void answersWhoseTimeIsOver_makeRoom_alsoWhenNobodyAsksForThem() {
    ResponseStore memory = memory(10, 1 << 20);
    IntStream.range(0, 10).forEach(i -> memory.keep("me", "old" + i, answer(100)));
    now.addAndGet(LIFE.toNanos());

    memory.keep("me", "young", answer(100));

    assertThat(memory.size()).isEqualTo(1);
    assertThat(memory.bytes()).isEqualTo(taken(1, 100));
  }

  @Test
  void tooMany_theOldestGoFirst() {
    ResponseStore memory = memory(3, 1 << 20);
    IntStream.rangeClosed(1, 5).forEach(i -> memory.keep("me", "r" + i, answer(100)));
    IntStream.rangeClosed(1, 5).forEach(i -> memory.made("me", "m" + i, "openai"));

    assertThat(memory.size()).isEqualTo(3);
    assertThat(memory.find("me", "r2")).isNull();
    assertThat(memory.find("me", "r3")).isNotNull();
    assertThat(memory.find("me", "r5")).isNotNull();
    assertThat(memory.maker("me", "m2")).isNull();
    assertThat(memory.maker("me", "m3")).isEqualTo("openai");
  }

  @Test
  void tooManyBytes_theOldestGoFirst_andWhatNeverFitsIsNotKept() {
    ResponseStore memory = memory(100, taken(3, 1000));
    IntStream.rangeClosed(1, 3).forEach(i -> memory.keep("me", "r" + i, answer(1000)));
    memory.keep("me", "huge", answer(10_000));

    assertThat(memory.find("me", "huge")).isNull();
    assertThat(memory.find("me", "r1")).as("what never fits drives nobody out").isNotNull();

    memory.keep("me", "r4", answer(1001));

    assertThat(memory.find("me", "r2")).as("one byte too many costs two").isNull();
    assertThat(memory.find("me", "r3")).isNotNull();
    assertThat(memory.bytes()).isEqualTo(taken(1, 1000) + taken(1, 1001));
  }

  @Test
  void callerWithMany_losesItsOwn_notThoseOfOthers() {
    ResponseStore memory = memory(10, 1 << 20);
    memory.keep("quiet", "first", answer(100));
    memory.keep("quiet", "second", answer(100));
    memory.made("quiet", "elsewhere", "openai");
    for (int i = 0; i < 1_000; i++) {
      memory.keep("loud", "r" + i, answer(100));
      memory.made("loud", "m" + i, "openai");
    }

    assertThat(memory.find("quiet", "first")).isNotNull();
    assertThat(memory.find("quiet", "second")).isNotNull();
    assertThat(memory.maker("quiet", "elsewhere")).isEqualTo("openai");
    assertThat(memory.find("loud", "r999")).isNotNull();
    assertThat(memory.find("loud", "r991")).isNull();
    assertThat(memory.size()).isEqualTo(10);
  }

  @Test
  void callerWithManyBytes_losesItsOwn_notThoseOfOthers() {
    ResponseStore memory = memory(1_000, taken(4, 1000));
    memory.keep("quiet", "small", answer(100));
    for (int i = 0; i < 100; i++) {
      memory.keep("loud", "r" + i, answer(1000));
    }
    memory.keep("late", "small", answer(100));

    assertThat(memory.find("quiet", "small")).isNotNull();
    assertThat(memory.find("late", "small")).as("who comes late finds room").isNotNull();
    assertThat(memory.find("loud", "r99")).isNotNull();
  }

  @Test
  void bounds_holdWhateverComes() {
    Random random = new Random(20261124);
    long max = 50_000;
    ResponseStore memory = memory(20, max);
    for (int i = 0; i < 20_000; i++) {
      String caller = "c" + random.nextInt(3);
      String id = "r" + random.nextInt(200);
      switch (random.nextInt(4)) {
        case 0 -> memory.forget(caller, id);
        case 1 -> now.addAndGet(random.nextLong(LIFE.toNanos() / 4));
        default -> memory.keep(caller, id, answer(random.nextInt(12_000)));
      }
      assertThat(memory.bytes()).isBetween(0L, max);
      assertThat(memory.size()).isBetween(0, 20);
    }
    IntStream.range(0, 600).forEach(i -> memory.forget("c" + i % 3, "r" + i / 3));
    assertThat(memory.bytes()).as("nothing is counted that is not there").isZero();
  }

  @Test
  void nothing_isKeptWhereNothingMayBe() {
    ResponseStore none = memory(0, 1 << 20);
    none.keep("me", "r", answer(1));
    none.made("me", "m", "openai");
    ResponseStore noBytes = memory(10, 0);
    noBytes.keep("me", "r", answer(0));

    assertThat(none.find("me", "r")).isNull();
    assertThat(none.maker("me", "m")).isNull();
    assertThat(noBytes.find("me", "r")).isNull();
  }
}
