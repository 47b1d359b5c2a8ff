package dev.modelrouter.api.anthropic;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as Anthropic counts them: {@code input_tokens} are those that neither came from a cache
 * nor went into one.
 */
final class AnthropicUsageWriter {
  private AnthropicUsageWriter() {}

  static void append(ByteBuilder out, @Nullable Usage usage) {
    Usage counted = usage == null ? new Usage(0, 0) : usage;
    long plain = Math.max(0, counted.input() - counted.cached() - counted.written());
    out.append("{\"input_tokens\":").append(Long.toString(plain));
    out.append(",\"cache_creation_input_tokens\":").append(Long.toString(counted.written()));
    out.append(",\"cache_read_input_tokens\":").append(Long.toString(counted.cached()));
    out.append(",\"output_tokens\":").append(Long.toString(counted.output())).append('}');
  }
}
