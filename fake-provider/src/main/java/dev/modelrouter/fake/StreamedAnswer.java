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
 * @param chatRequest what was asked
 * @param answer what to say, and where to fail
 */
record StreamedAnswer(Dialect dialect, ChatRequest chatRequest, Answer answer)
    implements ReplyWriter {

  @Override
  public void play(ReplyChannel replyChannel) throws IOException {
    replyChannel.pause(answer.delays().beforeHead());
    replyChannel.write(replyChannel.head(HttpHead.chunked(dialect.streamType())));
    for (String event : dialect.opening(chatRequest, answer)) {
      send(replyChannel, event);
    }
    tokens(replyChannel);
    end(replyChannel);
  }

  private void tokens(ReplyChannel replyChannel) throws IOException {
    List<String> tokens = answer.tokens();
    int count = Math.min(answer.termination().tokens(), tokens.size());
    long due = System.nanoTime() + answer.delays().beforeFirstToken().toNanos();
    for (int i = 0; i < count; i++) {
      replyChannel.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      if (i == answer.style().brokenEventAfter()) {
        breakEvent(replyChannel);
      }
      send(replyChannel, dialect.token(chatRequest, answer, tokens.get(i)));
      due += answer.delays().betweenTokens().toNanos();
    }
    if (answer.style().brokenEventAfter() >= count) {
      breakEvent(replyChannel);
    }
  }

  private void calls(ReplyChannel replyChannel) throws IOException {
    for (String event : dialect.calls(chatRequest, answer)) {
      send(replyChannel, event);
    }
  }

  private void end(ReplyChannel replyChannel) throws IOException {
    switch (answer.termination()) {
      case Termination.Complete _ -> {
        calls(replyChannel);
        close(replyChannel, dialect.closing(chatRequest, answer, true));
      }
      case Termination.CleanEnd _ -> replyChannel.lastWrite(Chunks.end());
      case Termination.Stall _ -> replyChannel.hang();
      case Termination.Reset _ -> replyChannel.reset();
      case Termination.CutInChunk _ -> {
        byte[] chunk = Chunks.chunk(framed(dialect.token(chatRequest, answer, "never seen whole")));
        replyChannel.write(Arrays.copyOf(chunk, chunk.length / 2));
        replyChannel.close();
      }
      case Termination.ErrorEvent error ->
          close(replyChannel, List.of(dialect.error(500, error.code(), error.message())));
      case Termination.NoEndMark missing -> {
        calls(replyChannel);
        List<String> events = dialect.closing(chatRequest, answer, false);
        if (missing.leftOpen()) {
          for (String event : events) {
            send(replyChannel, event);
          }
          replyChannel.hang();
        } else {
          close(replyChannel, events);
        }
      }
    }
  }

  /** Sends the last events and the end of the body, each on its own as a real server may. */
  private void close(ReplyChannel replyChannel, List<String> events) throws IOException {
    for (int i = 0; i < events.size() - 1; i++) {
      send(replyChannel, events.get(i));
    }
    if (events.isEmpty()) {
      replyChannel.lastWrite(Chunks.end());
    } else {
      comment(replyChannel);
      replyChannel.lastWrite(Chunks.chunk(framed(events.getLast())));
      replyChannel.write(Chunks.end());
    }
  }

  private void breakEvent(ReplyChannel replyChannel) throws IOException {
    send(replyChannel, "{\"id\":\"broken\",\"choices\":[{\"del");
  }

  private void send(ReplyChannel replyChannel, String event) throws IOException {
    comment(replyChannel);
    replyChannel.write(Chunks.chunk(framed(event)));
  }

  private void comment(ReplyChannel replyChannel) throws IOException {
    if (answer.style().comments()) {
      byte[] comment = dialect.comment(answer.style()).getBytes(UTF_8);
      if (comment.length > 0) {
        replyChannel.write(Chunks.chunk(comment));
      }
    }
  }

  private byte[] framed(String event) {
    return dialect.frame(event, answer.style()).getBytes(UTF_8);
  }
}
