package dev.modelrouter.api.gemini;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.ForeignSignatures;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.TokenEstimate;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code :countTokens}: Gemini itself counts for its own models, for all others the answer is a
 * {@link TokenEstimate}.
 */
public final class GeminiCountTokensProtocol implements ChatProtocol {
  /** How its path ends. */
  public static final String COUNT = ":countTokens";

  private final GeminiProtocol protocol;

  /**
   * The words.
   *
   * @param protocol of the same API's chat
   */
  public GeminiCountTokensProtocol(GeminiProtocol protocol) {
    this.protocol = protocol;
  }

  @Override
  public Request read(Call call, byte[] body) {
    ModelId model = protocol.model(call);
    Supplier<ChatRequest> meaning = () -> CountTokensRequestReader.read(body, model);
    boolean own = true;
    try {
      ChatRequest read = meaning.get();
      own = ForeignSignatures.none(read, List.of(ReasoningSignature.GEMINI));
      meaning = () -> read;
    } catch (UntranslatableRequestException e) {
      if (!e.isPartial()) {
        throw e;
      }
      // Google may know more than can be translated.
    }
    return new PassthroughRequest(
        own ? WireFormat.GEMINI : WireFormat.GATEWAY_ONLY,
        Operation.COUNT,
        model,
        false,
        own ? CountTokensRequestReader.fields(body) : RewritableFields.none(body),
        true,
        Map.of(),
        meaning);
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    throw new IllegalStateException("a count is not streamed");
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new EstimatedCountFormat(this, request);
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

  @Override
  public @Nullable String key(Call call) {
    return protocol.key(call);
  }

  private record EstimatedCountFormat(GeminiCountTokensProtocol protocol, Request request)
      implements UnarySink.UnaryFormat {
    @Override
    public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
      return CountTokensResponse.body(TokenEstimate.of(request.chat()));
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      protocol.refuse(call, error);
    }
  }
}
