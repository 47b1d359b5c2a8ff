package dev.modelrouter.api.openai;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.ByteAccumulator;

/** OpenAI's words for the end of an answer and what it took. */
final class OpenAiWords {
  private OpenAiWords() {}

  static String finish(FinishReason reason) {
    return switch (reason) {
      case STOP, OTHER -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }

  /** Appends the object {@code usage}. */
  static void usage(ByteAccumulator out, Usage usage) {
    out.append("{\"prompt_tokens\":")
        .append(Long.toString(usage.input()))
        .append(",\"completion_tokens\":")
        .append(Long.toString(usage.output()))
        .append(",\"total_tokens\":")
        .append(Long.toString(usage.total()))
        .append(",\"prompt_tokens_details\":{\"cached_tokens\":")
        .append(Long.toString(usage.cached()))
        .append("},\"completion_tokens_details\":{\"reasoning_tokens\":")
        .append(Long.toString(usage.reasoning()))
        .append("}}");
  }
}
