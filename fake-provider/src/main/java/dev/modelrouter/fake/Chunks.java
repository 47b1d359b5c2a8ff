package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** The framing of chunked bodies (RFC 9112, 7.1), each frame one array so that it is one write. */
final class Chunks {

  private Chunks() {}

  /** The end of a chunked body. */
  static byte[] end() {
    return "0\r\n\r\n".getBytes(ISO_8859_1);
  }

  static byte[] chunk(byte[] data) {
    byte[] size = (Integer.toHexString(data.length) + "\r\n").getBytes(ISO_8859_1);
    byte[] frame = join(size, data, 2);
    frame[frame.length - 2] = '\r';
    frame[frame.length - 1] = '\n';
    return frame;
  }

  static byte[] join(byte[] first, byte[] second) {
    return join(first, second, 0);
  }

  private static byte[] join(byte[] first, byte[] second, int room) {
    byte[] both = Arrays.copyOf(first, first.length + second.length + room);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
