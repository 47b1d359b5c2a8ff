package dev.modelrouter.api;

/**
 * Estimates the memory that a JSON body takes when it has been parsed, beside its text: many small
 * values take many times their bytes. Looks at each byte once and makes no objects; bytes that are
 * not JSON give some number.
 */
public final class BodyFootprint {
  private static final int CONTAINER_BYTES = 96;
  private static final int STRING_BYTES = 48;
  private static final int OTHER_BYTES = 8;

  private BodyFootprint() {}

  /** Bytes that the values of this document take. */
  public static long of(byte[] json) {
    long containers = 0;
    long strings = 0;
    long commas = 0;
    int at = 0;
    while (at < json.length) {
      switch (json[at++]) {
        case '"' -> {
          strings++;
          at = behindString(json, at);
        }
        case '{', '[' -> containers++;
        case ',' -> commas++;
        default -> {}
      }
    }
    return containers * CONTAINER_BYTES + strings * STRING_BYTES + commas * OTHER_BYTES;
  }

  private static int behindString(byte[] json, int from) {
    int at = from;
    while (at < json.length && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }
}
