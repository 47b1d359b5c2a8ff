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
  private final DeliveredText said = new DeliveredText();
  private final StringBuilder whole = new StringBuilder();
  private final AttemptTimeouts timeouts;
  private final @Nullable PaceWatch pace;
  private final long startedAt;
  private int next;
  private long timer = -1;
  private boolean asked;
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
            dispatcher.deadlines(), exchange, exchange.firstTokenLimit(target), this);
    this.startedAt = dispatcher.nanoTime();
    LeastPace least = stream ? exchange.policy().leastPace() : null;
    this.pace =
        least == null
            ? null
            : new PaceWatch(dispatcher.deadlines(), least, exchange, () -> late(least.complaint()));
  }

  @Override
  public void start() {
    timeouts.begin(stream);
    try {
      heard();
    } catch (UntranslatableRequestException e) {
      fail(HttpAttempt.unspeakable(e));
      return;
    }
    asked = true;
    exchange.asking(target);
    play();
  }

  /** Nobody here understands anybody's bytes: what they mean must have a word. */
  private void heard() {
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
        case ScriptedStep.Say say -> say(say.text());
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
    if (pace != null && forCaller) {
      pace.pause();
    } else if (pace != null) {
      pace.resume();
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

  private void say(String text) {
    if (!stream) {
      whole.append(text);
      return;
    }
    commit();
    timeouts.flowing();
    said.add(text);
    ChatEvent.TextDelta piece = new ChatEvent.TextDelta(text);
    if (pace != null) {
      pace.saw(piece);
    }
    sink.content(piece);
  }

  private void commit() {
    if (!committed) {
      committed = true;
      exchange.firstText(this);
      sink.begin(target, name -> null);
    }
  }

  private void flush() {
    if (committed) {
      sink.flush();
      exchange.said();
    }
  }

  @Override
  public void idle() {
    late("was silent for too long");
  }

  @Override
  public void firstTokenLate() {
    if (exchange.isFirstTokenLimitCallers(target)) {
      fail(
          GatewayError.of(
              ErrorCode.CALLER_TIMEOUT,
              target.id() + " gave no text within the request's own limit"));
    } else {
      exchange.firstTokenLate(target, dispatcher.nanoTime() - startedAt);
      late("gave no text in time");
    }
  }

  @Override
  public boolean excused() {
    return sink.full();
  }

  private void late(String what) {
    fail(GatewayError.of(ErrorCode.TIMEOUT, target.id() + " " + what));
  }

  @Override
  public void shareIsUp() {
    if (!over && !committed) {
      ErrorCode code = exchange.isTotalCallers() ? ErrorCode.CALLER_TIMEOUT : ErrorCode.TIMEOUT;
      fail(GatewayError.of(code, target.id() + " did not answer within its share of the time"));
    }
  }

  private void fail(GatewayError error) {
    cancel();
    exchange.attemptEnded(
        this,
        committed
            ? new AttemptOutcome.FailedMidStream(error, said.text(), null)
            : new AttemptOutcome.FailedBeforeCommit(error, true));
  }

  private void complete(FinishReason reason, @Nullable Usage usage) {
    cancel();
    commit();
    if (!whole.isEmpty()) {
      sink.content(new ChatEvent.TextDelta(whole.toString()));
    }
    Answer answer = new Answer(target.id(), target.model(), usage, Map.of(), reason);
    exchange.attemptEnded(this, new AttemptOutcome.Completed(answer));
  }

  @Override
  public boolean asked() {
    return asked;
  }

  @Override
  public void cancel() {
    over = true;
    timeouts.stop();
    if (pace != null) {
      pace.stop();
    }
    if (timer != -1) {
      dispatcher.timers().cancel(timer);
      timer = -1;
    }
  }
}
