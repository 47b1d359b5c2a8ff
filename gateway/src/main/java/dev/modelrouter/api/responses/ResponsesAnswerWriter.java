package dev.modelrouter.api.responses;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.List;

/**
 * Writes a whole response from what a provider of another dialect said. It is what the last event
 * of a stream of the same pieces holds, made in the same way.
 */
public final class ResponsesAnswerWriter {
  private ResponsesAnswerWriter() {}

  /**
   * The response object as UTF-8 JSON.
   *
   * @param id tells this answer from all others: letters, digits, {@code _} and {@code -}; part of
   *     the ids of the response ({@code resp_…}) and of its items
   * @param created when the answer began, seconds since 1970
   * @param completed when it was whole, seconds since 1970
   * @param content all that was said, in its order
   * @param completionSummary what else is known
   * @param request what is answered
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static byte[] write(
      String id,
      long created,
      long completed,
      List<ChatEvent.Content> content,
      CompletionSummary completionSummary,
      ResponsesRequest request) {
    ResponsesStreamWriter stream =
        new ResponsesStreamWriter(id, created, () -> completed, completionSummary.model(), request);
    content.forEach(stream::content);
    stream.done(completionSummary);
    return stream.response();
  }
}
