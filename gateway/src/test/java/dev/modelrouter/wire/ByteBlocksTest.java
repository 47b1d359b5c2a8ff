package dev.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteBlocksTest {
  @Test
  void take_ofOneRead_isThatArray() {
    ByteBlocks blocks = new ByteBlocks();
    byte[] read = {1, 2, 3};
    blocks.add(read);
    assertThat(blocks.size()).isEqualTo(3);
    assertThat(blocks.take()).isSameAs(read);
    assertThat(blocks.size()).isZero();
    assertThat(blocks.take()).isEmpty();
  }

  @Test
  void take_whateverTheCuts_givesAllBytesInOrder() {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      ByteBlocks blocks = new ByteBlocks();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      int reads = random.nextInt(60);
      int max = 1 << random.nextInt(17);
      for (int i = 0; i < reads; i++) {
        byte[] read = new byte[random.nextInt(max)];
        random.nextBytes(read);
        blocks.add(read);
        expected.writeBytes(read);
      }
      assertThat(blocks.size()).isEqualTo(expected.size());
      assertThat(blocks.take()).isEqualTo(expected.toByteArray());
      assertThat(blocks.take()).isEmpty();
    }
  }
}
