package dev.modelrouter.api.gemini;

import dev.modelrouter.chat.FinishReason;

/** Why a model stopped, in Gemini's words: it has none for calls. */
final class GeminiFinishReasonWriter {
  private GeminiFinishReasonWriter() {}

  static String of(FinishReason reason) {
    return switch (reason) {
      case STOP, TOOL_CALLS, OTHER -> "STOP";
      case LENGTH -> "MAX_TOKENS";
      case CONTENT_FILTER -> "SAFETY";
    };
  }
}
