package dev.modelrouter.wire;

import java.util.Arrays;

/**
 * Splits a stream of lines, one JSON document each (NDJSON), into whole lines without changing a
 * byte of them. A line ends with a line feed and nothing else: a carriage return is white space to
 * JSON. Memory is bounded by the limit. Confined to one thread.
 */
public final class LineSplitter implements FrameSplitter {
  private static final int SMALLEST = 512;
  private static final byte[] NOTHING = {};

  private final int limit;
  private final FrameHandler out;
  private byte[] kept = NOTHING;
  private int keptLength;
  private boolean over;

  /**
   * A splitter at the start of a stream.
   *
   * @param limit longest line in bytes
   */
  public LineSplitter(int limit, FrameHandler out) {
    this.limit = limit;
    this.out = out;
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    int to = offset + length;
    int from = offset;
    for (int at = offset; at < to && !over; at++) {
      if (bytes[at] == '\n') {
        if (keptLength == 0) {
          line(bytes, from, at + 1);
        } else {
          keep(bytes, from, at + 1);
          int whole = keptLength;
          keptLength = 0;
          line(kept, 0, whole);
        }
        from = at + 1;
      }
    }
    if (from < to && !over) {
      keep(bytes, from, to);
    } else if (kept.length > SMALLEST) {
      kept = NOTHING;
    }
  }

  /** A last line without an end is a line, and gets one. */
  @Override
  public void end() {
    if (keptLength > 0 && !over) {
      keep(new byte[] {'\n'}, 0, 1);
      int whole = keptLength;
      keptLength = 0;
      line(kept, 0, whole);
    }
  }

  @Override
  public int held() {
    return keptLength;
  }

  private void line(byte[] bytes, int from, int to) {
    if (over) {
      return;
    }
    if (to - from > limit) {
      giveUp();
      return;
    }
    int end = to - 1;
    while (end > from && bytes[end - 1] == '\r') {
      end--;
    }
    if (end == from) {
      out.withoutData(bytes, from, to, true);
    } else {
      out.event(bytes, from, to, bytes, from, end);
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    int length = keptLength + to - from;
    if (length > limit) {
      giveUp();
      return;
    }
    if (length > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(SMALLEST, Math.max(length, 2 * kept.length)));
    }
    System.arraycopy(bytes, from, kept, keptLength, to - from);
    keptLength = length;
  }

  private void giveUp() {
    over = true;
    kept = NOTHING;
    keptLength = 0;
    out.tooLong();
  }
}
