package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatWords;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.WholeSink;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.TokenEstimate;
import dev.modelrouter.wire.ByteAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's {@code /v1/messages/count_tokens}: {@link TokenEstimate}'s rule for every model, so
 * that no provider is asked.
 */
public final class CountWords implements ChatWords {
  private static final int ROOM = 32;

  private final AnthropicWords words;

  /**
   * The words.
   *
   * @param words for what is the same with every path of Anthropic's
   */
  public CountWords(AnthropicWords words) {
    this.words = words;
  }

  @Override
  public byte[] settled(Call call, byte[] body) {
    long tokens = TokenEstimate.of(AnthropicRequestReader.read(body, ModelId.ANY, false));
    ByteAccumulator out = new ByteAccumulator(ROOM).append("{\"input_tokens\":");
    return out.append(Long.toString(tokens)).append('}').take();
  }

  @Override
  public Request read(Call call, byte[] body) {
    throw new IllegalStateException("settled already");
  }

  @Override
  public StreamSink.Script stream(Call call, Request request) {
    return words.stream(call, request);
  }

  @Override
  public WholeSink.Script whole(Call call, Request request) {
    return words.whole(call, request);
  }

  @Override
  public int status(GatewayError error) {
    return words.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return words.error(call, error, field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return words.unauthenticated(call);
  }
}
