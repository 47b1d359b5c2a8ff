package dev.modelrouter.wire;

import java.util.Arrays;

/**
 * Reads server-sent events (WHATWG HTML, chapter 9.2) from bytes, whatever the cuts. Two liberties
 * that providers make necessary: an event at the end of the stream counts without its empty line,
 * and event types and ids are not kept, since no dialect read here needs them beside the data.
 *
 * <p>An event of one data line inside one read, which nearly all are, is handed on where it lies.
 * Confined to one thread.
 */
@SuppressWarnings("ReferenceEquality") // Which array the data lies in is what matters.
public final class SseParser implements LineHandler {
  private static final int NAME_LENGTH = "data".length();
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final SseHandler out;
  private final LineParser lines;
  private final int limit;
  private boolean started;

  /** The read being parsed; data inside it need not be copied before its end. */
  private byte[] read = new byte[0];

  private boolean pending;
  private byte[] data = new byte[0];
  private int from;
  private int to;
  private byte[] own = new byte[0];
  private boolean over;

  /**
   * A parser at the start of a stream.
   *
   * @param limit longest line, and longest data of an event, in bytes
   */
  public SseParser(int limit, SseHandler out) {
    this.limit = limit;
    this.lines = new LineParser(limit);
    this.out = out;
  }

  /** Takes one read. */
  public void feed(byte[] bytes, int offset, int length) {
    read = bytes;
    lines.feed(bytes, offset, length, this);
    if (pending && data == bytes) {
      copyPending();
    }
    read = own;
  }

  /** Bytes held of an event that is not whole yet. */
  public int held() {
    return lines.held() + (pending ? to - from : 0);
  }

  /** The stream has ended. */
  public void end() {
    lines.end(this);
    dispatch();
  }

  @Override
  public void tooLong() {
    if (!over) {
      over = true;
      pending = false;
      own = new byte[0];
      out.tooLong();
    }
  }

  @Override
  public void line(byte[] bytes, int lineFrom, int lineTo) {
    int start = lineFrom;
    if (!started) {
      started = true;
      if (startsWithMark(bytes, start, lineTo)) {
        start += BYTE_ORDER_MARK.length;
      }
    }
    if (start == lineTo) {
      dispatch();
    } else if (isData(bytes, start, lineTo)) {
      int value = start + NAME_LENGTH;
      if (value < lineTo) {
        value++;
        if (value < lineTo && bytes[value] == ' ') {
          value++;
        }
      }
      append(bytes, value, lineTo);
    }
  }

  private static boolean startsWithMark(byte[] bytes, int from, int to) {
    return to - from >= BYTE_ORDER_MARK.length
        && bytes[from] == BYTE_ORDER_MARK[0]
        && bytes[from + 1] == BYTE_ORDER_MARK[1]
        && bytes[from + 2] == BYTE_ORDER_MARK[2];
  }

  private static boolean isData(byte[] bytes, int from, int to) {
    return to - from >= NAME_LENGTH
        && bytes[from] == 'd'
        && bytes[from + 1] == 'a'
        && bytes[from + 2] == 't'
        && bytes[from + 3] == 'a'
        && (to - from == NAME_LENGTH || bytes[from + NAME_LENGTH] == ':');
  }

  private void append(byte[] bytes, int valueFrom, int valueTo) {
    if (!pending) {
      pending = true;
      data = bytes;
      from = valueFrom;
      to = valueTo;
      if (bytes != read) {
        copyPending();
      }
      return;
    }
    copyPending();
    int length = to + 1 + valueTo - valueFrom;
    if (length > limit) {
      tooLong();
      return;
    }
    room(length);
    own[to] = '\n';
    System.arraycopy(bytes, valueFrom, own, to + 1, valueTo - valueFrom);
    data = own;
    to = length;
  }

  /** Takes the pending data out of an array that will not last. */
  private void copyPending() {
    if (data == own) {
      return;
    }
    int length = to - from;
    room(length);
    System.arraycopy(data, from, own, 0, length);
    data = own;
    from = 0;
    to = length;
  }

  private void room(int length) {
    if (own.length < length) {
      boolean inUse = data == own;
      own = Arrays.copyOf(own, Math.max(length, 2 * own.length));
      if (inUse) {
        data = own;
      }
    }
  }

  private void dispatch() {
    if (pending && !over) {
      pending = false;
      out.data(data, from, to);
    }
  }
}
