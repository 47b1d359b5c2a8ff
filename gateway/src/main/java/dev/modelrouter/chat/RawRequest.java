package dev.modelrouter.chat;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request kept as the caller's bytes: what nobody here knows by name survives. Only the fields
 * that the gateway owns are known.
 *
 * @param style in whose words
 * @param operation what is to be done
 * @param model what the caller asked for
 * @param stream whether the caller wants the answer piece by piece
 * @param body the caller's JSON, and where the owned fields lie in it
 * @param usageWanted whether the caller asked for the usage at the end of the stream
 * @param headers of the call that a provider of the same dialect must see, names in lower case
 * @param query of the call that a provider of the same dialect must see, with its question mark;
 *     empty where there is none
 * @param meaning the same in the words all dialects share; fails with {@link UnspeakableException}
 *     where there are none for it. Only asked for when a target speaks another dialect
 * @param restated the same in OpenAI's words, for targets that do not speak the caller's; null
 *     where {@code meaning} is for them
 * @param fallbacks names of others that the caller wants to be asked next
 */
public record RawRequest(
    Style style,
    Operation operation,
    ModelId model,
    boolean stream,
    OwnedFields body,
    boolean usageWanted,
    Map<String, String> headers,
    String query,
    Supplier<ChatRequest> meaning,
    @Nullable Restated restated,
    List<String> fallbacks)
    implements Request {
  public RawRequest {
    fallbacks = List.copyOf(fallbacks);
  }

  /** A request that names no others. */
  public RawRequest(
      Style style,
      Operation operation,
      ModelId model,
      boolean stream,
      OwnedFields body,
      boolean usageWanted,
      Map<String, String> headers,
      Supplier<ChatRequest> meaning,
      @Nullable Restated restated) {
    this(
        style,
        operation,
        model,
        stream,
        body,
        usageWanted,
        headers,
        "",
        meaning,
        restated,
        List.of());
  }

  /** A request that is never said in OpenAI's words. */
  public RawRequest(
      Style style,
      Operation operation,
      ModelId model,
      boolean stream,
      OwnedFields body,
      boolean usageWanted,
      Map<String, String> headers,
      Supplier<ChatRequest> meaning) {
    this(style, operation, model, stream, body, usageWanted, headers, meaning, null);
  }

  /** A request in OpenAI's words. */
  public RawRequest(
      Operation operation,
      ModelId model,
      boolean stream,
      OwnedFields body,
      boolean usageWanted,
      Supplier<ChatRequest> meaning) {
    this(Style.OPENAI, operation, model, stream, body, usageWanted, Map.of(), meaning);
  }

  /** The same, asked of this model. */
  public RawRequest of(ModelId other) {
    return new RawRequest(
        style,
        operation,
        other,
        stream,
        body,
        usageWanted,
        headers,
        query,
        meaning,
        restated,
        fallbacks);
  }

  /** The same with this query, with its question mark. */
  public RawRequest with(String query) {
    return new RawRequest(
        style,
        operation,
        model,
        stream,
        body,
        usageWanted,
        headers,
        query,
        meaning,
        restated,
        fallbacks);
  }

  /** The same, with others to be asked next. */
  public RawRequest or(List<String> others) {
    return new RawRequest(
        style,
        operation,
        model,
        stream,
        body,
        usageWanted,
        headers,
        query,
        meaning,
        restated,
        others);
  }

  @Override
  public ChatRequest chat() {
    return meaning.get();
  }

  @Override
  public ChatRequest outline() {
    return meaning instanceof Outlined outlined ? outlined.outline() : meaning.get();
  }

  @Override
  public @Nullable PlainTalk plainTalk() {
    return meaning instanceof Outlined outlined ? outlined.plainTalk() : null;
  }
}
