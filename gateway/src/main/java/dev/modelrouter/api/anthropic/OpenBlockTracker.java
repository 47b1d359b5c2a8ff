package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;

/**
 * Reads off the bytes of Anthropic's own events on their way to the caller which block is open.
 * Only beginnings and ends of blocks are read, which are few; the events' names tell them from all
 * others.
 */
final class OpenBlockTracker {
  /** What is open. */
  enum OpenBlock {
    /** No block: the next one has the index. */
    NONE,
    TEXT,
    THINKING,
    /** A block of another kind has been there, or something that nobody could read. */
    OTHER
  }

  private static final byte[] MESSAGE = "event: message_start".getBytes(US_ASCII);
  private static final byte[] START = "event: content_block_start".getBytes(US_ASCII);
  private static final byte[] STOP = "event: content_block_stop".getBytes(US_ASCII);
  private static final byte[] DATA = "data:".getBytes(US_ASCII);
  private static final byte[] INDEX = "index".getBytes(US_ASCII);
  private static final byte[] BLOCK = "content_block".getBytes(US_ASCII);
  private static final byte[] TYPE = "type".getBytes(US_ASCII);

  private OpenBlock openBlock = OpenBlock.OTHER;
  private int index;
  private boolean started;
  private boolean starts;

  /** What the caller has open; {@link OpenBlock#OTHER} unless it is known. */
  OpenBlock open() {
    return openBlock;
  }

  /** The number of the open block, or of the next one. */
  int index() {
    return index;
  }

  /** Looks at whole events. */
  void see(byte[] bytes, int from, int to) {
    int line = from;
    for (int i = from; i < to && (!started || openBlock != OpenBlock.OTHER); i++) {
      if (bytes[i] == '\n') {
        line(bytes, line, i);
        line = i + 1;
      }
    }
  }

  private void line(byte[] bytes, int from, int to) {
    if (begins(bytes, from, to, DATA)) {
      if (starts) {
        starts = false;
        start(bytes, from + DATA.length, to);
      }
    } else if (!started) {
      if (begins(bytes, from, to, MESSAGE)) {
        started = true;
        openBlock = OpenBlock.NONE;
      }
    } else if (begins(bytes, from, to, START)) {
      starts = true;
    } else if (begins(bytes, from, to, STOP)) {
      openBlock = OpenBlock.NONE;
      index++;
    }
  }

  private void start(byte[] bytes, int from, int to) {
    JsonScanner json = new JsonScanner();
    json.reset(bytes, from, to);
    openBlock = OpenBlock.OTHER;
    try {
      if (json.beginObject()) {
        for (boolean first = true; json.nextField(first); first = false) {
          field(json);
        }
      }
    } catch (MalformedJsonException e) {
      openBlock = OpenBlock.OTHER;
    }
  }

  private void field(JsonScanner json) {
    if (json.nameIs(INDEX) && json.isNumber()) {
      index = (int) json.wholeNumber();
    } else if (json.nameIs(BLOCK) && json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(TYPE) && json.isString()) {
          openBlock =
              switch (json.string()) {
                case "text" -> OpenBlock.TEXT;
                case "thinking" -> OpenBlock.THINKING;
                default -> OpenBlock.OTHER;
              };
        } else {
          json.skip();
        }
      }
    } else {
      json.skip();
    }
  }

  private static boolean begins(byte[] bytes, int from, int to, byte[] with) {
    if (to - from < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (bytes[from + i] != with[i]) {
        return false;
      }
    }
    return true;
  }
}
