package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.routing.Target;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/** Plays the answer of a provider inside this process, piece by piece when a stream is wanted. */
final class LocalAttempt implements Attempt {
  private static final long PIECE_MILLIS = 25;

  private final Vertx vertx;
  private final Exchange exchange;
  private final Target target;
  private final AnswerSink sink;
  private final List<String> pieces;
  private int next;
  private long timer = -1;

  LocalAttempt(
      Vertx vertx, Exchange exchange, Target target, LocalProvider provider, AnswerSink sink) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.target = target;
    this.sink = sink;
    this.pieces = provider.answer(exchange.request().chat(), target.model());
  }

  @Override
  public void start() {
    exchange.firstText();
    sink.begin(target, name -> null);
    if (!exchange.request().stream()) {
      pieces.forEach(piece -> sink.content(new ChatEvent.TextDelta(piece)));
      complete();
      return;
    }
    timer = vertx.setPeriodic(1, PIECE_MILLIS, ignored -> play());
  }

  private void play() {
    if (sink.full()) {
      return;
    }
    if (next < pieces.size()) {
      sink.content(new ChatEvent.TextDelta(pieces.get(next++)));
      sink.flush();
      return;
    }
    complete();
  }

  private void complete() {
    cancel();
    Answer answer = new Answer(target.id(), target.model(), null, Map.of(), FinishReason.STOP);
    exchange.attemptEnded(new AttemptOutcome.Completed(answer));
  }

  @Override
  public void cancel() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
