package dev.modelrouter.socket;

import io.netty.buffer.ByteBuf;

/**
 * Finds the data in a chunked body (RFC 9112, 7.1), wherever its bytes are cut. A size may be
 * followed by extensions, which nobody asked for and which are passed over.
 */
final class ChunkedParser {
  private static final int HEX = 16;
  private static final long MAX = Long.MAX_VALUE / HEX / 2;
  private static final int MAX_LINE = 4 * 1024;

  /** What comes next. */
  enum State {
    /** A chunk's size; nothing of it has been seen. */
    SIZE,
    /** The rest of the line with the size. */
    LINE,
    DATA,
    /** The end of the line behind the data. */
    BREAK,
    /** The end of the body: the line that says that no chunk follows is over. */
    LAST,
    /** These are no chunks. */
    BROKEN
  }

  private State state = State.SIZE;
  private long left;
  private int line;
  private boolean digits;
  private boolean counting;
  private boolean afterReturn;

  /** Before the first chunk of another body. */
  void begin() {
    state = State.SIZE;
    afterReturn = false;
  }

  State at() {
    return state;
  }

  /**
   * Reads up to the next data.
   *
   * @return how many bytes of data are there to be {@linkplain #took taken}; 0 where these bytes
   *     are used up, or the body is
   */
  int next(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case SIZE -> {
          state = State.LINE;
          left = 0;
          line = 0;
          digits = false;
          counting = true;
        }
        case LINE -> line(in.readByte());
        case DATA -> {
          return (int) Math.min(left, in.readableBytes());
        }
        case BREAK -> lineBreak(in.readByte());
        case LAST, BROKEN -> {
          return 0;
        }
      }
    }
    return 0;
  }

  /** So many bytes of data have been read. */
  void took(int bytes) {
    left -= bytes;
    if (left == 0) {
      state = State.BREAK;
    }
  }

  private void line(byte b) {
    if (++line > MAX_LINE) {
      state = State.BROKEN;
    } else if (afterReturn) {
      afterReturn = false;
      if (b != '\n' || !digits) {
        state = State.BROKEN;
      } else {
        state = left == 0 ? State.LAST : State.DATA;
      }
    } else if (b == '\r') {
      afterReturn = true;
    } else if (counting) {
      count(b);
    } else if (b == '\n') {
      state = State.BROKEN;
    }
  }

  private void count(byte b) {
    int digit = Character.digit(b, HEX);
    if (digit >= 0 && left <= MAX) {
      left = left * HEX + digit;
      digits = true;
    } else if (digits && (b == ';' || b == ' ' || b == '\t')) {
      counting = false;
    } else {
      state = State.BROKEN;
    }
  }

  private void lineBreak(byte b) {
    if (!afterReturn && b == '\r') {
      afterReturn = true;
    } else if (afterReturn && b == '\n') {
      afterReturn = false;
      state = State.SIZE;
    } else {
      state = State.BROKEN;
    }
  }
}
