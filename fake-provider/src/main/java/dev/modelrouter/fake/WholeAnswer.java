package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;

/**
 * An {@link Answer} as one JSON body with its length. A fault after some of the tokens happens at
 * the same part of the body.
 *
 * @param dialect its words
 * @param chatRequest what was asked
 * @param answer what to say, and where to fail
 */
record WholeAnswer(Dialect dialect, ChatRequest chatRequest, Answer answer) implements ReplyWriter {

  @Override
  public void play(ReplyChannel replyChannel) throws IOException {
    byte[] whole = dialect.unary(chatRequest, answer).getBytes(UTF_8);
    replyChannel.pause(answer.delays().total(told()));
    switch (answer.termination()) {
      case Termination.Complete _ ->
          replyChannel.lastWrite(headed(replyChannel, whole, whole.length));
      case Termination.NoEndMark _ ->
          replyChannel.lastWrite(headed(replyChannel, whole, whole.length));
      case Termination.CleanEnd _ -> {
        byte[] part = part(whole);
        replyChannel.lastWrite(headed(replyChannel, part, part.length));
      }
      case Termination.Reset _ -> {
        replyChannel.write(headed(replyChannel, part(whole), whole.length));
        replyChannel.reset();
      }
      case Termination.CutInChunk _ -> {
        replyChannel.write(headed(replyChannel, part(whole), whole.length));
        replyChannel.close();
      }
      case Termination.Stall _ -> {
        replyChannel.write(headed(replyChannel, part(whole), whole.length));
        replyChannel.hang();
      }
      case Termination.ErrorEvent error -> {
        byte[] body = dialect.error(500, error.code(), error.message()).getBytes(UTF_8);
        replyChannel.lastWrite(headed(replyChannel, body, body.length));
      }
    }
  }

  private int told() {
    return Math.min(answer.termination().tokens(), answer.tokens().size());
  }

  /** As much of the body as there are tokens before the end; never all of it. */
  private byte[] part(byte[] whole) {
    return Arrays.copyOf(
        whole, (int) ((long) whole.length * told() / (answer.tokens().size() + 1)));
  }

  private byte[] headed(ReplyChannel replyChannel, byte[] body, int length) {
    return Chunks.join(replyChannel.head(HttpHead.ofLength(dialect.unaryType(), length)), body);
  }
}
