package dev.modelrouter.socket;

import io.netty.buffer.ByteBuf;

/**
 * Finds the data in a chunked body (RFC 9112, 7.1), wherever its bytes are cut. A size may be
 * followed by extensions, which nobody asked for and which are passed over.
 */
final class ChunkFrames {
  private static final int HEX = 16;
  private static final long MOST = Long.MAX_VALUE / HEX / 2;
  private static final int MOST_LINE = 4 * 1024;

  /** What comes next. */
  enum At {
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

  private At at = At.SIZE;
  private long left;
  private int line;
  private boolean digits;
  private boolean counting;
  private boolean afterReturn;

  /** Before the first chunk of another body. */
  void begin() {
    at = At.SIZE;
    afterReturn = false;
  }

  At at() {
    return at;
  }

  /**
   * Reads up to the next data.
   *
   * @return how many bytes of data are there to be {@linkplain #took taken}; 0 where these bytes
   *     are used up, or the body is
   */
  int next(ByteBuf in) {
    while (in.isReadable()) {
      switch (at) {
        case SIZE -> {
          at = At.LINE;
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
      at = At.BREAK;
    }
  }

  private void line(byte b) {
    if (++line > MOST_LINE) {
      at = At.BROKEN;
    } else if (afterReturn) {
      afterReturn = false;
      if (b != '\n' || !digits) {
        at = At.BROKEN;
      } else {
        at = left == 0 ? At.LAST : At.DATA;
      }
    } else if (b == '\r') {
      afterReturn = true;
    } else if (counting) {
      count(b);
    } else if (b == '\n') {
      at = At.BROKEN;
    }
  }

  private void count(byte b) {
    int digit = Character.digit(b, HEX);
    if (digit >= 0 && left <= MOST) {
      left = left * HEX + digit;
      digits = true;
    } else if (digits && (b == ';' || b == ' ' || b == '\t')) {
      counting = false;
    } else {
      at = At.BROKEN;
    }
  }

  private void lineBreak(byte b) {
    if (!afterReturn && b == '\r') {
      afterReturn = true;
    } else if (afterReturn && b == '\n') {
      afterReturn = false;
      at = At.SIZE;
    } else {
      at = At.BROKEN;
    }
  }
}
