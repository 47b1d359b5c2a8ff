package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/**
 * A {@link StatusReply} on its way: one head and one body in one write.
 *
 * @param dialect words the default body
 * @param reply what to say
 * @param withBody false for an answer to HEAD
 */
record FixedAnswer(Dialect dialect, StatusReply reply, boolean withBody) implements ReplyWriter {

  @Override
  public void play(ReplyChannel replyChannel) throws IOException {
    byte[] body = body();
    String type = reply.contentType() == null ? dialect.unaryType() : reply.contentType();
    byte[] head =
        replyChannel.head(new HttpHead(reply.status(), type, body.length, reply.headers()));
    replyChannel.pause(reply.beforeHead());
    replyChannel.lastWrite(withBody ? Chunks.join(head, body) : head);
  }

  private byte[] body() {
    byte[] given = reply.body();
    if (given != null) {
      return given;
    }
    String message =
        reply.message() == null ? "The fake provider says " + reply.status() : reply.message();
    return dialect.error(reply.status(), reply.code(), message).getBytes(UTF_8);
  }
}
