package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.TokenEstimate;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/messages/count_tokens}: Anthropic itself counts for its own models, for all others the
 * answer is a {@link TokenEstimate}.
 */
public final class AnthropicCountTokensProtocol implements ChatProtocol {
  private final AnthropicProtocol protocol;

  /**
   * The words.
   *
   * @param protocol for what is the same with every path of Anthropic's
   */
  public AnthropicCountTokensProtocol(AnthropicProtocol protocol) {
    this.protocol = protocol;
  }

  @Override
  public Request read(Call call, byte[] body) {
    PassthroughRequest asked = protocol.read(call, body);
    return new PassthroughRequest(
            asked.wireFormat(),
            Operation.COUNT,
            asked.model(),
            false,
            asked.body(),
            true,
            asked.headers(),
            asked.meaning())
        .with(asked.query());
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    throw new IllegalStateException("a count is not streamed");
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new EstimatedCountFormat(protocol, request);
  }

  @Override
  public int status(GatewayError error) {
    return protocol.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return protocol.error(call, error, field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return protocol.unauthenticated(call);
  }

  private record EstimatedCountFormat(AnthropicProtocol protocol, Request request)
      implements UnarySink.UnaryFormat {
    @Override
    public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
      long tokens = TokenEstimate.of(request.chat());
      return ("{\"input_tokens\":" + tokens + "}").getBytes(US_ASCII);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      protocol.refuse(call, error);
    }
  }
}
