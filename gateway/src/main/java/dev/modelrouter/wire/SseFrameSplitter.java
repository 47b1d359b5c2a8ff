package dev.modelrouter.wire;

import java.util.Arrays;

/**
 * Cuts a stream of server-sent events (WHATWG HTML, chapter 9.2) into whole events without changing
 * a byte of them, for streams that are passed on. An event that lies inside one read is handed on
 * where it lies; only what a read leaves unfinished is copied. Memory is bounded by the limit.
 * Confined to one thread.
 *
 * <p>Implementation notes. The search goes line by line and remembers where it was, so that an
 * event in many small reads is looked at once. A carriage return at the end of a read counts as a
 * line end at once, since waiting for a line feed could keep an event back; a line feed that does
 * follow is handed on alone.
 */
@SuppressWarnings("ReferenceEquality") // Which array the event lies in is what matters.
public final class SseFrameSplitter implements FrameSplitter {
  private static final int SMALLEST = 1024;
  private static final byte[] NOTHING = {};

  private final int limit;
  private final FrameHandler out;

  /** The begin of an event that is not whole yet. */
  private byte[] kept = NOTHING;

  private int keptLength;

  /** Where the search stands, as offsets into the array being read. */
  private int lineFrom;

  private int at;
  private boolean started;

  /** Length of the byte order mark that the event begins with. */
  private int markLength;

  /** Whether there is a line that is neither data nor a comment. */
  private boolean fields;

  private boolean afterReturn;
  private int dataFrom;
  private int dataTo;
  private int dataLines;
  private byte[] joined = NOTHING;
  private int joinedLength;
  private boolean over;

  /**
   * A cutter at the start of a stream.
   *
   * @param limit longest event in bytes
   */
  public SseFrameSplitter(int limit, FrameHandler out) {
    this.limit = limit;
    this.out = out;
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    if (over || length == 0) {
      return;
    }
    if (keptLength == 0) {
      lineFrom = offset;
      at = offset;
      cut(bytes, offset, offset + length);
    } else {
      room(keptLength + length);
      System.arraycopy(bytes, offset, kept, keptLength, length);
      keptLength += length;
      cut(kept, 0, keptLength);
    }
  }

  /**
   * The stream has ended: what is left counts as an event, if it has data, and gets the empty line
   * that it lacks, so that others may follow it. The beginning of one without data is left out.
   */
  @Override
  public void end() {
    if (over || keptLength == 0) {
      return;
    }
    int to = keptLength;
    keptLength = 0;
    boolean lineOpen = lineFrom < to;
    if (lineOpen) {
      line(kept, lineFrom, to);
    }
    if (dataLines > 1 || (dataLines == 1 && dataFrom < dataTo)) {
      // A line feed right behind a carriage return would be no line of its own.
      int missing = lineOpen || afterReturn ? 2 : 1;
      room(to + missing);
      Arrays.fill(kept, to, to + missing, (byte) '\n');
      event(kept, 0, to + missing);
    }
  }

  @Override
  public int held() {
    return keptLength;
  }

  private void cut(byte[] bytes, int from, int to) {
    int eventFrom = from;
    int pos = at;
    while (pos < to) {
      byte b = bytes[pos++];
      if (b != '\n' && b != '\r') {
        continue;
      }
      if (b == '\n' && afterReturn && pos - 1 == lineFrom) {
        // The second half of a line's end; that of an event that has left follows it at once.
        afterReturn = false;
        if (lineFrom == eventFrom) {
          out.lineFeed(bytes, eventFrom);
          eventFrom = pos;
        }
        lineFrom = pos;
        continue;
      }
      afterReturn = b == '\r';
      int lineTo = pos - 1;
      if (lineTo > lineFrom) {
        line(bytes, lineFrom, lineTo);
        lineFrom = pos;
        continue;
      }
      if (afterReturn && pos < to && bytes[pos] == '\n') {
        pos++;
        afterReturn = false;
      }
      lineFrom = pos;
      started = true;
      event(bytes, eventFrom, pos);
      if (over) {
        return;
      }
      eventFrom = pos;
    }
    at = pos;
    keep(bytes, eventFrom, to);
  }

  private void line(byte[] bytes, int lineFrom, int to) {
    int from = started ? lineFrom : behindMark(bytes, lineFrom, to);
    started = true;
    if (!isData(bytes, from, to)) {
      fields |= from < to && bytes[from] != ':';
      return;
    }
    int value = from + 4;
    if (value < to) {
      value++;
      if (value < to && bytes[value] == ' ') {
        value++;
      }
    }
    dataLines++;
    if (dataLines == 1) {
      dataFrom = value;
      dataTo = to;
      return;
    }
    if (dataLines == 2) {
      joinedLength = 0;
      join(bytes, dataFrom, dataTo);
    }
    joinByte((byte) '\n');
    join(bytes, value, to);
  }

  /** A stream may begin with a byte order mark, which is part of no line, and of no event. */
  private int behindMark(byte[] bytes, int from, int to) {
    boolean marked =
        to - from >= 3
            && bytes[from] == (byte) 0xEF
            && bytes[from + 1] == (byte) 0xBB
            && bytes[from + 2] == (byte) 0xBF;
    markLength = marked ? 3 : 0;
    return from + markLength;
  }

  private static boolean isData(byte[] bytes, int from, int to) {
    return to - from >= 4
        && bytes[from] == 'd'
        && bytes[from + 1] == 'a'
        && bytes[from + 2] == 't'
        && bytes[from + 3] == 'a'
        && (to - from == 4 || bytes[from + 4] == ':');
  }

  private void event(byte[] bytes, int start, int to) {
    int from = start + markLength;
    int lines = dataLines;
    boolean comments = !fields;
    dataLines = 0;
    markLength = 0;
    fields = false;
    if (to - from > limit) {
      giveUp();
    } else if (lines == 0) {
      out.withoutData(bytes, from, to, comments);
    } else if (lines == 1) {
      out.event(bytes, from, to, bytes, dataFrom, dataTo);
    } else {
      out.event(bytes, from, to, joined, 0, joinedLength);
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > limit) {
      giveUp();
      return;
    }
    if (length > 0 && (from > 0 || bytes != kept)) {
      room(length);
      System.arraycopy(bytes, from, kept, 0, length);
      at -= from;
      lineFrom -= from;
      dataFrom -= from;
      dataTo -= from;
    }
    keptLength = length;
    if (length == 0 && kept.length > SMALLEST) {
      kept = NOTHING;
    }
  }

  private void room(int length) {
    if (kept.length < length) {
      kept = Arrays.copyOf(kept, Math.max(SMALLEST, Math.max(length, 2 * kept.length)));
    }
  }

  private void join(byte[] bytes, int from, int to) {
    int length = joinedLength + to - from;
    if (joined.length < length + 1) {
      joined = Arrays.copyOf(joined, Math.max(length + 1, 2 * joined.length));
    }
    System.arraycopy(bytes, from, joined, joinedLength, to - from);
    joinedLength = length;
  }

  private void joinByte(byte b) {
    joined[joinedLength++] = b;
  }

  private void giveUp() {
    over = true;
    kept = NOTHING;
    keptLength = 0;
    out.tooLong();
  }
}
