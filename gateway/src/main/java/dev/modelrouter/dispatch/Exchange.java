package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UnspeakableException;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.routing.Choice;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.routing.Seat;
import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller's request with all its attempts: the state machine that walks the targets.
 *
 * <p>Implementation notes. Confined to one event loop, so it needs no locks. It waits for exactly
 * one thing: an {@link #entrance}, the end of {@link #running}, or the pause before a retry; {@link
 * #over} is set once, and whatever comes later finds it set. While an attempt takes too long to its
 * first text, a {@link #rival} may run beside it: who has text first is the one, the other is given
 * up; who fails first leaves the field to the other. An attempt's {@link Entry} is owed exactly one
 * verdict, and its permit goes back in {@link #leave}.
 */
public final class Exchange implements Entrance.Guest {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final Dispatcher dispatcher;
  private final String id;
  private final Request request;
  private final List<Target> targets;
  private final boolean named;
  private final AnswerSink sink;
  private final @Nullable Choice choice;
  private final Conducts conducts;
  private final Conduct conduct;
  private final DispatchPolicy policy;
  private final Trail trail = new Trail();
  private final long startedAt;
  private final Setbacks setbacks;
  private final Watchdog deadline;
  private final Watchdog retryPause;
  private final Watchdog silence;
  private final Watchdog hedge;

  private int next;
  private @Nullable Target target;
  private @Nullable Running running;
  private @Nullable Running rival;
  private @Nullable Entrance entrance;
  private @Nullable Entrance rivalEntrance;
  private final Set<String> tried = new HashSet<>(2);
  private boolean begun;
  private int retries;
  private @Nullable GatewayError retryCause;
  private @Nullable Entry retryEntry;
  private int attempts;
  private int hedges;
  private long firstTextNanos;
  private long askingSince;
  private long waitedNanos;
  private List<String> dropped = List.of();
  private boolean over;
  private @Nullable Resumption resumption;
  private @Nullable ExchangeOutcome outcome;

  Exchange(
      Dispatcher dispatcher,
      String id,
      Request request,
      RouteDecision.Routed route,
      AnswerSink sink,
      Conducts conducts,
      OwnLimits limits) {
    this.dispatcher = dispatcher;
    this.id = id;
    this.request = request;
    this.targets = route.targets();
    this.named = route.named();
    this.choice = route.choice();
    this.sink = sink;
    this.conducts = conducts;
    this.conduct = conducts.of(route.choice());
    this.policy = limits.within(conduct.policy());
    this.startedAt = dispatcher.nanoTime();
    this.setbacks = new Setbacks(named);
    this.deadline = new Watchdog(dispatcher.deadlines(), this::timeIsUp);
    this.retryPause = new Watchdog(dispatcher.deadlines(), this::retry);
    this.silence = new Watchdog(dispatcher.deadlines(), this::silent);
    this.hedge = new Watchdog(dispatcher.deadlines(), this::hedge);
  }

  /** The request id. */
  public String id() {
    return id;
  }

  /** What the caller wants. */
  public Request request() {
    return request;
  }

  /** How long things may take in it. */
  DispatchPolicy policy() {
    return policy;
  }

  /** Why these targets, in this order; null where nobody had to choose. */
  public @Nullable Choice choice() {
    return choice;
  }

  /** The targets in the order in which they are asked. */
  public List<Target> targets() {
    return targets;
  }

  /** What became of each target so far, in order. */
  public List<Step> steps() {
    return trail.steps();
  }

  /** Nanoseconds to the answer's first text since its attempt began; 0 before. */
  public long firstTextNanos() {
    return firstTextNanos;
  }

  /** How many attempts have been started. */
  public int attempts() {
    return attempts;
  }

  /** How many of the attempts raced another one. */
  public int hedges() {
    return hedges;
  }

  /** The target being asked, or asked last; null before the first. */
  public @Nullable Target target() {
    return target;
  }

  /** Nanoseconds since the exchange began. */
  public long elapsedNanos() {
    return dispatcher.nanoTime() - startedAt;
  }

  /** Parameters that the last target asked had no words for, so that they were left out. */
  public List<String> dropped() {
    return dropped;
  }

  void dropped(List<String> parameters) {
    dropped = parameters;
  }

  /** Nanoseconds so far in which a provider was being asked. */
  public long waitedNanos() {
    return running == null ? waitedNanos : waitedNanos + dispatcher.nanoTime() - askingSince;
  }

  /** Whose text the caller got before another went on with the answer; nearly always nobody's. */
  public List<String> continuedFrom() {
    Resumption current = resumption;
    return current == null ? List.of() : current.before();
  }

  /** How it ended, or null while it is under way. */
  public @Nullable ExchangeOutcome outcome() {
    return outcome;
  }

  /** Begins; the end may be reported to the sink before this returns. */
  public void start() {
    dispatcher.began(this);
    dispatcher.listener().exchangeStarted(this);
    conduct.hedging().request();
    conduct.retryBudget().request(startedAt);
    deadline.limit(policy.operationTimeout());
    if (policy.earlyHead()) {
      said();
    }
    nextTarget();
  }

  // The walk: admit, attempt, judge.

  private void nextTarget() {
    retries = 0;
    retryCause = null;
    retryEntry = null;
    Resumption current = resumption;
    if (next == targets.size()) {
      fail(current == null ? setbacks.verdict() : current.verdict());
      return;
    }
    Target candidate = targets.get(next++);
    if (current != null && !current.aim(candidate)) {
      nextTarget();
      return;
    }
    target = candidate;
    if (Speech.estimated(request, candidate.provider())) {
      estimate(candidate);
    } else {
      admit(candidate);
    }
  }

  /** Nobody is asked; but what has no meaning here cannot be counted here. */
  private void estimate(Target candidate) {
    try {
      var _ = request.chat();
    } catch (UnspeakableException e) {
      setbacks.failed(candidate, HttpAttempt.unspeakable(e.parameter(), e.sentence()), true);
      nextTarget();
      return;
    }
    sink.begin(candidate, name -> null);
    complete(new Answer(candidate.id(), candidate.model(), null, Map.of(), FinishReason.STOP));
  }

  private void admit(Target candidate) {
    Entrance way = new Entrance(dispatcher, candidate, policy, conducts, tried, this);
    entrance = way;
    way.go(true);
  }

  @Override
  public void entered(Entrance way, Entry entry) {
    if (way.equals(rivalEntrance)) {
      hedged(entry);
      return;
    }
    entrance = null;
    Running started = running(entry);
    running = started;
    askingSince = started.startedAt();
    hedgeLater(entry.target());
    begin(started);
  }

  @Override
  public void refused(Entrance way, Target candidate, Refusal why) {
    boolean ofRival = way.equals(rivalEntrance);
    GatewayError cause = retryCause;
    Entry before = retryEntry;
    if (ofRival) {
      rivalEntrance = null;
    } else {
      entrance = null;
    }
    if (!ofRival && cause != null && before != null) {
      // No further try is allowed: what counts is why the last one failed.
      before.failed(dispatcher.state(), cause);
      setbacks.failed(candidate, cause, true);
    } else {
      passed(candidate, why);
    }
    if (!ofRival || (running == null && !begun)) {
      nextTarget();
    }
  }

  private void passed(Target candidate, Refusal why) {
    GatewayError error = setbacks.refused(candidate, why);
    trail.passed(candidate, error.code(), error.message(), elapsedNanos());
  }

  private Running running(Entry entry) {
    Target candidate = entry.target();
    Attempt attempt =
        switch (candidate.provider()) {
          case HttpProvider http ->
              new HttpAttempt(
                  dispatcher,
                  this,
                  candidate,
                  http,
                  sink,
                  resumption == null ? null : resumption.joint());
          case LocalProvider local -> new LocalAttempt(dispatcher, this, candidate, local, sink);
        };
    return new Running(attempt, entry, dispatcher.nanoTime());
  }

  private void begin(Running started) {
    attempts++;
    dispatcher.listener().attemptStarted(this, started.target());
    try {
      started.attempt().start();
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("request_id", id)
          .addKeyValue("provider", started.target().id())
          .setCause(e)
          .log("internal error while asking a provider");
      abort(
          GatewayError.of(
              ErrorCode.INTERNAL_ERROR,
              "The gateway itself failed; tell its operator the request id."));
    }
  }

  /** This attempt ended by itself. */
  void attemptEnded(Attempt which, AttemptOutcome outcome) {
    Running ended = under(which);
    if (over || ended == null) {
      return;
    }
    leave(ended, outcome);
    Entry entry = ended.entry();
    switch (outcome) {
      case AttemptOutcome.Completed completed -> {
        entry.succeeded(dispatcher.state());
        Resumption resumed = resumption;
        complete(resumed == null ? completed.answer() : resumed.whole(completed.answer()));
      }
      case AttemptOutcome.FailedMidStream failed -> {
        entry.failed(dispatcher.state(), failed.error());
        goOn(entry.target(), failed);
      }
      case AttemptOutcome.FailedBeforeCommit failed -> {
        if (othersRun() && failed.error().code().effect() != ErrorCode.Effect.FINAL) {
          entry.failed(dispatcher.state(), failed.error());
          setbacks.failed(entry.target(), failed.error(), failed.sent());
        } else {
          giveUp();
          judge(entry, failed.error(), failed.sent());
        }
      }
      case AttemptOutcome.Cancelled ignored -> entry.abandoned(dispatcher.state());
    }
  }

  // The race: who has text first.

  private void hedgeLater(Target candidate) {
    boolean count = request.operation() == Operation.COUNT;
    if (begun || count || !request.repeatable() || next == targets.size()) {
      return;
    }
    OptionalLong delay =
        conduct.hedging().delay(candidate, request.stream(), dispatcher.nanoTime());
    if (delay.isPresent()) {
      hedge.limitNanos(delay.getAsLong());
    }
  }

  private void hedge() {
    Target candidate = nextWell();
    if (running == null || begun || candidate == null || !conduct.hedging().take()) {
      return;
    }
    Entrance way = new Entrance(dispatcher, candidate, policy, conducts, tried, this);
    rivalEntrance = way;
    // It is to be fast, or not at all.
    way.go(false);
  }

  /** The next target that looks able to answer; those before it have had their chance. */
  private @Nullable Target nextWell() {
    while (next < targets.size()) {
      Target candidate = targets.get(next++);
      Refusal why = Entrance.closed(dispatcher.state(), conducts, candidate);
      if (why == null) {
        return candidate;
      }
      passed(candidate, why);
    }
    return null;
  }

  private void hedged(Entry entry) {
    rivalEntrance = null;
    if (begun) {
      entry.abandoned(dispatcher.state());
      entry.left(new AttemptOutcome.Cancelled(), dispatcher.nanoTime());
      return;
    }
    hedges++;
    Running started = running(entry);
    if (running == null) {
      running = started;
      askingSince = started.startedAt();
      target = entry.target();
    } else {
      rival = started;
    }
    begin(started);
  }

  private boolean othersRun() {
    return running != null || rivalEntrance != null;
  }

  private @Nullable Running under(Attempt which) {
    Running one = running;
    Running other = rival;
    if (one != null && one.attempt() == which) {
      return one;
    }
    return other != null && other.attempt() == which ? other : null;
  }

  /** An attempt is over; if another runs, that is now the one. */
  private void leave(Running ended, AttemptOutcome outcome) {
    Running left = ended.equals(running) ? rival : running;
    running = left;
    rival = null;
    if (left != null) {
      target = left.target();
    } else {
      waitedNanos += dispatcher.nanoTime() - askingSince;
    }
    long now = dispatcher.nanoTime();
    ended.entry().left(outcome, now);
    trail.asked(ended.target(), outcome, now - startedAt, now - ended.startedAt());
    dispatcher.listener().attemptFinished(this, ended.target(), outcome, now - ended.startedAt());
  }

  /** Somebody else goes on with what this target said, if that can be. */
  private void goOn(Target died, AttemptOutcome.FailedMidStream end) {
    Resumption before = resumption;
    Resumption after =
        before != null
            ? before.after(died, end)
            : policy.continuation() && sink.canGoOn() ? Resumption.of(request, died, end) : null;
    if (after == null) {
      fail(before == null ? end.error() : before.verdict());
      return;
    }
    resumption = after;
    // What was said goes out now, not with the next one's first word.
    sink.flush();
    nextTarget();
  }

  /** Retry here, go on to the next target, or stop: decided by the class of the error. */
  private void judge(Entry entry, GatewayError error, boolean sent) {
    Target current = entry.target();
    Resumption resumed = resumption;
    if (resumed != null && resumed.otherwise(error)) {
      // The provider is well; it does not go on in the way it was asked to.
      entry.failed(dispatcher.state(), error);
      admit(current);
      return;
    }
    boolean last =
        error.code().effect() == ErrorCode.Effect.FINAL
            && resumed == null
            && !policy.contentPolicyFallback();
    if (last || !request.repeatable()) {
      entry.failed(dispatcher.state(), error);
      fail(error);
      return;
    }
    if (entry.seatOwns(error)) {
      nextSeat(entry, error, sent);
      return;
    }
    Long pause = pauseBeforeRetry(entry, error, sent);
    if (pause != null) {
      retries++;
      retryCause = error;
      retryEntry = entry;
      retryPause.limitMillis(pause);
      return;
    }
    entry.failed(dispatcher.state(), error);
    setbacks.failed(current, error, sent || error.code() == ErrorCode.BAD_REQUEST);
    nextTarget();
  }

  /** The way it went is put away; if there is another one to the same provider, that is gone. */
  private void nextSeat(Entry entry, GatewayError error, boolean sent) {
    entry.failed(dispatcher.state(), error);
    Seat seat = entry.seat();
    if (seat != null) {
      tried.add(seat.id());
    }
    if (Entrance.closed(dispatcher.state(), conducts, entry.target(), tried) == null) {
      admit(entry.target());
    } else {
      setbacks.failed(entry.target(), error, sent);
      nextTarget();
    }
  }

  private void retry() {
    Target current = target;
    if (current != null) {
      admit(current);
    }
  }

  /**
   * Milliseconds until this provider is asked again, or null if it is not. A request that was never
   * sent may be repeated at once; one that was, only when nobody else is left. A probe has given
   * its verdict and is not repeated.
   */
  private @Nullable Long pauseBeforeRetry(Entry entry, GatewayError error, boolean sent) {
    if (entry.probe()
        || !error.code().retryable()
        || retries >= policy.maxRetries()
        || (sent && othersCouldAnswer())) {
      return null;
    }
    Long pause = dispatcher.backoff().delayMillis(error, sent, retries);
    long left = policy.operationTimeout().toNanos() - elapsedNanos();
    return pause == null
            || TimeUnit.MILLISECONDS.toNanos(pause) >= left
            || !conduct.retryBudget().retry(dispatcher.nanoTime())
        ? null
        : pause;
  }

  /** Whether another target answers already, or a later one looks able to right now. */
  boolean othersCouldAnswer() {
    if (rival != null) {
      return true;
    }
    for (int i = next; i < targets.size(); i++) {
      Target other = targets.get(i);
      if (Entrance.closed(dispatcher.state(), conducts, other) == null) {
        return true;
      }
    }
    return false;
  }

  // What the running attempt tells.

  /** The caller of a stream has got something: from here on the silence counts. */
  void said() {
    Duration limit = policy.keepAlive();
    if (request.stream() && !limit.isZero()) {
      silence.limit(limit);
    }
  }

  private void silent() {
    // A caller who does not read needs no sign of life.
    if (!sink.full()) {
      sink.keepAlive();
    }
    said();
  }

  /** This attempt's text goes to the caller: whoever raced it is given up. */
  void firstText(Attempt which) {
    Running first = under(which);
    begun = true;
    hedge.stop();
    if (first != null) {
      Running loser = first.equals(running) ? rival : running;
      if (loser != null) {
        loser.attempt().cancel();
        loser.entry().abandoned(dispatcher.state());
        leave(loser, new AttemptOutcome.Cancelled());
      }
      long now = dispatcher.nanoTime();
      long nanos = now - first.startedAt();
      firstTextNanos = nanos;
      conduct.hedging().firstText(first.target(), request.stream(), nanos, now);
      dispatcher.listener().firstText(this, first.target(), nanos);
    }
  }

  void eventSkipped(Target at, String why) {
    dispatcher.listener().eventSkipped(this, at, why);
  }

  // The end, exactly once.

  /** The caller has left: the provider's connection is closed and nobody else is asked. */
  public void cancel() {
    if (!over) {
      giveUp();
      over(new ExchangeOutcome.Cancelled());
    }
  }

  /** Ends the exchange with this error, wherever it is. */
  public void abort(GatewayError error) {
    if (!over) {
      giveUp();
      fail(error);
    }
  }

  /** Drops what is under way, without a verdict on the providers. */
  private void giveUp() {
    for (Running each = running; each != null; each = running) {
      each.attempt().cancel();
      each.entry().abandoned(dispatcher.state());
      leave(each, new AttemptOutcome.Cancelled());
    }
  }

  private static void giveUp(@Nullable Entrance way) {
    if (way != null) {
      way.cancel();
    }
  }

  private void complete(Answer answer) {
    over(new ExchangeOutcome.Answered(answer));
    sink.complete(answer);
  }

  private void fail(GatewayError error) {
    over(new ExchangeOutcome.Failed(error));
    sink.fail(error);
  }

  private void over(ExchangeOutcome ended) {
    over = true;
    outcome = ended;
    giveUp(entrance);
    giveUp(rivalEntrance);
    deadline.stop();
    retryPause.stop();
    silence.stop();
    hedge.stop();
    dispatcher.over(this);
    dispatcher.listener().exchangeFinished(this, ended);
  }

  private void timeIsUp() {
    abort(
        GatewayError.of(
            ErrorCode.GLOBAL_TIMEOUT,
            "The time for the whole operation is up ("
                + (policy.operationTimeout().equals(conduct.policy().operationTimeout())
                    ? "MAX_OPERATION_TIMEOUT"
                    : "the request's own limit")
                + ")."));
  }
}
