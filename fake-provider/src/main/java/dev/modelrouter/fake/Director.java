package dev.modelrouter.fake;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Turns each request into the performance that answers it, in the dialect of its route. */
final class Director implements Function<RecordedRequest, Performance> {

  private final Function<RecordedRequest, Reply> script;
  private final AtomicLong answers = new AtomicLong();

  Director(Function<RecordedRequest, Reply> script) {
    this.script = script;
  }

  @Override
  public Performance apply(RecordedRequest request) {
    Dialect dialect = Dialect.ofChat(request);
    if (dialect == null) {
      Dialect words =
          request.route().contains("/api/") ? new OllamaDialect(false) : new OpenAiDialect();
      boolean withBody = !request.method().equals("HEAD");
      return new FixedAnswer(words, Catalogue.answer(request), withBody);
    }
    Ask ask;
    try {
      String id = "fake-" + answers.incrementAndGet();
      // A form says nothing that would change the answer, and neither does nothing.
      boolean form = request.header("content-type").orElse("").startsWith("multipart/");
      boolean mute = form || request.body().length == 0;
      ask = Ask.read(id, mute ? "{}" : request.bodyText(), dialect.streamsByDefault());
    } catch (IllegalArgumentException wrong) {
      return new FixedAnswer(dialect, Reply.error(400, "invalid_json", wrong.toString()), true);
    }
    return performance(dialect, ask, scripted(request));
  }

  // A test's own function may fail, even by an assertion: it should see why, not a lost connection.
  private Reply scripted(RecordedRequest request) {
    try {
      return script.apply(request);
    } catch (RuntimeException | AssertionError failed) {
      return Reply.error(500, "script_failed", failed.toString());
    }
  }

  private static Performance performance(Dialect dialect, Ask ask, Reply reply) {
    return switch (reply) {
      case Answer answer when ask.stream() -> new StreamedAnswer(dialect, ask, answer);
      case Answer answer -> new WholeAnswer(dialect, ask, answer);
      case StatusReply status -> new FixedAnswer(dialect, status, true);
      case RawStream raw -> exchange -> stream(exchange, raw, dialect);
      case WireBytes wire ->
          exchange -> {
            exchange.lastWrite(wire.bytes());
            exchange.close();
          };
      case Hushed _ ->
          exchange -> {
            exchange.write(
                exchange.head(
                    ask.stream()
                        ? HttpHead.chunked(dialect.streamType())
                        : HttpHead.ofLength(dialect.wholeType(), 1000)));
            exchange.hang();
          };
      case Unheard.RESET -> Exchange::reset;
      case Unheard.CLOSE -> Exchange::close;
      case Unheard.HANG -> Exchange::hang;
    };
  }

  private static void stream(Exchange exchange, RawStream raw, Dialect dialect) throws IOException {
    String type = raw.contentType() == null ? dialect.streamType() : raw.contentType();
    exchange.write(exchange.head(HttpHead.chunked(type)));
    byte[] body = raw.body();
    for (int at = 0; at < body.length; at += raw.cutEvery()) {
      if (at > 0) {
        exchange.pause(raw.betweenPieces());
      }
      int end = Math.min(body.length, at + raw.cutEvery());
      exchange.write(Chunks.chunk(Arrays.copyOfRange(body, at, end)));
    }
    exchange.lastWrite(Chunks.end());
  }
}
