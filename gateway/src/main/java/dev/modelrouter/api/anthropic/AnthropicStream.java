package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.routing.Target;
import dev.modelrouter.wire.ByteAccumulator;
import org.jspecify.annotations.Nullable;

/** How a streamed message is written. */
final class AnthropicStream implements StreamSink.StreamFormat {
  private static final byte[] PING =
      "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(US_ASCII);

  private final AnthropicWords words;
  private final Call call;
  private final AskedName name;
  private final RelayedBlocks blocks = new RelayedBlocks();

  AnthropicStream(AnthropicWords words, Call call, AskedName name) {
    this.words = words;
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
  public void relay(Target target, byte[] bytes, int from, int to, ByteAccumulator out) {
    blocks.see(bytes, from, to);
    name.pass(bytes, from, to, target, out);
  }

  @Override
  public @Nullable StreamWriter following(byte[] opening) {
    return AnthropicStreamWriter.following(blocks);
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    words.refuse(call, error);
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
