package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.TextOnlyOutline;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.Credentials;
import dev.modelrouter.provider.ModelListReader;
import dev.modelrouter.provider.ModelRuleLookup;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.ParameterRules;
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
 * A provider that speaks OpenAI's chat completions ({@code POST /chat/completions}). What differs
 * between providers comes from the catalogue.
 */
public final class CompatibleProvider implements PassthroughProvider {
  private final ProviderDefinition entry;
  private final ProviderEndpoint access;
  private final Map<String, String> headers;
  private final CompatibleErrorClassifier errors;
  private final Set<Operation> operations;
  private final Set<String> refusedExtensions;
  private final RequestRules rules;
  private final ModelRuleLookup models;

  /** Whether the server was found not to know the Responses API. */
  private volatile boolean withoutResponses;

  /** A provider of this kind, reached in this way. */
  public CompatibleProvider(ProviderDefinition entry, ProviderEndpoint access) {
    this.entry = entry;
    this.access = access;
    this.errors = new CompatibleErrorClassifier(entry.id(), access.apiKey());
    this.operations = entry.operations();
    this.refusedExtensions = MessageExtensions.without(entry.messageExtensions());
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
    String limit = known.tokenLimit();
    return CompatibleRequestWriter.encode(
        RequestAdapter.of(request, rules, entry.unsupported(), known),
        model,
        new CompatibleRequestWriter.RequestFormat(
            limit == null ? entry.writtenLimit() : limit,
            entry.streamUsage(),
            entry.prefillMark(),
            entry.cacheMarks(),
            rules,
            known));
  }

  @Override
  public boolean offers(Operation operation) {
    return operations.contains(operation);
  }

  @Override
  public OutboundRequest splice(PassthroughRequest request, String model) {
    Operation operation = request.operation();
    boolean chat = operation == Operation.CHAT;
    boolean chunks = chat || operation == Operation.COMPLETION;
    BodyEdits edits = new BodyEdits(request.body().bytes());
    ModelRules known = models.rules(model);
    ChatBodyAdapter.Result fitted = fit(request, edits, known);
    String limit = known.tokenLimit() == null ? entry.onlyLimit() : known.tokenLimit();
    return new OutboundRequest(
        operation.path(),
        RequestRewriter.of(
            request, model, chunks && entry.streamUsage(), chat ? limit : null, edits),
        fitted.dropped(),
        fitted.toolNames());
  }

  private ChatBodyAdapter.Result fit(
      PassthroughRequest request, BodyEdits edits, ModelRules known) {
    if (request.operation() == Operation.RESPONSE) {
      return ResponsesBodyAdapter.fit(edits, rules, entry.unsupported(), known);
    }
    return request.operation() == Operation.CHAT && !isBare(request, known)
        ? ChatBodyAdapter.fit(
            edits, rules, entry.unsupported(), known, entry.prefillMark(), refusedExtensions)
        : ChatBodyAdapter.Result.NONE;
  }

  /** Whether there is nothing in a request that a provider could refuse. */
  private boolean isBare(PassthroughRequest request, ModelRules known) {
    TextOnlyOutline plain = request.plainTalk();
    boolean options = request.body().optionsFrom() >= 0 && !entry.streamUsage();
    if (plain == null || !plain.bare() || options) {
      return false;
    }
    if (plain.sampling() && new ParameterRules(entry.unsupported(), known).refusesSampling()) {
      return false;
    }
    Integer asked = plain.maxTokens();
    Integer max = known.maxOutputTokens();
    return asked == null || max == null || asked <= max;
  }

  @Override
  public StreamDecoder newStreamRelay(PassthroughRequest request, ByteSink passed) {
    return request.operation() == Operation.RESPONSE
        ? new ResponseRelay(errors, passed)
        : new ChatRelay(errors, !request.usageWanted(), entry.repairToolCalls(), passed);
  }

  @Override
  public byte[] passAnswer(
      PassthroughRequest request, byte[] body, Consumer<? super ChatEvent> out) {
    return ResponseInspector.inspect(request, body, errors, out);
  }

  @Override
  public boolean passes(PassthroughRequest request) {
    return request.wireFormat() == WireFormat.OPENAI
        && offers(request.operation())
        && !(withoutResponses && request.operation() == Operation.RESPONSE);
  }

  @Override
  public boolean lacks(Operation operation, int status, byte[] body) {
    if (operation != Operation.RESPONSE || !UnknownOperation.matches(status, body)) {
      return false;
    }
    withoutResponses = true;
    return true;
  }

  @Override
  public String modelsPath() {
    return "/models";
  }

  @Override
  public List<String> modelNames(byte[] body) {
    return ModelListReader.read(body, "data", "id");
  }

  @Override
  public boolean takesPrefill() {
    return entry.assistantPrefill();
  }

  @Override
  public StreamDecoder newStreamDecoder() {
    return new CompatibleStreamDecoder(errors);
  }

  @Override
  public void decodeAnswer(byte[] body, Consumer<? super ChatEvent> out) {
    CompatibleResponseDecoder.decode(body, errors, out);
  }

  @Override
  public GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    return errors.classify(status, header, body);
  }
}
