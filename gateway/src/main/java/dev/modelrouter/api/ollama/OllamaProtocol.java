package dev.modelrouter.api.ollama;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.CompletionSummary;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's {@code /api/chat} and {@code /api/generate}. They go to Ollama itself as bytes; only for
 * others they are read.
 */
public final class OllamaProtocol implements ChatProtocol {
  private final OllamaEndpoint form;
  private final Function<String, ModelId> names;
  private final InstantSource clock;

  /**
   * The words of one path.
   *
   * @param names tells what a model's name means here
   * @param clock wall clock
   */
  public OllamaProtocol(OllamaEndpoint form, Function<String, ModelId> names, InstantSource clock) {
    this.form = form;
    this.names = names;
    this.clock = clock;
  }

  @Override
  public byte @Nullable [] settled(Call call, byte[] body) {
    OllamaEnvelope head = OllamaEnvelope.read(form.asking(), body);
    if (head.asks()) {
      return null;
    }
    boolean keep = KeepAlive.keeps(JsonDocument.read(body).field("keep_alive"));
    return OllamaAnswerWriter.nothing(form, head.model(), !keep, clock, call::elapsedNanos);
  }

  @Override
  public Request read(Call call, byte[] body) {
    return read(body);
  }

  /** Reads a request, of which all is in the body. */
  public PassthroughRequest read(byte[] body) {
    OllamaEnvelope head = OllamaEnvelope.read(form.asking(), body);
    ModelId model = model(head.model());
    return new PassthroughRequest(
        form.style(),
        Operation.CHAT,
        model,
        head.stream(),
        head.fields(),
        true,
        Map.of(),
        () -> OllamaRequestReader.read(form, body, model, head.stream()));
  }

  private ModelId model(String name) {
    return name.isEmpty() ? ModelId.ANY : names.apply(name);
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    return new OllamaStreamFormat(this, form, clock, call);
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new OllamaUnaryFormat(this, call);
  }

  @Override
  public int status(GatewayError error) {
    return OllamaErrorWriter.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return OllamaErrorWriter.body(error);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return OllamaErrorWriter.unauthenticated();
  }

  private record OllamaUnaryFormat(OllamaProtocol protocol, Call call)
      implements UnarySink.UnaryFormat {
    @Override
    public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
      return OllamaAnswerWriter.write(
          protocol.form, said, completionSummary, protocol.clock, call::elapsedNanos);
    }

    @Override
    public boolean shows(Media media) {
      return protocol.form == OllamaEndpoint.CHAT && ResponseLineWriter.takes(media);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      protocol.refuse(call, error);
    }
  }
}
