package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How a stream of OpenAI's API is written.
 *
 * @param id tells the answer from all others
 * @param created when, seconds since 1970
 * @param usageWanted whether the caller asked for the usage at the end
 * @param body the caller's request
 */
record OpenAiStreamFormat(String id, long created, boolean usageWanted, byte[] body)
    implements StreamSink.StreamFormat {
  private static final byte[] SIGN_OF_LIFE = ": keep-alive\n\n".getBytes(US_ASCII);
  private static final int EXTRA_CAPACITY = 256;

  @Override
  public String contentType() {
    return Call.EVENT_STREAM;
  }

  @Override
  public StreamWriter writer(String model) {
    return new OpenAiStreamWriter(id, created, model, usageWanted, CustomToolNames.names(body));
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    OpenAiErrorResponses.failed(call, error);
  }

  @Override
  public byte[] brokenOff(GatewayError error) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    // Some clients know an error by the event's name only.
    out.append("event: error\ndata: ");
    return OpenAiErrorWriter.append(out, error, null).append("\n\n").take();
  }

  @Override
  public byte[] signOfLife() {
    return SIGN_OF_LIFE;
  }

  @Override
  public boolean passesAsItIs() {
    return true;
  }

  @Override
  public @Nullable StreamWriter following(byte[] opening) {
    return OpenAiStreamWriter.following(opening, usageWanted, CustomToolNames.names(body));
  }

  @Override
  public boolean showsSignatures() {
    return true;
  }

  @Override
  public String toString() {
    return "OpenAiStreamFormat[" + id + "]";
  }

  @Override
  public boolean shows(Media media) {
    return MediaJson.takes(media);
  }
}
