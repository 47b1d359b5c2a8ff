package dev.modelrouter.wire;

import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines that end with LF, CR or CRLF, wherever the reads were cut. A
 * line that lies inside one read is handed on where it lies; only a line over several reads is
 * copied, once. Bytes are never decoded here, so a character cut in two does no harm. Memory is
 * bounded by the limit. Confined to one thread.
 */
public final class LineParser {
  private static final int SMALLEST = 512;

  private final int limit;
  private byte[] kept = new byte[0];
  private int keptLength;
  private boolean afterCarriageReturn;
  private boolean over;

  /**
   * A parser at the start of a stream.
   *
   * @param limit longest line in bytes
   */
  public LineParser(int limit) {
    this.limit = limit;
  }

  /** Takes one read. */
  public void feed(byte[] bytes, int offset, int length, LineHandler out) {
    int to = offset + length;
    int from = offset;
    int at = offset;
    if (afterCarriageReturn && at < to && !over) {
      afterCarriageReturn = false;
      if (bytes[at] == '\n') {
        from = ++at;
      }
    }
    while (at < to && !over) {
      byte b = bytes[at++];
      if (b != '\n' && b != '\r') {
        continue;
      }
      line(bytes, from, at - 1, out);
      if (b == '\r') {
        if (at == to) {
          afterCarriageReturn = true;
        } else if (bytes[at] == '\n') {
          at++;
        }
      }
      from = at;
    }
    if (from < to && !over) {
      keep(bytes, from, to, out);
    }
  }

  /** Bytes held of a line that is not whole yet. */
  public int held() {
    return keptLength;
  }

  /** The stream has ended: a last line without an end is a line. */
  public void end(LineHandler out) {
    if (keptLength > 0 && !over) {
      int length = keptLength;
      keptLength = 0;
      out.line(kept, 0, length);
    }
  }

  private void line(byte[] bytes, int from, int to, LineHandler out) {
    if (keptLength == 0) {
      if (to - from > limit) {
        discardLine(out);
      } else {
        out.line(bytes, from, to);
      }
      return;
    }
    keep(bytes, from, to, out);
    if (!over) {
      int length = keptLength;
      keptLength = 0;
      out.line(kept, 0, length);
    }
  }

  private void keep(byte[] bytes, int from, int to, LineHandler out) {
    int length = keptLength + to - from;
    if (length > limit) {
      discardLine(out);
      return;
    }
    if (length > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(SMALLEST, Math.max(length, 2 * kept.length)));
    }
    System.arraycopy(bytes, from, kept, keptLength, to - from);
    keptLength = length;
  }

  private void discardLine(LineHandler out) {
    over = true;
    kept = new byte[0];
    keptLength = 0;
    out.tooLong();
  }
}
