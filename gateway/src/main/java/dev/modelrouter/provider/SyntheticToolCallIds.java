package dev.modelrouter.provider;

import java.util.HexFormat;

/**
 * Ids for tool calls of providers that give them none. An id is {@code call_} and 16 hexadecimal
 * digits of a hash over what is particular to the call, so the same bytes always give the same id.
 * It must be unique within a conversation: for that the answer's own mark (its id, or its time in
 * nanoseconds) and the call's place in the answer are part of it.
 */
public final class SyntheticToolCallIds {
  // FNV-1a, 64 bits.
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private SyntheticToolCallIds() {}

  /**
   * The id of one call.
   *
   * @param answer what tells this answer from the others of a conversation, empty if nothing does
   * @param index the call's place in the answer, from 0
   * @param name the tool
   * @param arguments as far as they are known
   */
  public static String of(String answer, int index, String name, String arguments) {
    long hash = add(OFFSET, answer);
    hash = (hash ^ index) * PRIME;
    hash = add(hash, name);
    hash = add(hash, arguments);
    return "call_" + HexFormat.of().toHexDigits(hash);
  }

  private static long add(long before, String text) {
    long hash = before;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    // A border, so that what ends here cannot go on in the next text.
    return (hash ^ 0xFFFF) * PRIME;
  }
}
