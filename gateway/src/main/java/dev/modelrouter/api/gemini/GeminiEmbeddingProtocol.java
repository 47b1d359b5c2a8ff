package dev.modelrouter.api.gemini;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.OpenAiForm;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.routing.Target;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code :embedContent} and {@code :batchEmbedContents}. They go to Gemini as bytes, and in the
 * form of OpenAI's embeddings to every other provider that has embeddings.
 */
public final class GeminiEmbeddingProtocol implements ChatProtocol {
  /** How the path of one embedding ends. */
  public static final String SINGLE = ":embedContent";

  /** How the path of several embeddings ends. */
  public static final String BATCH = ":batchEmbedContents";

  private final boolean batch;
  private final GeminiProtocol protocol;

  /**
   * The format of one of the paths.
   *
   * @param action {@link #SINGLE} or {@link #BATCH}
   * @param protocol of the same API's chat
   */
  public GeminiEmbeddingProtocol(String action, GeminiProtocol protocol) {
    this.batch = action.equals(BATCH);
    this.protocol = protocol;
  }

  @Override
  public Request read(Call call, byte[] body) {
    return read(protocol.model(call), body);
  }

  /**
   * Reads a request.
   *
   * @param model what the path names
   * @throws UntranslatableRequestException if it is no request of this API
   */
  Request read(ModelId model, byte[] body) {
    OpenAiForm openAiForm = null;
    Supplier<ChatRequest> meaning =
        () -> {
          throw new UntranslatableRequestException(
              "", "it has no " + Operation.EMBEDDING.wireName());
        };
    try {
      openAiForm = EmbeddingRequestReader.read(batch, body, model);
    } catch (UntranslatableRequestException e) {
      if (!e.isPartial()) {
        throw e;
      }
      // Google may know more than can be translated.
      meaning =
          () -> {
            throw e;
          };
    }
    return new PassthroughRequest(
        WireFormat.GEMINI,
        Operation.EMBEDDING,
        model,
        false,
        RewritableFields.none(body),
        true,
        Map.of(),
        meaning,
        openAiForm);
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    throw new IllegalStateException("embeddings are not streamed");
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new GeminiEmbeddingUnaryFormat(this);
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

  private record GeminiEmbeddingUnaryFormat(GeminiEmbeddingProtocol format)
      implements UnarySink.UnaryFormat {
    @Override
    public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
      throw new IllegalStateException("embeddings come as bytes");
    }

    @Override
    public byte @Nullable [] relayed(
        Target target, byte[] own, CompletionSummary completionSummary) {
      return EmbeddingAnswerWriter.write(format.batch, own);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      format.protocol.refuse(call, error);
    }
  }
}
