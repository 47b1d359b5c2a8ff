package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.continuation.DeliveredText;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.provider.ScriptedStep;
import dev.modelrouter.routing.Target;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plays the answer of a provider inside this process, step by step, under the same limits as any
 * other: the first text commits a stream, a whole answer is held until it is whole.
 */
final class LocalAttempt implements Attempt, AttemptTimeouts.Listener {
  private static final long DRAIN_MILLIS = 25;

  private final Dispatcher dispatcher;
  private final Exchange exchange;
  private final Target target;
  private final AnswerSink sink;
  private final boolean stream;
  private final List<ScriptedStep> scriptedSteps;
  private final DeliveredText deliveredText = new DeliveredText();
  private final StringBuilder unaryText = new StringBuilder();
  private final AttemptTimeouts timeouts;
  private final @Nullable ThroughputMonitor throughputMonitor;
  private final long startedAt;
  private int next;
  private long timer = -1;
  private boolean started;
  private boolean committed;
  private boolean over;

  LocalAttempt(
      Dispatcher dispatcher,
      Exchange exchange,
      Target target,
      LocalProvider provider,
      AnswerSink sink) {
    this.dispatcher = dispatcher;
    this.exchange = exchange;
    this.target = target;
    this.sink = sink;
    this.stream = exchange.request().stream();
    this.scriptedSteps = provider.play(target.model(), stream);
    this.timeouts =
        new AttemptTimeouts(
            dispatcher.timeoutScheduler(), exchange, exchange.firstTokenTimeout(target), this);
    this.startedAt = dispatcher.nanoTime();
    MinThroughput minThroughput = stream ? exchange.policy().minThroughput() : null;
    this.throughputMonitor =
        minThroughput == null
            ? null
            : new ThroughputMonitor(
                dispatcher.timeoutScheduler(),
                minThroughput,
                exchange,
                () -> failTimeout(minThroughput.failureMessage()));
  }

  @Override
  public void start() {
    timeouts.begin(stream);
    try {
      onStarted();
    } catch (UntranslatableRequestException e) {
      fail(HttpAttempt.untranslatable(e));
      return;
    }
    started = true;
    exchange.startWaitClock(target);
    play();
  }

  /** Nobody here understands anybody's bytes: what they mean must have a word. */
  private void onStarted() {
    if (exchange.request().operation() != Operation.CHAT) {
      var _ = exchange.request().chat();
    }
  }

  private void play() {
    timer = -1;
    while (!over && next < scriptedSteps.size()) {
      if (sink.full()) {
        waiting(true);
        later(DRAIN_MILLIS);
        return;
      }
      waiting(false);
      switch (scriptedSteps.get(next++)) {
        case ScriptedStep.Say say -> deliver(say.text());
        case ScriptedStep.MalformedEvent broken -> exchange.eventSkipped(target, broken.why());
        case ScriptedStep.Pause pause -> {
          flush();
          later(Math.max(1, pause.length().toMillis()));
          return;
        }
        case ScriptedStep.Hang ignored -> {
          flush();
          return;
        }
        case ScriptedStep.Fail failure -> fail(failure.error());
        case ScriptedStep.End end -> complete(end.reason(), end.usage());
      }
    }
  }

  private void waiting(boolean forCaller) {
    if (throughputMonitor != null && forCaller) {
      throughputMonitor.pause();
    } else if (throughputMonitor != null) {
      throughputMonitor.resume();
    }
  }

  private void later(long millis) {
    timer = dispatcher.timers().schedule(millis, this::timer);
  }

  private void timer() {
    try {
      play();
    } catch (RuntimeException | OutOfMemoryError bug) {
      exchange.onException(bug);
    }
  }

  private void deliver(String text) {
    if (!stream) {
      unaryText.append(text);
      return;
    }
    commit();
    timeouts.flowing();
    deliveredText.add(text);
    ChatEvent.TextDelta piece = new ChatEvent.TextDelta(text);
    if (throughputMonitor != null) {
      throughputMonitor.onContent(piece);
    }
    sink.content(piece);
  }

  private void commit() {
    if (!committed) {
      committed = true;
      exchange.onFirstToken(this);
      sink.begin(target, name -> null);
    }
  }

  private void flush() {
    if (committed) {
      sink.flush();
      exchange.onBytesDelivered();
    }
  }

  @Override
  public void onIdleTimeout() {
    failTimeout("was silent for too long");
  }

  @Override
  public void onFirstTokenTimeout() {
    if (exchange.isFirstTokenTimeoutCallers(target)) {
      fail(
          GatewayError.of(
              ErrorCode.CALLER_TIMEOUT,
              target.id() + " gave no text within the request's own limit"));
    } else {
      exchange.firstTokenLate(target, dispatcher.nanoTime() - startedAt);
      failTimeout("gave no text in time");
    }
  }

  @Override
  public boolean isExcused() {
    return sink.full();
  }

  private void failTimeout(String what) {
    fail(GatewayError.of(ErrorCode.TIMEOUT, target.id() + " " + what));
  }

  @Override
  public void onTimeShareExpired() {
    if (!over && !committed) {
      ErrorCode code =
          exchange.isTotalTimeoutCallers() ? ErrorCode.CALLER_TIMEOUT : ErrorCode.TIMEOUT;
      fail(GatewayError.of(code, target.id() + " did not answer within its share of the time"));
    }
  }

  private void fail(GatewayError error) {
    cancel();
    exchange.attemptEnded(
        this,
        committed
            ? new AttemptOutcome.FailedMidStream(error, deliveredText.text(), null)
            : new AttemptOutcome.FailedBeforeCommit(error, true));
  }

  private void complete(FinishReason reason, @Nullable Usage usage) {
    cancel();
    commit();
    if (!unaryText.isEmpty()) {
      sink.content(new ChatEvent.TextDelta(unaryText.toString()));
    }
    CompletionSummary completionSummary =
        new CompletionSummary(target.id(), target.model(), usage, Map.of(), reason);
    exchange.attemptEnded(this, new AttemptOutcome.Completed(completionSummary));
  }

  @Override
  public boolean isSent() {
    return started;
  }

  @Override
  public void cancel() {
    over = true;
    timeouts.stop();
    if (throughputMonitor != null) {
      throughputMonitor.stop();
    }
    if (timer != -1) {
      dispatcher.timers().cancel(timer);
      timer = -1;
    }
  }
}
