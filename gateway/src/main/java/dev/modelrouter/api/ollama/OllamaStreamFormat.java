package dev.modelrouter.api.ollama;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteBuilder;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How a streamed answer is written. */
final class OllamaStreamFormat implements StreamSink.StreamFormat {
  private static final String LINES = "application/x-ndjson";

  private final OllamaProtocol protocol;
  private final OllamaEndpoint form;
  private final InstantSource clock;
  private final Call call;
  private long relayedSince = -1;

  OllamaStreamFormat(OllamaProtocol protocol, OllamaEndpoint form, InstantSource clock, Call call) {
    this.protocol = protocol;
    this.form = form;
    this.clock = clock;
    this.call = call;
  }

  @Override
  public String contentType() {
    return LINES;
  }

  @Override
  public StreamWriter writer(String model) {
    return new OllamaStreamWriter(form, model, clock, call::elapsedNanos);
  }

  @Override
  public void relay(Target target, byte[] bytes, int from, int to, ByteBuilder out) {
    if (relayedSince < 0) {
      relayedSince = call.elapsedNanos();
    }
    out.append(bytes, from, to);
  }

  @Override
  public @Nullable StreamWriter following(byte[] opening) {
    return OllamaStreamWriter.following(opening, form, clock, call::elapsedNanos, relayedSince);
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    protocol.refuse(call, error);
  }

  @Override
  public byte[] brokenOff(GatewayError error) {
    OllamaStreamWriter writer = new OllamaStreamWriter(form, "", clock, call::elapsedNanos);
    writer.failed(error);
    return writer.take();
  }

  @Override
  public byte[] signOfLife() {
    // Every line is an object, and Ollama's Python client fails at an empty one.
    return new byte[0];
  }

  @Override
  public boolean showsSignatures() {
    return false;
  }

  @Override
  public boolean shows(Media media) {
    return form == OllamaEndpoint.CHAT && ResponseLineWriter.takes(media);
  }
}
