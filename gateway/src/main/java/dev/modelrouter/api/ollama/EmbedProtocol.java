package dev.modelrouter.api.ollama;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.OpenAiForm;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.routing.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's {@code /api/embed} and {@code /api/embeddings}. They go to Ollama itself as bytes, and
 * in OpenAI's words to every other provider that has embeddings.
 */
public final class EmbedProtocol implements ChatProtocol {
  private final EmbedEndpoint form;
  private final OllamaProtocol protocol;
  private final Function<String, ModelId> names;

  /**
   * The words of one path.
   *
   * @param protocol for what is the same with every path of Ollama's
   * @param names tells what a model's name means here
   */
  public EmbedProtocol(
      EmbedEndpoint form, OllamaProtocol protocol, Function<String, ModelId> names) {
    this.form = form;
    this.protocol = protocol;
    this.names = names;
  }

  private OllamaEnvelope head(byte[] body) {
    return OllamaEnvelope.read(Set.of(form.field()), body);
  }

  @Override
  public byte @Nullable [] settled(Call call, byte[] body) {
    OllamaEnvelope head = head(body);
    return head.asks() ? null : EmbedAnswerWriter.nothing(form, head.model());
  }

  @Override
  public Request read(Call call, byte[] body) {
    OllamaEnvelope head = head(body);
    OpenAiForm openAiForm = EmbedRequestReader.read(form, body, head.model(), names);
    return new PassthroughRequest(
        form.style(),
        Operation.EMBEDDING,
        openAiForm.request().model(),
        false,
        head.fields(),
        true,
        Map.of(),
        () -> {
          throw new UntranslatableRequestException(
              "", "it has no " + Operation.EMBEDDING.wireName());
        },
        openAiForm);
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    throw new IllegalStateException("embeddings are not streamed");
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new EmbedUnaryFormat(this, call);
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

  private record EmbedUnaryFormat(EmbedProtocol protocol, Call call)
      implements UnarySink.UnaryFormat {
    @Override
    public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
      throw new IllegalStateException("embeddings come as bytes");
    }

    @Override
    public byte @Nullable [] relayed(
        Target target, byte[] own, CompletionSummary completionSummary) {
      return EmbedAnswerWriter.write(protocol.form, own, call.elapsedNanos());
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      protocol.refuse(call, error);
    }
  }
}
