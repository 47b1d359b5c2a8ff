package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.RawRequest;
import dev.modelrouter.chat.Style;
import dev.modelrouter.provider.CatalogueEntry;
import dev.modelrouter.provider.DirectProvider;
import dev.modelrouter.provider.NameList;
import dev.modelrouter.provider.ProviderAccess;
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
public final class CompatibleProvider implements DirectProvider {
  private static final String BEARER = "bearer";

  private final CatalogueEntry entry;
  private final ProviderAccess access;
  private final Map<String, String> headers;
  private final CompatibleErrors errors;
  private final Set<Operation> operations;

  /** A provider of this kind, reached in this way. */
  public CompatibleProvider(CatalogueEntry entry, ProviderAccess access) {
    this.entry = entry;
    this.access = access;
    this.errors = new CompatibleErrors(entry.id(), access.apiKey());
    this.operations = entry.operations();
    Map<String, String> all = new HashMap<>(entry.headers());
    all.put("content-type", "application/json");
    // A compressed stream could not be relayed token by token.
    all.put("accept-encoding", "identity");
    if (access.apiKey() != null) {
      if (entry.auth().equals(BEARER)) {
        all.put("authorization", "Bearer " + access.apiKey());
      } else {
        all.put(entry.auth(), access.apiKey());
      }
    }
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
  public OutboundRequest encode(ChatRequest request, String model) {
    return CompatibleBody.encode(
        request,
        model,
        entry.writtenLimit(),
        entry.streamUsage(),
        entry.unsupported(),
        entry.prefillMark(),
        entry.thoughtsBack(),
        entry.cacheMarks());
  }

  @Override
  public boolean offers(Operation operation) {
    return operations.contains(operation);
  }

  @Override
  public OutboundRequest splice(RawRequest request, String model) {
    boolean chunks =
        request.operation() == Operation.CHAT || request.operation() == Operation.COMPLETION;
    return new OutboundRequest(
        request.operation().path(),
        Splice.of(
            request,
            model,
            chunks && entry.streamUsage(),
            request.operation() == Operation.CHAT ? entry.onlyLimit() : null));
  }

  @Override
  public StreamDecoder newStreamRelay(RawRequest request, ByteSink passed) {
    return request.operation() == Operation.RESPONSE
        ? new ResponseRelay(errors, passed)
        : new ChatRelay(errors, !request.usageWanted(), entry.repairToolCalls(), passed);
  }

  @Override
  public byte[] passAnswer(RawRequest request, byte[] body, Consumer<? super ChatEvent> out) {
    PassedAnswer.inspect(request.operation(), body, errors, out);
    return body;
  }

  @Override
  public boolean passes(RawRequest request) {
    return request.style() == Style.OPENAI && offers(request.operation());
  }

  @Override
  public String modelsPath() {
    return "/models";
  }

  @Override
  public List<String> modelNames(byte[] body) {
    return NameList.read(body, "data", "id");
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
    CompatibleAnswer.decode(body, errors, out);
  }

  @Override
  public GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body) {
    return errors.classify(status, header, body);
  }
}
