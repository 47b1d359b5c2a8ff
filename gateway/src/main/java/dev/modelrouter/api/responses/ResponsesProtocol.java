package dev.modelrouter.api.responses;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatProtocol;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.api.openai.OpenAiErrorResponses;
import dev.modelrouter.api.openai.OpenAiErrorWriter;
import dev.modelrouter.api.openai.PassthroughRequestReader;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.WireFormat;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses API: as bytes to providers that have it, else in the words that all dialects
 * share.
 *
 * <p>Answers that were made here are remembered here; a request that goes on from one of them goes
 * to nobody as bytes, since nobody else knows that answer. One that goes on from a provider's own
 * answer goes to that provider, since nobody else knows that one.
 */
public final class ResponsesProtocol implements ChatProtocol {
  private final Function<String, ModelId> names;
  private final ResponseStore memory;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * The words.
   *
   * @param names tells what a model's name means here
   * @param memory of answers
   * @param clock wall clock, for the times in answers
   * @param random for the ids of answers; must not be predictable
   */
  public ResponsesProtocol(
      Function<String, ModelId> names,
      ResponseStore memory,
      InstantSource clock,
      RandomGenerator random) {
    this.names = names;
    this.memory = memory;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Request read(Call call, byte[] body) {
    PassthroughRequest raw = PassthroughRequestReader.read(Operation.RESPONSE, body, names);
    RequestPrescan requestPrescan = RequestPrescan.scan(body);
    String previous = requestPrescan.previous();
    StoredResponse before = previous == null ? null : memory.find(call.caller(), previous);
    if (previous != null && before == null && ResponseIds.response(previous)) {
      throw ResponsesErrorWriter.noPrevious(previous);
    }
    String maker = previous == null ? null : memory.maker(call.caller(), previous);
    boolean pinned = maker != null && raw.model().provider() == null;
    ModelId model = pinned ? new ModelId(maker, raw.model().model()) : raw.model();
    return new PassthroughRequest(
        before == null ? raw.wireFormat() : WireFormat.GATEWAY_ONLY,
        raw.operation(),
        model,
        raw.stream(),
        requestPrescan.foreign()
            ? PassthroughRequestReader.read(Operation.RESPONSE, requestPrescan.forOpenAi(), names)
                .body()
            : raw.body(),
        true,
        raw.headers(),
        new LazyResponsesRequest(body, model, raw.stream(), requestPrescan.store(), before));
  }

  @Override
  public StreamSink.StreamFormat stream(Call call, Request request) {
    return new ResponsesStreamFormat(this, call, reading(request));
  }

  @Override
  public UnarySink.UnaryFormat unaryFormat(Call call, Request request) {
    return new ResponsesUnaryFormat(this, call, reading(request), now());
  }

  private static LazyResponsesRequest reading(Request request) {
    if (request instanceof PassthroughRequest raw
        && raw.meaning() instanceof LazyResponsesRequest lazyResponsesRequest) {
      return lazyResponsesRequest;
    }
    throw new IllegalArgumentException("not read by these words");
  }

  /** A token for the ids of one answer. */
  String token() {
    return ResponseIds.token(random);
  }

  /** Seconds since 1970. */
  long now() {
    return clock.instant().getEpochSecond();
  }

  /** Remembers an answer that was made here, if the caller does not mind. */
  void keep(Call call, String token, ResponsesRequest request, byte[] response) {
    byte[] input = request.input();
    if (input != null) {
      memory.keep(call.caller(), ResponseIds.of(token), new StoredResponse(response, input));
    }
  }

  /** Remembers who made an answer of which these are the first bytes. */
  void made(Call call, String provider, byte[] bytes, int from, int to) {
    String id = RelayedEventInspector.id(bytes, from, to);
    if (id != null) {
      memory.made(call.caller(), id, provider);
    }
  }

  @Override
  public int status(GatewayError error) {
    return OpenAiErrorWriter.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return ResponsesErrorWriter.PREVIOUS.equals(field)
        ? ResponsesErrorWriter.body(
            ResponsesErrorWriter.of(
                new UntranslatableRequestException(ResponsesErrorWriter.PREVIOUS, error.message())))
        : OpenAiErrorWriter.body(ResponsesErrorWriter.named(error), field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return OpenAiErrorResponses.noKey();
  }
}
