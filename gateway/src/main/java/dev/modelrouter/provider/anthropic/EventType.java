package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;

/** The values of {@code type} that mean something here: of events, blocks and deltas. */
enum EventType {
  MESSAGE,
  MESSAGE_START,
  CONTENT_BLOCK_START,
  CONTENT_BLOCK_DELTA,
  CONTENT_BLOCK_STOP,
  MESSAGE_DELTA,
  MESSAGE_STOP,
  ERROR,
  TEXT,
  THINKING,
  REDACTED_THINKING,
  TOOL_USE,
  TEXT_DELTA,
  THINKING_DELTA,
  SIGNATURE_DELTA,
  INPUT_JSON_DELTA,
  /** What is not listed: pings, citations, tools that run at Anthropic, and what is yet to come. */
  OTHER;

  private static final EventType[] ALL = values();
  private static final byte[][] NAMES = names();

  private static byte[][] names() {
    byte[][] words = new byte[ALL.length][];
    for (int i = 0; i < ALL.length; i++) {
      words[i] = ALL[i].name().toLowerCase(Locale.ROOT).getBytes(US_ASCII);
    }
    return words;
  }

  /** The kind that these bytes name. */
  static EventType of(byte[] bytes, int from, int to) {
    for (int i = 0; i < NAMES.length; i++) {
      byte[] word = NAMES[i];
      if (Arrays.equals(bytes, from, to, word, 0, word.length)) {
        return ALL[i];
      }
    }
    return OTHER;
  }
}
