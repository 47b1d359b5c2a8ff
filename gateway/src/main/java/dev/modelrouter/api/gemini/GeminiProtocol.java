package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.ForeignSignatures;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.dispatch.CompletionSummary;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Google's Gemini API: the model and what is to be done with it stand in the path, {@code
 * …/models/{model}:generateContent}, and the key may stand in the query.
 */
public final class GeminiProtocol implements ChatProtocol {
  /** Asks for a whole answer. */
  public static final String GENERATE = ":generateContent";

  /** Asks for a stream. */
  public static final String STREAM = ":streamGenerateContent";

  private static final String MODELS = "/models/";

  private final Function<String, ModelId> names;

  /**
   * The words.
   *
   * @param names tells what a model's name means here
   */
  public GeminiProtocol(Function<String, ModelId> names) {
    this.names = names;
  }

  @Override
  public @Nullable String key(Call call) {
    return GeminiKey.inQuery(call.request());
  }

  @Override
  public Request read(Call call, byte[] body) {
    boolean stream = path(call).endsWith(STREAM);
    return read(model(call), stream, framing(call) == GeminiFraming.SSE, body);
  }

  /**
   * Reads a request.
   *
   * @param model what the path names
   * @param stream whether the answer is wanted piece by piece
   * @param events whether a stream is wanted as events
   * @throws UntranslatableRequestException if it is no request of this API
   */
  public Request read(ModelId model, boolean stream, boolean events, byte[] body) {
    Supplier<ChatRequest> meaning = () -> GeminiRequestReader.read(body, model, stream);
    boolean passes = !stream || events;
    try {
      ChatRequest read = meaning.get();
      if (!passes || !ForeignSignatures.none(read, List.of(ReasoningSignature.GEMINI))) {
        return read;
      }
      meaning = () -> read;
    } catch (UntranslatableRequestException e) {
      if (!passes || !e.isPartial()) {
        throw e;
      }
      // Google may know more than can be translated.
    }
    return new PassthroughRequest(
        WireFormat.GEMINI,
        Operation.CHAT,
        model,
        stream,
        RewritableFields.none(body),
        true,
        Map.of(),
        meaning);
  }

  /** What the path names. */
  ModelId model(Call call) {
    String path = path(call);
    String name =
        path.substring(path.indexOf(MODELS) + MODELS.length(), path.lastIndexOf(':'))
            // In a path a plus is a plus.
            .replace("+", "%2B");
    try {
      return names.apply(URLDecoder.decode(name, UTF_8));
    } catch (IllegalArgumentException e) {
      throw new UntranslatableRequestException(
          "model", "The model's name in the path cannot be read.");
    }
  }

  private static String path(Call call) {
    return ActionPath.of(call.path());
  }

  private static GeminiFraming framing(Call call) {
    return "sse".equals(call.request().getParam("alt")) ? GeminiFraming.SSE : GeminiFraming.ARRAY;
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    return new GeminiStreamFormat(this, call.serial(), framing(call));
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new GeminiUnaryFormat(this, call.serial());
  }

  @Override
  public int status(GatewayError error) {
    return GeminiErrorWriter.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return field == null ? GeminiErrorWriter.body(error) : GeminiErrorWriter.body(error, field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return GeminiKey.refusal();
  }

  private record GeminiStreamFormat(GeminiProtocol protocol, String id, GeminiFraming framing)
      implements StreamSink.StreamFormat {
    @Override
    public String contentType() {
      return framing.contentType();
    }

    @Override
    public StreamWriter writer(String model) {
      return new GeminiStreamWriter(id, model, framing);
    }

    @Override
    public @Nullable StreamWriter following(byte[] opening) {
      return GeminiStreamWriter.following(opening, id, framing);
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      protocol.refuse(call, error);
    }

    @Override
    public byte[] brokenOff(GatewayError error) {
      GeminiStreamWriter writer = new GeminiStreamWriter(id, "", framing);
      writer.failed(error);
      return writer.take();
    }

    @Override
    public byte[] signOfLife() {
      return framing.keepAlive();
    }

    @Override
    public boolean shows(Media media) {
      return true;
    }

    @Override
    public boolean showsSignatures() {
      return true;
    }
  }

  private record GeminiUnaryFormat(GeminiProtocol protocol, String id)
      implements UnarySink.UnaryFormat {
    @Override
    public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
      return GeminiAnswerWriter.write(id, said, completionSummary);
    }

    @Override
    public boolean shows(Media media) {
      return true;
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      protocol.refuse(call, error);
    }
  }
}
