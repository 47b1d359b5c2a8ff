package dev.modelrouter.api.responses;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.routing.Target;
import java.util.List;

/**
 * How a whole response is written, and remembered.
 *
 * @param created when, seconds since 1970
 */
record ResponsesWhole(ResponsesWords words, Call call, Reading reading, long created)
    implements UnarySink.UnaryFormat {
  @Override
  public byte[] write(List<ChatEvent.Content> said, Answer answer) {
    ResponsesRequest request = reading.request();
    String token = words.token();
    byte[] response =
        ResponsesAnswerWriter.write(token, created, words.now(), said, answer, request);
    words.keep(call, token, request, response);
    return response;
  }

  @Override
  public byte[] relayed(Target target, byte[] own, Answer answer) {
    if (reading.store()) {
      words.made(call, answer.provider(), own, 0, own.length);
    }
    return own;
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    words.refuse(call, error);
  }

  @Override
  public boolean shows(Media media) {
    return ImageItem.takes(media);
  }
}
