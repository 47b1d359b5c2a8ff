package dev.modelrouter.api.ollama;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ollama's {@code /api/show}: what is known of a model, which takes no provider. */
public final class ShowProtocol implements ChatProtocol {
  private static final int NOT_FOUND = 404;

  private final OllamaProtocol protocol;
  private final Predicate<String> known;
  private final Supplier<byte[]> shown;

  /**
   * The words.
   *
   * @param protocol for what is the same with every path of Ollama's
   * @param known whether there is a model of this name
   * @param shown the answer for one that there is
   */
  public ShowProtocol(OllamaProtocol protocol, Predicate<String> known, Supplier<byte[]> shown) {
    this.protocol = protocol;
    this.known = known;
    this.shown = shown;
  }

  @Override
  public byte @Nullable [] settled(Call call, byte[] body) {
    LocatedJson asked = JsonDocument.read(body);
    LocatedJson older = asked.field("name");
    LocatedJson name =
        asked.field("model").isNull() && !older.isNull() ? older : asked.field("model");
    return known.test(OllamaModelNames.canonical(name.text())) ? shown.get() : null;
  }

  /** Only what is not settled gets here. */
  @Override
  public Request read(Call call, byte[] body) {
    throw new UntranslatableRequestException(
        "model", "model not found; GET /api/tags lists those there are");
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    return protocol.stream(call, request);
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return protocol.unaryFormat(call, request);
  }

  @Override
  public int status(GatewayError error) {
    ProviderError origin = error.origin();
    boolean unknown = error.message().startsWith("model not found");
    return unknown && origin != null ? NOT_FOUND : protocol.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return protocol.error(call, error, field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return protocol.unauthenticated(call);
  }
}
