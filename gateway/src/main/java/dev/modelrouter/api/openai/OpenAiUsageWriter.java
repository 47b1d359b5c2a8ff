package dev.modelrouter.api.openai;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.ByteBuilder;

/** Writes the object {@code usage} of OpenAI's answers. */
final class OpenAiUsageWriter {
  private OpenAiUsageWriter() {}

  static void append(ByteBuilder out, Usage usage) {
    out.append("{\"prompt_tokens\":")
        .append(Long.toString(usage.input()))
        .append(",\"completion_tokens\":")
        .append(Long.toString(usage.output()))
        .append(",\"total_tokens\":")
        .append(Long.toString(usage.total()))
        .append(",\"prompt_tokens_details\":{\"cached_tokens\":")
        .append(Long.toString(usage.cached()));
    if (usage.written() > 0) {
      out.append(",\"cache_write_tokens\":").append(Long.toString(usage.written()));
    }
    out.append("},\"completion_tokens_details\":{\"reasoning_tokens\":")
        .append(Long.toString(usage.reasoning()))
        .append("}}");
  }
}
