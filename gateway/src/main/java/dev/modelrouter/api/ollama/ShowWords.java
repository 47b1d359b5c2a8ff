package dev.modelrouter.api.ollama;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ollama's {@code /api/show}: what is known of a model, which takes no provider. */
public final class ShowWords implements ChatProtocol {
  private static final int NOT_FOUND = 404;

  private final OllamaWords words;
  private final Predicate<String> known;
  private final Supplier<byte[]> shown;

  /**
   * The words.
   *
   * @param words for what is the same with every path of Ollama's
   * @param known whether there is a model of this name
   * @param shown the answer for one that there is
   */
  public ShowWords(OllamaWords words, Predicate<String> known, Supplier<byte[]> shown) {
    this.words = words;
    this.known = known;
    this.shown = shown;
  }

  @Override
  public byte @Nullable [] settled(Call call, byte[] body) {
    JsonPlace asked = JsonDocument.read(body);
    JsonPlace older = asked.field("name");
    JsonPlace name =
        asked.field("model").isNull() && !older.isNull() ? older : asked.field("model");
    return known.test(OllamaNames.canonical(name.text())) ? shown.get() : null;
  }

  /** Only what is not settled gets here. */
  @Override
  public Request read(Call call, byte[] body) {
    throw new UntranslatableRequestException(
        "model", "model not found; GET /api/tags lists those there are");
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    return words.stream(call, request);
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return words.unaryFormat(call, request);
  }

  @Override
  public int status(GatewayError error) {
    ProviderError origin = error.origin();
    boolean unknown = error.message().startsWith("model not found");
    return unknown && origin != null ? NOT_FOUND : words.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return words.error(call, error, field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return words.unauthenticated(call);
  }
}
