package dev.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ContentInflaterTest {
  private static final byte[] TEXT =
      "Say hello to the café, please. ".repeat(200).getBytes(StandardCharsets.UTF_8);

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] plain, boolean bare) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate =
        new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, bare))) {
      deflate.write(plain);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  /** A gzip member whose head has every part there can be. */
  private static byte[] gzipWithEverything(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
    out.writeBytes(new byte[] {3, 0, 'a', 'b', 'c'});
    out.writeBytes(new byte[] {'n', 'a', 'm', 'e', 0});
    out.writeBytes(new byte[] {'c', 0});
    CRC32 head = new CRC32();
    head.update(out.toByteArray());
    out.write((int) head.getValue());
    out.write((int) (head.getValue() >> 8));
    byte[] simple = gzip(plain);
    out.write(simple, 10, simple.length - 10);
    return out.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  /** Inflates what comes in pieces of these sizes; fails unless it is whole at the end. */
  private static byte[] inflate(String encoding, byte[] compressed, int... sizes)
      throws DataFormatException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ContentInflater inflater = ContentInflater.of(encoding)) {
      byte[] block = new byte[100];
      int at = 0;
      for (int i = 0; at < compressed.length; i++) {
        int size = Math.min(sizes[i % sizes.length], compressed.length - at);
        inflater.feed(Arrays.copyOfRange(compressed, at, at + size));
        at += size;
        int read;
        while ((read = inflater.read(block)) > 0) {
          out.write(block, 0, read);
        }
      }
      assertThat(inflater.whole()).isTrue();
    }
    return out.toByteArray();
  }

  @Test
  void read_everyEncodingAndCut_givesTheText() throws DataFormatException {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      int[] sizes = random.ints(20, 1, i == 0 ? 2 : 60).toArray();
      assertThat(inflate("gzip", gzip(TEXT), sizes)).isEqualTo(TEXT);
      assertThat(inflate("X-GZIP ", gzipWithEverything(TEXT), sizes)).isEqualTo(TEXT);
      assertThat(inflate("gzip", concat(gzip(TEXT), gzip(TEXT)), sizes))
          .isEqualTo(concat(TEXT, TEXT));
      assertThat(inflate("deflate", deflate(TEXT, false), sizes)).isEqualTo(TEXT);
      assertThat(inflate("Deflate", deflate(TEXT, true), sizes)).isEqualTo(TEXT);
    }
    assertThat(inflate("gzip", gzip(new byte[0]), 1)).isEmpty();
    assertThat(inflate("gzip", new byte[0], 1)).isEmpty();
  }

  @Test
  void read_afterASyncFlush_givesAllThatWasWritten() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[100];
    try (ContentInflater inflater = ContentInflater.of("gzip");
        GZIPOutputStream gzip = new GZIPOutputStream(out, true)) {
      for (int i = 0; i < 50; i++) {
        byte[] piece = ("token " + i).getBytes(StandardCharsets.US_ASCII);
        gzip.write(piece);
        gzip.flush();
        inflater.feed(out.toByteArray());
        out.reset();

        assertThat(Arrays.copyOf(block, inflater.read(block))).isEqualTo(piece);
        assertThat(inflater.read(block)).isZero();
        assertThat(inflater.whole()).isFalse();
      }
    }
  }

  @Test
  void read_aBomb_givesNoMoreThanIsPulled() throws DataFormatException {
    byte[] bomb = gzip(new byte[100 * 1024 * 1024]);
    try (ContentInflater inflater = ContentInflater.of("gzip")) {
      inflater.feed(bomb);

      assertThat(inflater.read(new byte[1_000])).isEqualTo(1_000);
    }
  }

  @Test
  void read_everyWrongByteOfAGzipHeadOrTrailer_failsOrChangesNothing() throws Exception {
    byte[] right = gzip(TEXT);
    for (int at : new int[] {0, 1, 2, right.length - 8, right.length - 5, right.length - 4}) {
      byte[] wrong = right.clone();
      wrong[at] ^= 0x10;
      assertThatThrownBy(() -> inflate("gzip", wrong, 64))
          .as("byte " + at)
          .isInstanceOf(DataFormatException.class);
    }
    byte[] reserved = right.clone();
    reserved[3] = (byte) 0x80;
    assertThatThrownBy(() -> inflate("gzip", reserved, 64)).isInstanceOf(DataFormatException.class);
  }

  @Test
  void read_whatIsNotOfTheEncoding_fails() {
    byte[] plain = "{\"messages\":[]}".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> inflate("gzip", plain, 64)).isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> inflate("deflate", gzip(TEXT), 64))
        .isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> inflate("gzip", concat(gzip(TEXT), plain), 64))
        .isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> inflate("deflate", concat(deflate(TEXT, false), plain), 64))
        .isInstanceOf(DataFormatException.class);
  }

  @Test
  void whole_everyCutBeforeTheEnd_isFalse() throws DataFormatException {
    byte[] compressed = gzip(TEXT);
    byte[] block = new byte[2 * TEXT.length];
    for (int cut = 1; cut < compressed.length; cut++) {
      try (ContentInflater inflater = ContentInflater.of("gzip")) {
        inflater.feed(Arrays.copyOf(compressed, cut));
        while (inflater.read(block) > 0) {
          // Only the end matters.
        }
        assertThat(inflater.whole()).as("cut at " + cut).isFalse();
      }
    }
  }

  @Test
  void of_anythingElse_isNull() {
    for (String encoding : new String[] {"br", "zstd", "compress", "gzip, gzip", "identity", ""}) {
      assertThat(ContentInflater.of(encoding)).as(encoding).isNull();
    }
    assertThat(ContentInflater.identity(" Identity ")).isTrue();
    assertThat(ContentInflater.identity("gzip")).isFalse();
  }
}
