package dev.modelrouter.api.responses;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.UnarySink;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Media;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.routing.Target;
import java.util.List;

/**
 * How a whole response is written, and remembered.
 *
 * @param created when, seconds since 1970
 */
record ResponsesUnaryFormat(
    ResponsesProtocol protocol, Call call, LazyResponsesRequest lazyResponsesRequest, long created)
    implements UnarySink.UnaryFormat {
  @Override
  public byte[] write(List<ChatEvent.Content> said, CompletionSummary completionSummary) {
    ResponsesRequest request = lazyResponsesRequest.request();
    String token = protocol.token();
    byte[] response =
        ResponsesAnswerWriter.write(
            token, created, protocol.now(), said, completionSummary, request);
    protocol.keep(call, token, request, response);
    return response;
  }

  @Override
  public byte[] relayed(Target target, byte[] own, CompletionSummary completionSummary) {
    if (lazyResponsesRequest.store()) {
      protocol.made(call, completionSummary.provider(), own, 0, own.length);
    }
    return own;
  }

  @Override
  public void refuse(Call call, GatewayError error) {
    protocol.refuse(call, error);
  }

  @Override
  public boolean shows(Media media) {
    return ImageItem.takes(media);
  }
}
