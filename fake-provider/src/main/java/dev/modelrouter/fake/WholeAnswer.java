package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;

/**
 * An {@link Answer} as one JSON body with its length. A fault after some of the tokens happens at
 * the same part of the body.
 *
 * @param dialect its words
 * @param ask what was asked
 * @param answer what to say, and where to fail
 */
record WholeAnswer(Dialect dialect, Ask ask, Answer answer) implements Performance {

  @Override
  public void play(Exchange exchange) throws IOException {
    byte[] whole = dialect.whole(ask, answer).getBytes(UTF_8);
    exchange.pause(answer.pace().total(told()));
    switch (answer.ending()) {
      case Ending.Complete _ -> exchange.lastWrite(headed(exchange, whole, whole.length));
      case Ending.NoEndMark _ -> exchange.lastWrite(headed(exchange, whole, whole.length));
      case Ending.CleanEnd _ -> {
        byte[] part = part(whole);
        exchange.lastWrite(headed(exchange, part, part.length));
      }
      case Ending.Reset _ -> {
        exchange.write(headed(exchange, part(whole), whole.length));
        exchange.reset();
      }
      case Ending.CutInChunk _ -> {
        exchange.write(headed(exchange, part(whole), whole.length));
        exchange.close();
      }
      case Ending.Stall _ -> {
        exchange.write(headed(exchange, part(whole), whole.length));
        exchange.hang();
      }
      case Ending.ErrorEvent error -> {
        byte[] body = dialect.error(500, error.code(), error.message()).getBytes(UTF_8);
        exchange.lastWrite(headed(exchange, body, body.length));
      }
    }
  }

  private int told() {
    return Math.min(answer.ending().tokens(), answer.tokens().size());
  }

  /** As much of the body as there are tokens before the end; never all of it. */
  private byte[] part(byte[] whole) {
    return Arrays.copyOf(
        whole, (int) ((long) whole.length * told() / (answer.tokens().size() + 1)));
  }

  private byte[] headed(Exchange exchange, byte[] body, int length) {
    return Chunks.join(exchange.head(HttpHead.ofLength(dialect.wholeType(), length)), body);
  }
}
