package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;

/**
 * How long a model stays in memory after its answer: a number of seconds, or a text such as {@code
 * 10m}. Here no model is in any memory, so all that matters is whether it is for no time at all.
 */
final class KeepAlive {
  private KeepAlive() {}

  /**
   * Whether the model stays for some time, which is so where nothing is said.
   *
   * @throws dev.modelrouter.chat.UntranslatableRequestException if it is neither a number nor a
   *     text
   */
  static boolean keeps(LocatedJson located) {
    return switch (located.value()) {
      case JsonValue.Null ignored -> true;
      case JsonValue.Num num -> Double.parseDouble(num.literal()) != 0;
      case JsonValue.Text text -> text.value().isEmpty() || hasTime(text.value());
      default -> throw located.must("be a number of seconds or a duration such as 10m");
    };
  }

  /** Whether there is a digit other than 0. */
  private static boolean hasTime(String duration) {
    for (int i = 0; i < duration.length(); i++) {
      char c = duration.charAt(i);
      if (c >= '1' && c <= '9') {
        return true;
      }
    }
    return false;
  }
}
