package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.Credentials;
import dev.modelrouter.provider.InspectingRelay;
import dev.modelrouter.provider.ModelListReader;
import dev.modelrouter.provider.ModelRuleLookup;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Google's Gemini through {@code POST /v1beta/models/{model}:generateContent} and, for streams,
 * {@code :streamGenerateContent?alt=sse}; embeddings through {@code :embedContent} and {@code
 * :batchEmbedContents}.
 */
public final class GeminiProvider implements PassthroughProvider {
  /** All in one page: the API lists 50 models at a time unless told otherwise, at most 1,000. */
  private static final String MODELS = "/v1beta/models?pageSize=1000";

  private final ProviderDefinition entry;
  private final ProviderEndpoint access;
  private final Map<String, String> headers;
  private final RequestRules rules;
  private final ModelRuleLookup models;
  private final Set<Operation> operations;
  private final GeminiErrorClassifier errors;

  /** A Gemini reached in this way. */
  public GeminiProvider(ProviderDefinition entry, ProviderEndpoint access) {
    this.entry = entry;
    this.access = access;
    this.errors = new GeminiErrorClassifier(entry.id(), access.apiKey());
    this.operations = entry.operations();
    this.rules = entry.requestRules();
    this.models = ModelRuleLookup.of(entry.id(), access.models());
    Map<String, String> all = new HashMap<>(entry.headers());
    all.put("content-type", "application/json");
    // A compressed stream could not be relayed token by token.
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
    return GeminiRequestWriter.encode(
        RequestAdapter.of(request, rules, entry.unsupported(), known),
        GeminiModelPaths.plain(model));
  }

  @Override
  public boolean offers(Operation operation) {
    return (operation == Operation.CHAT || operation == Operation.EMBEDDING)
        && operations.contains(operation);
  }

  @Override
  public boolean passes(PassthroughRequest request) {
    return request.wireFormat() == WireFormat.GEMINI
        || (request.wireFormat() == WireFormat.OPENAI
            && request.operation() == Operation.EMBEDDING
            && offers(Operation.EMBEDDING));
  }

  @Override
  public OutboundRequest splice(PassthroughRequest request, String model) {
    String plain = GeminiModelPaths.plain(model);
    if (request.operation() == Operation.COUNT) {
      return GeminiCounting.splice(request, plain);
    }
    if (request.operation() == Operation.EMBEDDING) {
      return GeminiEmbedding.splice(request, plain);
    }
    BodyEdits edits = new BodyEdits(request.body().bytes());
    ContentsBodyAdapter.Result fitted = ContentsBodyAdapter.fit(edits, rules, models.rules(model));
    return new OutboundRequest(
        GeminiModelPaths.path(plain, request.stream()),
        edits.write(),
        fitted.dropped(),
        fitted.toolNames());
  }

  @Override
  public StreamDecoder newStreamRelay(PassthroughRequest request, ByteSink passed) {
    return new InspectingRelay(newStreamDecoder(), InspectingRelay.Framing.EVENTS, passed);
  }

  @Override
  public byte[] passAnswer(
      PassthroughRequest request, byte[] body, Consumer<? super ChatEvent> out) {
    if (request.operation() == Operation.EMBEDDING) {
      String asked = request.model().model();
      String model = asked == null ? defaultModel() : asked;
      return GeminiEmbeddingAnswer.pass(request, model, body, errors, out);
    }
    if (request.operation() == Operation.COUNT) {
      GeminiCounting.inspect(body, errors, out);
    } else {
      InspectingRelay.inspectUnary(this, body, out);
    }
    return body;
  }

  @Override
  public String modelsPath() {
    return MODELS;
  }

  @Override
  public List<String> modelNames(byte[] body) {
    return ModelListReader.read(body, "models", "name").stream()
        .map(GeminiModelPaths::plain)
        .toList();
  }

  @Override
  public StreamDecoder newStreamDecoder() {
    return new GeminiStreamDecoder(errors);
  }

  @Override
  public void decodeAnswer(byte[] body, Consumer<? super ChatEvent> out) {
    GeminiResponseDecoder.decode(body, errors, out);
  }

  @Override
  public GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    return errors.classify(status, header, body);
  }
}
