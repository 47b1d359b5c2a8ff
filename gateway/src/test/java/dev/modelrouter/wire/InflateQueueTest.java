package dev.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class InflateQueueTest {
  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] times(byte[] one, int times) {
    byte[] all = new byte[one.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  @Test
  void next_ofWhatSwells_givesBlocksOfBoundedSize_oneForEachCall() throws Exception {
    byte[] plain = new byte[4 * 1024 * 1024];
    Arrays.fill(plain, (byte) 'x');
    byte[] compressed = gzip(plain);
    int half = compressed.length / 2;
    try (InflateQueue queue = new InflateQueue(ContentInflater.of("gzip"))) {
      queue.add(Arrays.copyOf(compressed, half));
      queue.add(Arrays.copyOfRange(compressed, half, compressed.length));
      long all = 0;
      for (byte[] block = queue.next(); block != null; block = queue.next()) {
        assertThat(block).hasSizeLessThanOrEqualTo(InflateQueue.BLOCK_BYTES);
        all += block.length;
      }
      assertThat(all).isEqualTo(plain.length);
      assertThat(queue.whole()).isTrue();
    }
  }

  @Test
  void next_withMoreMembersThanAllowed_fails() throws Exception {
    byte[] empty = gzip(new byte[0]);
    try (InflateQueue queue = new InflateQueue(ContentInflater.of("gzip", 10))) {
      queue.add(times(empty, 10));
      assertThat(queue.next()).isNull();
      assertThat(queue.whole()).isTrue();
      queue.add(empty);
      assertThatThrownBy(queue::next).isInstanceOf(DataFormatException.class);
    }
  }
}
