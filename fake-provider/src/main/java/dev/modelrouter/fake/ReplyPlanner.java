package dev.modelrouter.fake;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Turns each request into the performance that answers it, in the dialect of its route. */
final class ReplyPlanner implements Function<RecordedRequest, ReplyWriter> {

  private final Function<RecordedRequest, Reply> script;
  private final AtomicLong answers = new AtomicLong();

  ReplyPlanner(Function<RecordedRequest, Reply> script) {
    this.script = script;
  }

  @Override
  public ReplyWriter apply(RecordedRequest request) {
    Dialect dialect = Dialect.ofChat(request);
    if (dialect == null) {
      Dialect words =
          request.route().contains("/api/") ? new OllamaDialect(false) : new OpenAiDialect();
      boolean withBody = !request.method().equals("HEAD");
      return new FixedAnswer(words, NonChatResponses.answer(request), withBody);
    }
    ChatRequest chatRequest;
    try {
      String id = "fake-" + answers.incrementAndGet();
      // A form says nothing that would change the answer, and neither does nothing.
      boolean form = request.header("content-type").orElse("").startsWith("multipart/");
      boolean mute = form || request.body().length == 0;
      chatRequest =
          ChatRequest.read(id, mute ? "{}" : request.bodyText(), dialect.streamsByDefault());
    } catch (IllegalArgumentException wrong) {
      return new FixedAnswer(dialect, Reply.error(400, "invalid_json", wrong.toString()), true);
    }
    return performance(dialect, chatRequest, scripted(request));
  }

  // A test's own function may fail, even by an assertion: it should see why, not a lost connection.
  private Reply scripted(RecordedRequest request) {
    try {
      return script.apply(request);
    } catch (RuntimeException | AssertionError failed) {
      return Reply.error(500, "script_failed", failed.toString());
    }
  }

  private static ReplyWriter performance(Dialect dialect, ChatRequest chatRequest, Reply reply) {
    return switch (reply) {
      case Answer answer when chatRequest.stream() ->
          new StreamedAnswer(dialect, chatRequest, answer);
      case Answer answer -> new WholeAnswer(dialect, chatRequest, answer);
      case StatusReply status -> new FixedAnswer(dialect, status, true);
      case RawStream raw -> replyChannel -> stream(replyChannel, raw, dialect);
      case RawBytesReply wire ->
          replyChannel -> {
            replyChannel.lastWrite(wire.bytes());
            replyChannel.close();
          };
      case HeadOnlyReply _ ->
          replyChannel -> {
            replyChannel.write(
                replyChannel.head(
                    chatRequest.stream()
                        ? HttpHead.chunked(dialect.streamType())
                        : HttpHead.ofLength(dialect.unaryType(), 1000)));
            replyChannel.hang();
          };
      case NoResponse.RESET -> ReplyChannel::reset;
      case NoResponse.CLOSE -> ReplyChannel::close;
      case NoResponse.HANG -> ReplyChannel::hang;
    };
  }

  private static void stream(ReplyChannel replyChannel, RawStream raw, Dialect dialect)
      throws IOException {
    String type = raw.contentType() == null ? dialect.streamType() : raw.contentType();
    replyChannel.write(replyChannel.head(HttpHead.chunked(type)));
    byte[] body = raw.body();
    for (int at = 0; at < body.length; at += raw.cutEvery()) {
      if (at > 0) {
        replyChannel.pause(raw.betweenPieces());
      }
      int end = Math.min(body.length, at + raw.cutEvery());
      replyChannel.write(Chunks.chunk(Arrays.copyOfRange(body, at, end)));
    }
    replyChannel.lastWrite(Chunks.end());
  }
}
