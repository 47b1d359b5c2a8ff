package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.Credentials;
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
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Anthropic through its {@code POST /v1/messages}. */
public final class AnthropicProvider implements PassthroughProvider {
  private static final byte[] END_MARK =
      "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".getBytes(US_ASCII);

  private final ProviderDefinition entry;
  private final ProviderEndpoint access;
  private final Map<String, String> headers;
  private final RequestRules rules;
  private final ModelRuleLookup models;
  private final AnthropicErrorClassifier errors;

  /** An Anthropic, or somebody who speaks like it, reached in this way. */
  public AnthropicProvider(ProviderDefinition entry, ProviderEndpoint access) {
    this.entry = entry;
    this.access = access;
    this.errors = new AnthropicErrorClassifier(entry.id(), access.apiKey());
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
    return AnthropicRequestWriter.encode(
        RequestAdapter.of(request, rules, entry.unsupported(), known), model);
  }

  @Override
  public boolean passes(PassthroughRequest request) {
    return request.wireFormat() == WireFormat.ANTHROPIC;
  }

  @Override
  public OutboundRequest splice(PassthroughRequest request, String model) {
    if (request.operation() == Operation.COUNT) {
      return new OutboundRequest(
          AnthropicCounting.PATH + request.query(),
          ModelFieldRewriter.of(request.body(), model),
          List.of(),
          request.headers(),
          null);
    }
    BodyEdits edits = new BodyEdits(request.body().bytes());
    MessagesBodyAdapter.Result fitted =
        MessagesBodyAdapter.fit(edits, rules, models.rules(model), ModelCapabilities.of(model));
    ModelFieldRewriter.rename(edits, request.body(), model);
    return new OutboundRequest(
        AnthropicRequestWriter.PATH + request.query(),
        edits.write(),
        fitted.dropped(),
        request.headers(),
        null,
        fitted.toolNames());
  }

  @Override
  public StreamDecoder newStreamRelay(PassthroughRequest request, ByteSink passed) {
    return new InspectingRelay(
        newStreamDecoder(), InspectingRelay.Framing.EVENTS, END_MARK, passed);
  }

  @Override
  public byte[] passAnswer(
      PassthroughRequest request, byte[] body, Consumer<? super ChatEvent> out) {
    if (request.operation() == Operation.COUNT) {
      out.accept(AnthropicCounting.inspect(body, errors));
    } else {
      InspectingRelay.inspectUnary(this, body, out);
    }
    return body;
  }

  @Override
  public String modelsPath() {
    // Without a limit it is the first twenty.
    return "/v1/models?limit=1000";
  }

  @Override
  public List<String> modelNames(byte[] body) {
    return ModelListReader.read(body, "data", "id");
  }

  @Override
  public StreamDecoder newStreamDecoder() {
    return new AnthropicStreamDecoder(errors);
  }

  @Override
  public void decodeAnswer(byte[] body, Consumer<? super ChatEvent> out) {
    AnthropicResponseReader answer = new AnthropicResponseReader();
    List<ChatEvent> told = new ArrayList<>();
    try {
      answer.read(body, 0, body.length);
      if (answer.isMessage()) {
        answer.emitUnary(body, told::add);
      }
    } catch (MalformedJsonException e) {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
      return;
    }
    String failure = answer.failure();
    if (answer.eventType == EventType.ERROR) {
      out.accept(new ChatEvent.Failed(errors.inBand(body, answer.errorFrom, answer.errorTo)));
    } else if (failure != null) {
      out.accept(new ChatEvent.Failed(errors.gaveUp(failure)));
    } else if (answer.isMessage()) {
      told.forEach(out);
      out.accept(ChatEvent.Completed.INSTANCE);
    } else {
      out.accept(new ChatEvent.Failed(errors.noAnswer()));
    }
  }

  @Override
  public GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    return errors.classify(status, header, body);
  }
}
