package dev.modelrouter.api.anthropic;

import dev.modelrouter.chat.FinishReason;

/** Why an answer ended, in Anthropic's words ({@code stop_reason}). */
final class StopReasonWriter {
  private StopReasonWriter() {}

  static String of(FinishReason reason) {
    return switch (reason) {
      case STOP, OTHER -> "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case CONTENT_FILTER -> "refusal";
    };
  }
}
