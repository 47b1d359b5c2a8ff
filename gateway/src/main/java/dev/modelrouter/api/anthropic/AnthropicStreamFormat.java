package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/** How a streamed message is written. */
final class AnthropicStreamFormat implements StreamSink.StreamFormat {
  private static final byte[] PING =
      "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(US_ASCII);

  private final AnthropicProtocol protocol;
  private final Call call;
  private final ResponseModelRewriter name;
  private final OpenBlockTracker blocks = new OpenBlockTracker();

  AnthropicStreamFormat(AnthropicProtocol protocol, Call call, ResponseModelRewriter name) {
    this.protocol = protocol;
    this.call = call;
    this.name = name;
  }

  @Override
  public String contentType() {
    return Call.EVENT_STREAM;
  }

  @Override
  public StreamWriter writer(String model) {
    return new AnthropicStreamWriter(call.serial(), name.or(model));
  }

  @Override
  public void relay(Target target, byte[] bytes, int from, int to, ByteBuilder out) {
    blocks.see(bytes, from, to);
    name.rewrite(bytes, from, to, target, out);
  }

  @Override
  public @Nullable StreamWriter following(byte[] opening) {
    return AnthropicStreamWriter.following(blocks);
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    protocol.refuse(call, error);
  }

  @Override
  public byte[] brokenOff(GatewayError error) {
    AnthropicStreamWriter writer = new AnthropicStreamWriter(call.serial(), "");
    writer.failed(error);
    return writer.take();
  }

  @Override
  public byte[] signOfLife() {
    return PING.clone();
  }

  @Override
  public boolean showsSignatures() {
    return true;
  }
}
