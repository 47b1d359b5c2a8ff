package dev.modelrouter.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MpscRingBufferTest {
  @Test
  void offer_untilFull_tellsTheDepthAndThenZero() {
    MpscRingBuffer<String> ring = new MpscRingBuffer<>(2);
    assertThat(ring.isEmpty()).isTrue();
    assertThat(ring.poll()).isNull();
    assertThat(ring.offer("a")).isEqualTo(1);
    assertThat(ring.offer("b")).isEqualTo(2);
    assertThat(ring.offer("c")).isZero();
    assertThat(ring.poll()).isEqualTo("a");
    assertThat(ring.offer("d")).isEqualTo(2);
    assertThat(ring.poll()).isEqualTo("b");
    assertThat(ring.poll()).isEqualTo("d");
    assertThat(ring.isEmpty()).isTrue();
  }

  @Test
  void create_capacityNotAPowerOfTwo_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new MpscRingBuffer<String>(3));
  }

  @Test
  void offer_manyProducers_losesNothingAndKeepsEachOnesOrder() throws InterruptedException {
    int producers = 4;
    int each = 50_000;
    MpscRingBuffer<int[]> ring = new MpscRingBuffer<>(64);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      int[] event = {producer, i};
                      while (ring.offer(event) == 0) {
                        Thread.yield();
                      }
                    }
                  }));
    }
    int[] next = new int[producers];
    for (int taken = 0; taken < producers * each; ) {
      int[] event = ring.poll();
      if (event == null) {
        Thread.yield();
        continue;
      }
      assertThat(event[1]).isEqualTo(next[event[0]]++);
      taken++;
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ring.isEmpty()).isTrue();
  }
}
