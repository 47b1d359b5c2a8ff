package dev.modelrouter.api.responses;

import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.function.Consumer;

/**
 * A writer that hands on the whole response at its end.
 *
 * @param writer writes the events
 * @param memory gets the response object of an answer that came to its end
 */
record RecordingStreamWriter(ResponsesStreamWriter writer, Consumer<byte[]> memory)
    implements StreamWriter {
  @Override
  public void content(ChatEvent.Content piece) {
    writer.content(piece);
  }

  @Override
  public void continuedBy(String provider) {
    writer.continuedBy(provider);
  }

  @Override
  public void done(CompletionSummary completionSummary) {
    writer.done(completionSummary);
    memory.accept(writer.response());
  }

  @Override
  public void failed(GatewayError error) {
    writer.failed(error);
  }

  @Override
  public int size() {
    return writer.size();
  }

  @Override
  public byte[] take() {
    return writer.take();
  }
}
