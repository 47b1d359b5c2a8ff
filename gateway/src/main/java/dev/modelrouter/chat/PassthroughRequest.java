package dev.modelrouter.chat;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request kept as the caller's bytes: what nobody here knows by name survives. Only the fields
 * that the gateway owns are known.
 *
 * @param wireFormat in whose words
 * @param operation what is to be done
 * @param model what the caller asked for
 * @param stream whether the caller wants the answer piece by piece
 * @param body the caller's JSON, and where the owned fields lie in it
 * @param usageWanted whether the caller asked for the usage at the end of the stream
 * @param headers of the call that a provider of the same dialect must see, names in lower case
 * @param query of the call that a provider of the same dialect must see, with its question mark;
 *     empty where there is none
 * @param meaning the same in the words all dialects share; fails with {@link
 *     UntranslatableRequestException} where there are none for it. Only asked for when a target
 *     speaks another dialect
 * @param openAiForm the same in OpenAI's words, for targets that do not speak the caller's; null
 *     where {@code meaning} is for them
 * @param fallbacks names of others that the caller wants to be asked next
 */
public record PassthroughRequest(
    WireFormat wireFormat,
    Operation operation,
    ModelId model,
    boolean stream,
    RewritableFields body,
    boolean usageWanted,
    Map<String, String> headers,
    String query,
    Supplier<ChatRequest> meaning,
    @Nullable OpenAiForm openAiForm,
    List<String> fallbacks)
    implements Request {
  public PassthroughRequest {
    fallbacks = List.copyOf(fallbacks);
  }

  /** A request that names no others. */
  public PassthroughRequest(
      WireFormat wireFormat,
      Operation operation,
      ModelId model,
      boolean stream,
      RewritableFields body,
      boolean usageWanted,
      Map<String, String> headers,
      Supplier<ChatRequest> meaning,
      @Nullable OpenAiForm openAiForm) {
    this(
        wireFormat,
        operation,
        model,
        stream,
        body,
        usageWanted,
        headers,
        "",
        meaning,
        openAiForm,
        List.of());
  }

  /** A request that is never said in OpenAI's words. */
  public PassthroughRequest(
      WireFormat wireFormat,
      Operation operation,
      ModelId model,
      boolean stream,
      RewritableFields body,
      boolean usageWanted,
      Map<String, String> headers,
      Supplier<ChatRequest> meaning) {
    this(wireFormat, operation, model, stream, body, usageWanted, headers, meaning, null);
  }

  /** A request in OpenAI's words. */
  public PassthroughRequest(
      Operation operation,
      ModelId model,
      boolean stream,
      RewritableFields body,
      boolean usageWanted,
      Supplier<ChatRequest> meaning) {
    this(WireFormat.OPENAI, operation, model, stream, body, usageWanted, Map.of(), meaning);
  }

  /** The same, asked of this model. */
  public PassthroughRequest of(ModelId other) {
    return new PassthroughRequest(
        wireFormat,
        operation,
        other,
        stream,
        body,
        usageWanted,
        headers,
        query,
        meaning,
        openAiForm,
        fallbacks);
  }

  /** The same with this query, with its question mark. */
  public PassthroughRequest with(String query) {
    return new PassthroughRequest(
        wireFormat,
        operation,
        model,
        stream,
        body,
        usageWanted,
        headers,
        query,
        meaning,
        openAiForm,
        fallbacks);
  }

  /** The same, with others to be asked next. */
  public PassthroughRequest or(List<String> others) {
    return new PassthroughRequest(
        wireFormat,
        operation,
        model,
        stream,
        body,
        usageWanted,
        headers,
        query,
        meaning,
        openAiForm,
        others);
  }

  @Override
  public ChatRequest chat() {
    return meaning.get();
  }

  @Override
  public ChatRequest outline() {
    return meaning instanceof LazyRequest lazyRequest ? lazyRequest.outline() : meaning.get();
  }

  @Override
  public @Nullable TextOnlyOutline plainTalk() {
    return meaning instanceof LazyRequest lazyRequest ? lazyRequest.textOnlyOutline() : null;
  }
}
