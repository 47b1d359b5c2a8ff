package dev.modelrouter.api.openai;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.List;

/**
 * How a whole answer of OpenAI's API is written.
 *
 * @param id tells the answer from all others
 * @param created when, seconds since 1970
 * @param body the caller's request
 */
record OpenAiUnaryFormat(String id, long created, byte[] body) implements UnarySink.UnaryFormat {
  @Override
  public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
    return OpenAiAnswerWriter.write(
        id, created, said, completionSummary, CustomToolNames.names(body));
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    OpenAiErrorResponses.failed(call, error);
  }

  @Override
  public boolean shows(Media media) {
    return MediaJson.takes(media);
  }

  @Override
  public String toString() {
    return "OpenAiUnaryFormat[" + id + "]";
  }
}
