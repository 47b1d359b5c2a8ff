package dev.modelrouter.wire;

import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The way back from a compressed HTTP body ({@code Content-Encoding} of RFC 9110, 8.4.1), fed as it
 * arrives: {@code gzip} (RFC 1952, several members too) and {@code deflate}, which is zlib (RFC
 * 1950) or, as some send it, bare deflate (RFC 1951).
 *
 * <p>Implementation notes. The receiver pulls, so that it can stop at its limit whatever a small
 * input swells to, and gets all that a sync flush of the sender let through. Memory outside the
 * heap is held until {@link #close}.
 */
public final class ContentInflater implements AutoCloseable {
  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;
  private static final int FIXED_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final byte[] NOTHING = {};

  private enum State {
    /** The ten bytes that begin a gzip member. */
    FIXED,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CRC,
    DATA,
    TRAILER,
    /** The first byte of deflate tells whether it is zlib. */
    DEFLATE_START,
    END
  }

  private final boolean gzip;
  private final int maxMembers;
  private final CRC32 checksum = new CRC32();
  private Inflater inflater;
  private State state;
  private byte[] input = NOTHING;
  private int at;
  private boolean fed;
  private int flags;

  /** Bytes of the current part that have been read, and what they say as a number. */
  private int count;

  private long number;
  private long length;
  private int members;

  private ContentInflater(boolean gzip, int maxMembers) {
    this.gzip = gzip;
    this.maxMembers = maxMembers;
    this.state = gzip ? State.FIXED : State.DEFLATE_START;
    this.inflater = new Inflater(true);
  }

  /** Whether this encoding leaves the body as it is. */
  public static boolean identity(String encoding) {
    String name = encoding.strip();
    return name.isEmpty() || name.equalsIgnoreCase("identity");
  }

  /** An inflater for this encoding, or null when there is none. */
  public static @Nullable ContentInflater of(String encoding) {
    return of(encoding, Integer.MAX_VALUE);
  }

  /**
   * An inflater for this encoding, or null when there is none.
   *
   * @param maxMembers most members of a gzip body; an empty one takes 20 bytes and costs as much
   *     time as one of some kilobytes
   */
  public static @Nullable ContentInflater of(String encoding, int maxMembers) {
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "gzip", "x-gzip" -> new ContentInflater(true, maxMembers);
      case "deflate" -> new ContentInflater(false, maxMembers);
      default -> null;
    };
  }

  /** Takes more of the compressed body, after {@link #read} has returned 0. */
  public void feed(byte[] bytes) {
    fed |= bytes.length > 0;
    input = bytes;
    at = 0;
    if (state == State.DATA) {
      inflater.setInput(input);
    }
  }

  /**
   * Inflates into this array.
   *
   * @return how many bytes; 0 when more has to be fed first
   * @throws DataFormatException if it is not what the encoding says
   */
  public int read(byte[] target) throws DataFormatException {
    while (true) {
      if (state == State.DATA) {
        int read = inflater.inflate(target);
        if (read > 0) {
          if (gzip) {
            checksum.update(target, 0, read);
            length += read;
          }
          return read;
        }
        if (inflater.needsDictionary()) {
          throw new DataFormatException("a dictionary is needed");
        }
        if (!inflater.finished()) {
          return 0;
        }
        at = input.length - inflater.getRemaining();
        begin(gzip ? State.TRAILER : State.END);
      } else if (at == input.length) {
        return 0;
      } else {
        step(input[at] & 0xff);
      }
    }
  }

  /** Whether what was fed is a whole body; a body of nothing is. */
  public boolean whole() {
    return !fed || state == State.END || (state == State.FIXED && count == 0);
  }

  @Override
  public void close() {
    inflater.end();
  }

  private void begin(State next) {
    state = next;
    count = 0;
    number = 0;
    if (next == State.DATA) {
      inflater.setInput(input, at, input.length - at);
    }
  }

  /** Takes one byte of what surrounds the data. */
  private void step(int value) throws DataFormatException {
    if (state == State.DEFLATE_START) {
      // In bare deflate these bits would be a stored block's padding, which is zero.
      if ((value & 0x0f) == DEFLATE) {
        inflater.end();
        inflater = new Inflater();
      }
      begin(State.DATA);
      return;
    }
    at++;
    switch (state) {
      case FIXED -> fixed(value);
      case EXTRA_LENGTH -> {
        collect(value);
        if (count == 2) {
          int extra = (int) number;
          begin(State.EXTRA);
          number = extra;
          if (extra == 0) {
            after(State.EXTRA);
          }
        }
      }
      case EXTRA -> {
        count++;
        if (count == number) {
          after(State.EXTRA);
        }
      }
      case NAME, COMMENT -> {
        if (value == 0) {
          after(state);
        }
      }
      case HEADER_CRC -> {
        count++;
        if (count == 2) {
          after(State.HEADER_CRC);
        }
      }
      case TRAILER -> trailer(value);
      case END, DATA, DEFLATE_START -> throw new DataFormatException("bytes after the end");
    }
  }

  private void fixed(int value) throws DataFormatException {
    boolean right =
        switch (count) {
          case 0 -> value == MAGIC_1;
          case 1 -> value == MAGIC_2;
          case 2 -> value == DEFLATE;
          case 3 -> (value & FLAGS_RESERVED) == 0;
          default -> true;
        };
    if (!right) {
      throw new DataFormatException("no gzip");
    }
    if (count == 3) {
      flags = value;
    }
    count++;
    if (count == FIXED_BYTES) {
      after(State.FIXED);
    }
  }

  /** Goes on to the next part of a member's head that is there. */
  private void after(State done) {
    if (done.compareTo(State.EXTRA_LENGTH) < 0 && (flags & FLAG_EXTRA) != 0) {
      begin(State.EXTRA_LENGTH);
    } else if (done.compareTo(State.NAME) < 0 && (flags & FLAG_NAME) != 0) {
      begin(State.NAME);
    } else if (done.compareTo(State.COMMENT) < 0 && (flags & FLAG_COMMENT) != 0) {
      begin(State.COMMENT);
    } else if (done.compareTo(State.HEADER_CRC) < 0 && (flags & FLAG_HEADER_CRC) != 0) {
      begin(State.HEADER_CRC);
    } else {
      begin(State.DATA);
    }
  }

  private void trailer(int value) throws DataFormatException {
    collect(value);
    if (count < TRAILER_BYTES) {
      return;
    }
    if (number != ((length << 32) | checksum.getValue())) {
      throw new DataFormatException("the checksum is wrong");
    }
    if (++members >= maxMembers) {
      begin(State.END);
      return;
    }
    checksum.reset();
    inflater.reset();
    length = 0;
    begin(State.FIXED);
  }

  /** The number is little-endian. */
  private void collect(int value) {
    number |= (long) value << (8 * count);
    count++;
  }
}
