package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.openai.OpenAiErrors;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteAccumulator;

/** How a streamed response is written, and remembered. */
final class ResponsesStream implements StreamSink.StreamFormat {
  private static final byte[] SIGN_OF_LIFE = ": keep-alive\n\n".getBytes(US_ASCII);

  private final ResponsesWords words;
  private final Call call;
  private final Reading reading;
  private boolean relayed;
  private int next;

  ResponsesStream(ResponsesWords words, Call call, Reading reading) {
    this.words = words;
    this.call = call;
    this.reading = reading;
  }

  @Override
  public String contentType() {
    return Call.EVENT_STREAM;
  }

  @Override
  public StreamWriter writer(String model) {
    ResponsesRequest request = reading.asFarAsItGoes();
    String token = words.token();
    return new Remembering(
        new ResponsesStreamWriter(token, words.now(), words::now, model, request),
        response -> words.keep(call, token, request, response));
  }

  @Override
  public void relay(Target target, byte[] bytes, int from, int to, ByteAccumulator out) {
    if (!relayed) {
      relayed = true;
      if (reading.store()) {
        words.made(call, target.id(), bytes, from, to);
      }
    }
    next = RelayedEvents.next(bytes, from, to, next);
    out.append(bytes, from, to);
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    words.refuse(call, error);
  }

  /** Beside the API's own fields stands the object by which the SDKs know that it is an error. */
  @Override
  public byte[] brokenOff(GatewayError error) {
    byte[] event = ResponsesErrors.event(error, next);
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
  public boolean showsSignatures() {
    return true;
  }

  @Override
  public boolean shows(Media media) {
    return ImageItem.takes(media);
  }
}
