package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatWords;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.WholeSink;
import dev.modelrouter.api.openai.OpenAiErrors;
import dev.modelrouter.api.openai.OpenAiRefusal;
import dev.modelrouter.api.openai.RawRequestReader;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.RawRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.Style;
import dev.modelrouter.chat.UnspeakableException;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.wire.ByteAccumulator;
import dev.modelrouter.wire.JsonScanner;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses API: as bytes to providers that have it, else in the words that all dialects
 * share. Answers that were made here are remembered here; a request that goes on from one of them
 * goes to nobody as bytes, since nobody else knows that answer.
 */
public final class ResponsesWords implements ChatWords {
  private static final byte[] PREVIOUS = ResponsesErrors.PREVIOUS.getBytes(US_ASCII);
  private static final byte[] SIGN_OF_LIFE = ": keep-alive\n\n".getBytes(US_ASCII);

  private final Function<String, ModelId> names;
  private final ResponseMemory memory;
  private final InstantSource clock;

  /**
   * The words.
   *
   * @param names tells what a model's name means here
   * @param memory of answers
   * @param clock wall clock, for the times in answers
   */
  public ResponsesWords(
      Function<String, ModelId> names, ResponseMemory memory, InstantSource clock) {
    this.names = names;
    this.memory = memory;
    this.clock = clock;
  }

  @Override
  public Request read(Call call, byte[] body) {
    RawRequest raw = RawRequestReader.read(Operation.RESPONSE, body, names);
    String previous = previous(body);
    boolean ours = previous != null && memory.find(call.caller(), previous) != null;
    return new RawRequest(
        ours ? Style.OURS : raw.style(),
        raw.operation(),
        raw.model(),
        raw.stream(),
        raw.body(),
        true,
        raw.headers(),
        new Reading(body, raw.model(), raw.stream(), id -> memory.find(call.caller(), id)));
  }

  private static @Nullable String previous(byte[] body) {
    JsonScanner json = new JsonScanner();
    json.reset(body, 0, body.length);
    json.beginObject();
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(PREVIOUS) && json.isString()) {
        return json.string();
      }
      json.skip();
    }
    return null;
  }

  @Override
  public StreamSink.Script stream(Call call, Request request) {
    return new Streamed(this, call, reading(request));
  }

  @Override
  public WholeSink.Script whole(Call call, Request request) {
    return new Whole(this, call, reading(request), now());
  }

  private static Reading reading(Request request) {
    if (request instanceof RawRequest raw && raw.meaning() instanceof Reading reading) {
      return reading;
    }
    throw new IllegalArgumentException("not read by these words");
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private void keep(Call call, ResponsesRequest request, byte[] response) {
    byte[] input = request.input();
    if (input != null) {
      memory.keep(call.caller(), "resp_" + call.serial(), new StoredResponse(response, input));
    }
  }

  @Override
  public int status(GatewayError error) {
    return OpenAiErrors.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    ProviderError origin = error.origin();
    boolean forgotten = origin != null && ResponsesErrors.PREVIOUS.equals(origin.param());
    return forgotten
        ? ResponsesErrors.body(
            ResponsesErrors.of(new UnspeakableException(ResponsesErrors.PREVIOUS, error.message())))
        : OpenAiErrors.body(error, field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return OpenAiRefusal.noKey();
  }

  private record Streamed(ResponsesWords words, Call call, Reading reading)
      implements StreamSink.Script {
    @Override
    public String contentType() {
      return Call.EVENT_STREAM;
    }

    @Override
    public StreamWriter writer(String model) {
      return new Remembering(
          new ResponsesStreamWriter(
              call.serial(), words.now(), words::now, model, reading.request()),
          response -> words.keep(call, reading.request(), response));
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      words.refuse(call, error);
    }

    /**
     * How many events the provider has sent is not known here: the number of this is 0. Beside the
     * API's own fields stands the object by which the SDKs know that something is wrong.
     */
    @Override
    public byte[] brokenOff(GatewayError error) {
      byte[] event = ResponsesErrors.event(error, 0);
      byte[] known = OpenAiErrors.body(error, null);
      int close = event.length - "}\n\n".length();
      return new ByteAccumulator(event.length + known.length)
          .append(event, 0, close)
          .append(',')
          .append(known, 1, known.length)
          .append("\n\n")
          .take();
    }

    @Override
    public byte[] signOfLife() {
      return SIGN_OF_LIFE.clone();
    }

    @Override
    public boolean showsSeals() {
      return true;
    }
  }

  private record Whole(ResponsesWords words, Call call, Reading reading, long created)
      implements WholeSink.Script {
    @Override
    public byte[] write(List<ChatEvent.Content> said, Answer answer) {
      ResponsesRequest request = reading.request();
      byte[] response =
          ResponsesAnswerWriter.write(call.serial(), created, words.now(), said, answer, request);
      words.keep(call, request, response);
      return response;
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      words.refuse(call, error);
    }
  }
}
