package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.FinishReason;
import org.jspecify.annotations.Nullable;

/** Why a model stopped, from Gemini's words. */
final class GeminiFinish {
  private GeminiFinish() {}

  /**
   * The reason; null where it makes the answer useless.
   *
   * @param word the {@code finishReason}
   * @param called whether the answer has calls: Gemini has no word of its own for that
   */
  static @Nullable FinishReason of(String word, boolean called) {
    return switch (word) {
      case "STOP" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "MAX_TOKENS", "CONTINUATION" -> FinishReason.LENGTH;
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          FinishReason.CONTENT_FILTER;
      case "MALFORMED_FUNCTION_CALL",
          "UNEXPECTED_TOOL_CALL",
          "TOO_MANY_TOOL_CALLS",
          "MALFORMED_RESPONSE",
          "NO_IMAGE",
          "IMAGE_OTHER",
          "OTHER" ->
          null;
      default -> called ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
    };
  }
}
