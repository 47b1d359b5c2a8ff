package dev.modelrouter.api.openai;

import dev.modelrouter.chat.FinishReason;

/** Why a model stopped, in OpenAI's words. Clients know no others. */
final class OpenAiFinishReasonWriter {
  private OpenAiFinishReasonWriter() {}

  static String of(FinishReason reason) {
    return switch (reason) {
      case STOP, OTHER -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }
}
