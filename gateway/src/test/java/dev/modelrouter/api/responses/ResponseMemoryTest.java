package dev.modelrouter.api.responses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResponseMemoryTest {
  private final AtomicLong now = new AtomicLong();
  private final ResponseMemory memory = new ResponseMemory(10_000, 60, now::get);

  private static StoredResponse of(int bytes) {
    return new StoredResponse(new byte[bytes / 2], new byte[bytes - bytes / 2]);
  }

  @Test
  void eachCallerFindsOnlyItsOwn() {
    memory.keep("a", "resp_1", of(10));

    assertThat(memory.find("a", "resp_1")).isNotNull();
    assertThat(memory.find("b", "resp_1")).isNull();
    assertThat(memory.forget("b", "resp_1")).isFalse();
    assertThat(memory.forget("a", "resp_1")).isTrue();
    assertThat(memory.bytes()).isZero();
  }

  @Test
  void theOldestGo_whenThereAreTooManyBytes() {
    for (int i = 0; i < 1_000; i++) {
      memory.keep("a", "resp_" + i, of(1_000));
      assertThat(memory.bytes()).isLessThanOrEqualTo(10_000);
    }

    assertThat(memory.find("a", "resp_999")).isNotNull();
    assertThat(memory.find("a", "resp_993")).isNull();
  }

  @Test
  void whatIsLargerThanAll_isNotRemembered_andNothingGoesForIt() {
    memory.keep("a", "resp_1", of(10));
    memory.keep("a", "resp_2", of(10_000));

    assertThat(memory.find("a", "resp_2")).isNull();
    assertThat(memory.find("a", "resp_1")).isNotNull();
  }

  @Test
  void allGo_whenTheirTimeIsOver() {
    memory.keep("a", "resp_1", of(10));
    now.set(59_999_999_999L);
    assertThat(memory.find("a", "resp_1")).isNotNull();

    now.set(60_000_000_000L);
    assertThat(memory.find("a", "resp_1")).isNull();
    assertThat(memory.bytes()).isZero();

    memory.keep("a", "resp_2", of(10));
    memory.keep("a", "resp_3", of(10));
    now.set(200_000_000_000L);
    memory.keep("a", "resp_4", of(10));
    assertThat(memory.bytes()).isLessThan(1_000);
  }

  @Test
  void theSameIdAgain_takesTheOldOnesPlace() {
    memory.keep("a", "resp_1", of(10));
    long once = memory.bytes();
    memory.keep("a", "resp_1", of(10));

    assertThat(memory.bytes()).isEqualTo(once);
  }
}
