package dev.modelrouter.provider.ollama;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.Credentials;
import dev.modelrouter.provider.HttpStatusErrors;
import dev.modelrouter.provider.InspectingRelay;
import dev.modelrouter.provider.ModelFieldRewriter;
import dev.modelrouter.provider.ModelListReader;
import dev.modelrouter.provider.ModelRuleLookup;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.provider.RetryAfter;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.OutboundRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ollama through its native {@code POST /api/chat}, which keeps roles and counts tokens. What
 * callers say in its own words goes where it was sent to.
 */
public final class OllamaProvider implements PassthroughProvider {
  private final ProviderDefinition entry;
  private final ProviderEndpoint access;
  private final Map<String, String> headers;
  private final RequestRules rules;
  private final ModelRuleLookup models;
  private final OllamaErrorClassifier errors;

  /** An Ollama reached in this way. */
  public OllamaProvider(ProviderDefinition entry, ProviderEndpoint access) {
    this.entry = entry;
    this.access = access;
    this.errors = new OllamaErrorClassifier(entry.id(), access.apiKey());
    this.rules = entry.requestRules();
    this.models = ModelRuleLookup.of(entry.id(), access.models());
    Map<String, String> all = new HashMap<>(entry.headers());
    all.put("content-type", "application/json");
    all.put("accept-encoding", "identity");
    all.putAll(Credentials.header(entry.auth(), access.apiKey()));
    all.putAll(access.extras().headers());
    this.headers = Map.copyOf(all);
  }

  @Override
  public String id() {
    return entry.id();
  }

  @Override
  public String defaultModel() {
    return access.defaultModel();
  }

  @Override
  public Endpoint endpoint() {
    return access.endpoint();
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public String query() {
    return access.extras().query();
  }

  @Override
  public OutboundRequest encode(ChatRequest request, String model) {
    ModelRules known = models.rules(model);
    return OllamaRequestWriter.encode(
        RequestAdapter.of(request, rules, entry.unsupported(), known), model, known);
  }

  @Override
  public boolean offers(Operation operation) {
    return operation == Operation.CHAT || operation == Operation.EMBEDDING;
  }

  @Override
  public boolean passes(PassthroughRequest request) {
    return switch (request.wireFormat()) {
      case OPENAI -> request.operation() == Operation.EMBEDDING;
      case OLLAMA, OLLAMA_PROMPT -> offers(request.operation());
      case ANTHROPIC, GEMINI, GATEWAY_ONLY -> false;
    };
  }

  @Override
  public OutboundRequest splice(PassthroughRequest request, String model) {
    if (request.wireFormat() == WireFormat.OPENAI) {
      return OllamaEmbedding.encode(request, model);
    }
    Integer context = models.rules(model).contextTokens();
    if (context == null || request.operation() != Operation.CHAT) {
      return new OutboundRequest(path(request), ModelFieldRewriter.of(request.body(), model));
    }
    BodyEdits edits = new BodyEdits(request.body().bytes());
    ModelFieldRewriter.rename(edits, request.body(), model);
    OllamaContext.add(edits, request.body().open(), request.body().empty(), context);
    return new OutboundRequest(path(request), edits.write());
  }

  /** Where the caller sent it to. */
  private static String path(PassthroughRequest request) {
    boolean prompt = request.wireFormat() == WireFormat.OLLAMA_PROMPT;
    return request.operation() == Operation.EMBEDDING
        ? prompt ? "/api/embeddings" : OllamaEmbedding.PATH
        : prompt ? "/api/generate" : OllamaRequestWriter.PATH;
  }

  @Override
  public StreamDecoder newStreamRelay(PassthroughRequest request, ByteSink passed) {
    return new InspectingRelay(newStreamDecoder(), InspectingRelay.Framing.LINES, passed);
  }

  @Override
  public byte[] passAnswer(
      PassthroughRequest request, byte[] body, Consumer<? super ChatEvent> out) {
    if (request.wireFormat() == WireFormat.OPENAI) {
      return OllamaEmbedding.answer(request, body, errors, out);
    }
    if (request.operation() == Operation.EMBEDDING) {
      EmbeddingInspector.inspect(body, errors, out);
    } else {
      InspectingRelay.inspectUnary(this, body, out);
    }
    return body;
  }

  @Override
  public String modelsPath() {
    return "/api/tags";
  }

  @Override
  public List<String> modelNames(byte[] body) {
    return ModelListReader.read(body, "models", "name");
  }

  @Override
  public StreamDecoder newStreamDecoder() {
    return new OllamaStreamDecoder(errors);
  }

  @Override
  public void decodeAnswer(byte[] body, Consumer<? super ChatEvent> out) {
    OllamaResponseReader answer = new OllamaResponseReader();
    try {
      answer.read(body, 0, body.length);
    } catch (MalformedJsonException e) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    if (answer.error != null) {
      out.accept(new ChatEvent.Failed(errors.inBand(answer.error)));
    } else if (answer.failure() != null) {
      out.accept(new ChatEvent.Failed(errors.gaveUp(answer.failure())));
    } else if (!answer.done) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
    } else {
      answer.emit(true, out);
      out.accept(ChatEvent.Completed.INSTANCE);
    }
  }

  @Override
  public GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    ErrorCode code = HttpStatusErrors.ofStatus(status);
    Duration retryAfter =
        code == ErrorCode.RATE_LIMIT || code == ErrorCode.SERVER_ERROR
            ? RetryAfter.read(header)
            : null;
    return errors.status(code, status, body, retryAfter);
  }
}
