package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.api.openai.OpenAiErrorWriter;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteBuilder;

/** How a streamed response is written, and remembered. */
final class ResponsesStreamFormat implements StreamSink.StreamFormat {
  private static final byte[] SIGN_OF_LIFE = ": keep-alive\n\n".getBytes(US_ASCII);

  private final ResponsesProtocol protocol;
  private final Call call;
  private final LazyResponsesRequest lazyResponsesRequest;
  private boolean relayed;
  private int next;

  ResponsesStreamFormat(
      ResponsesProtocol protocol, Call call, LazyResponsesRequest lazyResponsesRequest) {
    this.protocol = protocol;
    this.call = call;
    this.lazyResponsesRequest = lazyResponsesRequest;
  }

  @Override
  public String contentType() {
    return Call.EVENT_STREAM;
  }

  @Override
  public StreamWriter writer(String model) {
    ResponsesRequest request = lazyResponsesRequest.asFarAsItGoes();
    String token = protocol.token();
    return new RecordingStreamWriter(
        new ResponsesStreamWriter(token, protocol.now(), protocol::now, model, request),
        response -> protocol.keep(call, token, request, response));
  }

  @Override
  public void relay(Target target, byte[] bytes, int from, int to, ByteBuilder out) {
    if (!relayed) {
      relayed = true;
      if (lazyResponsesRequest.store()) {
        protocol.made(call, target.id(), bytes, from, to);
      }
    }
    next = RelayedEventInspector.next(bytes, from, to, next);
    out.append(bytes, from, to);
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    protocol.refuse(call, error);
  }

  /** Beside the API's own fields stands the object by which the SDKs know that it is an error. */
  @Override
  public byte[] brokenOff(GatewayError error) {
    byte[] event = ResponsesErrorWriter.event(error, next);
    byte[] known = OpenAiErrorWriter.body(error, null);
    int close = event.length - "}\n\n".length();
    return new ByteBuilder(event.length + known.length)
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
