package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/**
 * Reads two facts off the bytes of a provider's own answer on their way to the caller. Inside JSON
 * text quotes are escaped, so what is looked for is not found in what somebody says.
 */
final class RelayedEventInspector {
  private static final byte[] NUMBER = "\"sequence_number\"".getBytes(US_ASCII);
  private static final byte[] ID = "\"id\"".getBytes(US_ASCII);

  private RelayedEventInspector() {}

  /**
   * The number behind that of the last event in these bytes; {@code before} where there is none.
   */
  static int next(byte[] bytes, int from, int to, int before) {
    for (int at = to - NUMBER.length; at >= from; at--) {
      if (isAt(bytes, at, NUMBER)) {
        int digit = value(bytes, at + NUMBER.length, to);
        int number = -1;
        for (; digit < to && bytes[digit] >= '0' && bytes[digit] <= '9'; digit++) {
          number = Math.max(number, 0) * 10 + bytes[digit] - '0';
        }
        return number < 0 ? before : number + 1;
      }
    }
    return before;
  }

  /** The first id in these bytes, which is the answer's own; null where there is none. */
  static @Nullable String id(byte[] bytes, int from, int to) {
    for (int at = from; at <= to - ID.length; at++) {
      if (isAt(bytes, at, ID)) {
        int begin = value(bytes, at + ID.length, to) + 1;
        int end = begin;
        while (end < to && bytes[end] != '"') {
          end++;
        }
        String id = end < to ? new String(bytes, begin, end - begin, US_ASCII) : "";
        return ResponseIds.sane(id) ? id : null;
      }
    }
    return null;
  }

  /** Where the value of a field begins whose name ends here. */
  private static int value(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == ':')) {
      at++;
    }
    return at;
  }

  private static boolean isAt(byte[] bytes, int at, byte[] what) {
    for (int i = 0; i < what.length; i++) {
      if (bytes[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }
}
