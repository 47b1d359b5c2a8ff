package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * An {@link Answer} as a stream: each event is one chunk and one write.
 *
 * @param dialect its words
 * @param ask what was asked
 * @param answer what to say, and where to fail
 */
record StreamedAnswer(Dialect dialect, Ask ask, Answer answer) implements Performance {

  @Override
  public void play(Exchange exchange) throws IOException {
    exchange.pause(answer.pace().beforeHead());
    exchange.write(exchange.head(HttpHead.chunked(dialect.streamType())));
    for (String event : dialect.opening(ask, answer)) {
      send(exchange, event);
    }
    tokens(exchange);
    end(exchange);
  }

  private void tokens(Exchange exchange) throws IOException {
    List<String> tokens = answer.tokens();
    int count = Math.min(answer.ending().tokens(), tokens.size());
    long due = System.nanoTime() + answer.pace().beforeFirstToken().toNanos();
    for (int i = 0; i < count; i++) {
      exchange.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      if (i == answer.style().brokenEventAfter()) {
        breakEvent(exchange);
      }
      send(exchange, dialect.token(ask, answer, tokens.get(i)));
      due += answer.pace().betweenTokens().toNanos();
    }
    if (answer.style().brokenEventAfter() >= count) {
      breakEvent(exchange);
    }
  }

  private void calls(Exchange exchange) throws IOException {
    for (String event : dialect.calls(ask, answer)) {
      send(exchange, event);
    }
  }

  private void end(Exchange exchange) throws IOException {
    switch (answer.ending()) {
      case Ending.Complete _ -> {
        calls(exchange);
        close(exchange, dialect.closing(ask, answer, true));
      }
      case Ending.CleanEnd _ -> exchange.lastWrite(Chunks.end());
      case Ending.Stall _ -> exchange.hang();
      case Ending.Reset _ -> exchange.reset();
      case Ending.CutInChunk _ -> {
        byte[] chunk = Chunks.chunk(framed(dialect.token(ask, answer, "never seen whole")));
        exchange.write(Arrays.copyOf(chunk, chunk.length / 2));
        exchange.close();
      }
      case Ending.ErrorEvent error ->
          close(exchange, List.of(dialect.error(500, error.code(), error.message())));
      case Ending.NoEndMark missing -> {
        calls(exchange);
        List<String> events = dialect.closing(ask, answer, false);
        if (missing.leftOpen()) {
          for (String event : events) {
            send(exchange, event);
          }
          exchange.hang();
        } else {
          close(exchange, events);
        }
      }
    }
  }

  /** Sends the last events and the end of the body, each on its own as a real server may. */
  private void close(Exchange exchange, List<String> events) throws IOException {
    for (int i = 0; i < events.size() - 1; i++) {
      send(exchange, events.get(i));
    }
    if (events.isEmpty()) {
      exchange.lastWrite(Chunks.end());
    } else {
      comment(exchange);
      exchange.lastWrite(Chunks.chunk(framed(events.getLast())));
      exchange.write(Chunks.end());
    }
  }

  private void breakEvent(Exchange exchange) throws IOException {
    send(exchange, "{\"id\":\"broken\",\"choices\":[{\"del");
  }

  private void send(Exchange exchange, String event) throws IOException {
    comment(exchange);
    exchange.write(Chunks.chunk(framed(event)));
  }

  private void comment(Exchange exchange) throws IOException {
    if (answer.style().comments()) {
      byte[] comment = dialect.comment(answer.style()).getBytes(UTF_8);
      if (comment.length > 0) {
        exchange.write(Chunks.chunk(comment));
      }
    }
  }

  private byte[] framed(String event) {
    return dialect.frame(event, answer.style()).getBytes(UTF_8);
  }
}
