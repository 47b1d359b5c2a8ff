package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.policy.MemoryReservation;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.LocalProvider;
import dev.modelrouter.routing.Deployment;
import dev.modelrouter.routing.OpenCircuit;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.routing.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
public final class Exchange extends Account implements Entrance.Guest, ExceptionHandler {
  private final Dispatcher dispatcher;
  private final Request request;
  private final PendingTargets pending;
  private final AnswerSink sink;
  private final Conducts conducts;
  private final Conduct conduct;
  private final DispatchPolicy policy;
  private final OwnLimits limits;
  private final Entrance.Mode mode;
  private final Setbacks setbacks;
  private final Watchdog deadline;
  private final Retries retries;
  private final LifeSigns life;
  private final Watchdog hedge;
  private final Watchdog share;

  /** As the target is admitted whose turn it is, also when it is asked again. */
  private Entrance.Mode admitting = Entrance.Mode.USUAL;

  private long deadlineAt;
  private boolean hedgeBudgetSpent;
  private @Nullable Running running;
  private @Nullable Running rival;
  private @Nullable Entrance entrance;
  private @Nullable Entrance rivalEntrance;
  private final Set<String> tried = new HashSet<>(2);
  private boolean hasFirstToken;
  private long firstTokenAt;
  private boolean begun;
  private boolean over;
  private @Nullable Resumption resumption;
  private boolean large;
  private @Nullable MemoryReservation unsent;

  Exchange(
      Dispatcher dispatcher,
      String id,
      Request request,
      RouteDecision.Targets route,
      AnswerSink sink,
      Conducts conducts,
      OwnLimits limits,
      boolean inherited) {
    super(id, request, route, dispatcher::nanoTime);
    this.dispatcher = dispatcher;
    this.request = request;
    this.pending = new PendingTargets(route.targets());
    this.sink = sink;
    this.conducts = conducts;
    this.conduct = conducts.of(route.routingTrace());
    this.policy = inherited ? conduct.inherited() : conduct.policy();
    this.limits = limits;
    this.mode =
        inherited && route.routingTrace() == null && conducts.breakers().blacklist()
            ? Entrance.Mode.BLACKLIST
            : Entrance.Mode.USUAL;
    this.setbacks = new Setbacks(route.named());
    this.deadline = new Watchdog(dispatcher.deadlines(), this, this::timeIsUp);
    this.retries = new Retries(dispatcher, this, conduct, policy.retries(), this::admit);
    this.life = new LifeSigns(dispatcher.deadlines(), this, sink, policy, request.stream());
    this.hedge = new Watchdog(dispatcher.deadlines(), this, this::hedge);
    this.share = new Watchdog(dispatcher.deadlines(), this, this::shareIsUp);
  }

  /** Notes that its request is too large to be encoded on the event loop. */
  public void markLarge() {
    large = true;
  }

  /** Whether its request is too large to be encoded on the event loop. */
  boolean large() {
    return large;
  }

  /** Memory of an answer that was held and is on its way to the caller, or null. */
  public @Nullable MemoryReservation unsent() {
    return unsent;
  }

  /** Leaves the memory of a whole answer reserved until the answer has been sent. */
  void keepUntilSent(MemoryReservation held) {
    unsent = held;
  }

  /** How long things may take in it. */
  DispatchPolicy policy() {
    return policy;
  }

  /** How long this target's stream may take to its first token while another could answer. */
  Duration firstTokenLimit(Target target) {
    return limits.firstToken(operatorsFirstTokenLimit(target));
  }

  /** Whether that limit is the caller's own, so that nothing is held against a target for it. */
  boolean isFirstTokenLimitCallers(Target target) {
    return limits.shortensFirstToken(operatorsFirstTokenLimit(target));
  }

  private Duration operatorsFirstTokenLimit(Target target) {
    return FirstTokenLimit.of(policy.timeouts(), conducts, target, dispatcher.nanoTime());
  }

  /** Whether the limit for the whole exchange is the caller's own. */
  boolean isTotalCallers() {
    return limits.shortensTotal(policy.timeouts().total());
  }

  @Override
  public int retries() {
    return retries.total();
  }

  @Override
  public boolean retryBudgetSpent() {
    return retries.budgetSpent();
  }

  @Override
  public boolean hedgeBudgetSpent() {
    return hedgeBudgetSpent;
  }

  @Override
  public List<String> continuedFrom() {
    Resumption current = resumption;
    return current == null ? List.of() : current.before();
  }

  /** Begins; the end may be reported to the sink before this returns. */
  public void start() {
    try {
      begin();
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void begin() {
    dispatcher.began(this);
    dispatcher.listener().exchangeStarted(this);
    conduct.hedging().request();
    conduct.retryBudget().request(startedAt());
    limitTotal(startedAt(), limits.total(policy.timeouts().total()));
    if (policy.earlyHead()) {
      said();
    }
    nextTarget();
  }

  // The walk: admit, attempt, judge.

  private void limitTotal(long now, Duration fromNow) {
    deadlineAt = now + fromNow.toNanos();
    deadline.limitNanos(now, fromNow.toNanos());
  }

  private void nextTarget() {
    retries.forget();
    Resumption current = resumption;
    Target candidate = pending.poll();
    boolean passRates = false;
    if (candidate == null) {
      candidate = pending.pollRateLimited();
      passRates = candidate != null;
    }
    if (candidate == null) {
      fail(current == null ? setbacks.verdict() : current.verdict());
      return;
    }
    if (current != null && !current.aim(candidate)) {
      nextTarget();
      return;
    }
    target(candidate);
    admitting = passRates ? mode.passingDefaultRates() : mode;
    if (Speech.estimated(request, candidate.provider())) {
      estimate(candidate);
    } else if (passRates) {
      note(
          "The default rate limit of "
              + candidate.id()
              + " was passed over, since no other target was left.");
      admit(candidate);
    } else {
      admit(candidate);
    }
  }

  /** Nobody is asked; but what has no meaning here cannot be counted here. */
  private void estimate(Target candidate) {
    try {
      var _ = request.chat();
    } catch (UntranslatableRequestException e) {
      setbacks.failed(candidate, HttpAttempt.unspeakable(e), true);
      nextTarget();
      return;
    }
    sink.begin(candidate, name -> null);
    complete(new Answer(candidate.id(), candidate.model(), null, Map.of(), FinishReason.STOP));
  }

  private void admit(Target candidate) {
    Entrance way = new Entrance(dispatcher, candidate, policy, conducts, tried, admitting, this);
    entrance = way;
    way.go(true);
  }

  @Override
  public void entered(Entrance way, Entry entry) {
    try {
      admitted(way, entry);
    } catch (RuntimeException | OutOfMemoryError bug) {
      if (!runs(running, entry) && !runs(rival, entry) && !over) {
        entry.abandoned(dispatcher.state());
        entry.left(new AttemptOutcome.Cancelled(), dispatcher.nanoTime());
      }
      onException(bug);
    }
  }

  private static boolean runs(@Nullable Running attempt, Entry entry) {
    return attempt != null && attempt.entry().equals(entry);
  }

  private void admitted(Entrance way, Entry entry) {
    queued(way);
    if (way.equals(rivalEntrance)) {
      hedged(entry);
      return;
    }
    entrance = null;
    retries.admitted(dispatcher.state());
    Running started = running(entry);
    running = started;
    askingSince(started.startedAt());
    hedgeLater(entry.target(), started.startedAt());
    shareTime(started.startedAt());
    begin(started);
  }

  @Override
  public void refused(Entrance way, Target candidate, Refusal why) {
    try {
      notAdmitted(way, candidate, why);
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void notAdmitted(Entrance way, Target candidate, Refusal why) {
    queued(way);
    if (way.equals(rivalEntrance)) {
      rivalEntrance = null;
      hedgeNotMade(candidate);
      if (running == null && !begun) {
        nextTarget();
      }
      return;
    }
    entrance = null;
    GatewayError cause = retries.cause();
    if (cause != null) {
      // No further try is allowed: what counts is why the last one failed.
      nobodyAsked();
      retries.settle(dispatcher.state());
      setbacks.failed(candidate, honest(candidate, cause), true);
    } else if (why instanceof Refusal.Spent spent && spent.byDefault()) {
      pending.deferRateLimited(candidate);
      passed(candidate, Setbacks.describe(candidate, why), null);
    } else {
      passed(candidate, why);
    }
    nextTarget();
  }

  private void passed(Target candidate, Refusal why) {
    if (why instanceof Refusal.Busy) {
      queueRejected();
    }
    passed(candidate, setbacks.refused(candidate, why), circuit(why));
  }

  private @Nullable OpenCircuit circuit(Refusal why) {
    return why instanceof Refusal.Away away
        ? OpenCircuit.at(dispatcher.wallClock().instant(), away.remaining(), away.cause())
        : null;
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
    started.attempt().start();
  }

  @Override
  public void onException(Throwable bug) {
    GatewayError error;
    if (bug instanceof OutOfMemoryError) {
      // That of buffers: where the heap is used up the JVM has been told to exit.
      error = AnswerMemory.exhausted();
    } else {
      dispatcher.listener().internalError(id(), bug);
      error =
          GatewayError.of(
              ErrorCode.INTERNAL_ERROR,
              "The gateway itself failed; tell its operator the request id.");
    }
    if (!over) {
      try {
        giveUp();
        over(new ExchangeOutcome.Failed(error));
        sink.fail(error);
        return;
      } catch (RuntimeException | OutOfMemoryError again) {
        bug.addSuppressed(again);
      }
    }
    sink.cut();
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
        entry.failed(dispatcher.state(), failed.error(), true);
        goOn(entry.target(), failed);
      }
      case AttemptOutcome.FailedBeforeCommit failed -> {
        if (othersRun() && !isFinal(failed.error())) {
          retries.forget();
          entry.failed(dispatcher.state(), failed.error(), failed.sent());
          setbacks.failed(entry.target(), failed.error(), failed.sent());
          if (failed.error().code().effect() == ErrorCode.FailureEffect.TRY_LARGER_CONTEXT) {
            onlyLarger(entry.target());
          }
        } else {
          giveUp();
          judge(entry, failed.error(), failed.sent());
        }
      }
      case AttemptOutcome.Cancelled ignored -> entry.abandoned(dispatcher.state());
    }
  }

  /** Whether no other target is asked after this error. */
  private boolean isFinal(GatewayError error) {
    return error.code().effect() == ErrorCode.FailureEffect.FINAL
        && resumption == null
        && !policy.contentPolicyFallback();
  }

  // The race: who has text first.

  private void hedgeLater(Target candidate, long now) {
    boolean count = request.operation() == Operation.COUNT;
    if (begun || count || !request.repeatable() || pending.isEmpty()) {
      return;
    }
    OptionalLong delay = conduct.hedging().delay(candidate, request.stream(), now);
    if (delay.isPresent()) {
      hedge.limitNanos(now, delay.getAsLong());
    }
  }

  /** Asks a second target beside the first: the budget first, so that no target is lost to it. */
  private void hedge() {
    boolean racing = rival != null || rivalEntrance != null;
    if (running == null || begun || racing || !pending.any(this::isAvailable)) {
      return;
    }
    if (!conduct.hedging().take()) {
      hedgeBudgetSpent = true;
      note("No second target was asked beside the first, since the hedge budget was spent.");
      return;
    }
    Target candidate = pending.poll(this::isAvailable);
    if (candidate == null) {
      conduct.hedging().refund();
      return;
    }
    Entrance way = new Entrance(dispatcher, candidate, policy, conducts, tried, mode, this);
    rivalEntrance = way;
    // It is to be fast, or not at all.
    way.go(false);
  }

  private void hedgeNotMade(Target candidate) {
    conduct.hedging().refund();
    pending.putBack(candidate);
  }

  private boolean isAvailable(Target candidate) {
    return Entrance.closed(dispatcher.state(), conducts, candidate, mode) == null;
  }

  private void hedged(Entry entry) {
    rivalEntrance = null;
    if (begun) {
      entry.abandoned(dispatcher.state());
      entry.left(new AttemptOutcome.Cancelled(), dispatcher.nanoTime());
      hedgeNotMade(entry.target());
      return;
    }
    hedged();
    Running started = running(entry);
    if (running == null) {
      running = started;
      askingSince(started.startedAt());
      target(entry.target());
    } else {
      rival = started;
    }
    begin(started);
  }

  // The deadline is one; who could be followed by others gets half of what is left of it.

  private void shareTime(long now) {
    if (!begun && !pending.isEmpty()) {
      share.limitNanos(now, leftNanos(now) / 2);
    } else {
      share.stop();
    }
  }

  private void shareIsUp() {
    Running current = running;
    if (current != null && !begun && othersCouldAnswer()) {
      current.attempt().shareIsUp();
    }
  }

  private long leftNanos(long now) {
    return deadlineAt - now;
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
      target(left.target());
      shareTime(dispatcher.nanoTime());
      hedgeLater(left.target(), dispatcher.nanoTime());
    } else {
      nobodyAsked();
    }
    long now = dispatcher.nanoTime();
    ended.entry().left(outcome, now);
    if (ended.attempt().asked()) {
      long nanos = now - ended.startedAt();
      asked(ended, outcome, now);
      dispatcher.listener().attemptFinished(this, ended.target(), outcome, nanos);
    } else if (outcome instanceof AttemptOutcome.FailedBeforeCommit failed) {
      passed(ended.target(), failed.error(), null);
    }
  }

  /** Somebody else goes on with what this target said, if that can be. */
  private void goOn(Target failedTarget, AttemptOutcome.FailedMidStream end) {
    Resumption before = resumption;
    Resumption after =
        before != null
            ? before.after(failedTarget, end)
            : policy.continuation() && sink.canGoOn()
                ? Resumption.of(request, failedTarget, end)
                : null;
    if (after == null) {
      fail(before == null ? end.error() : before.verdict());
      return;
    }
    resumption = after;
    if (!policy.timeouts().totalBoundsStreams() && limits.operation() == null) {
      limitTotal(dispatcher.nanoTime(), policy.timeouts().total());
    }
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
    if (isFinal(error) || !request.repeatable()) {
      entry.failed(dispatcher.state(), error, sent);
      fail(honest(current, error));
      return;
    }
    if (entry.seatOwns(error)) {
      nextSeat(entry, error, sent);
      return;
    }
    if (retry(entry, error, sent)) {
      // The pause is the provider's doing.
      askingSince(dispatcher.nanoTime());
      return;
    }
    if (retries.budgetSpent()) {
      note(current.id() + " was not asked again, since the retry budget was spent.");
    }
    entry.failed(dispatcher.state(), error, sent);
    boolean reached = sent || error.code().isComplaint();
    setbacks.failed(current, honest(current, error), reached);
    if (error.code().effect() == ErrorCode.FailureEffect.TRY_LARGER_CONTEXT) {
      onlyLarger(current);
    }
    nextTarget();
  }

  /** Whether the same target is asked again, after a pause. */
  private boolean retry(Entry entry, GatewayError error, boolean sent) {
    long left = leftNanos(dispatcher.nanoTime());
    if (retries.quickly(entry, error, sent, left)
        || (setbacks.none() && retries.whenItAsks(entry, error, sent, left))) {
      return true;
    }
    return !(sent && othersCouldAnswer()) && retries.later(entry, error, sent, left);
  }

  /** The same error, with the time for which it has put the target away in fact. */
  private GatewayError honest(Target failed, GatewayError error) {
    return Setbacks.until(error, Entrance.closed(dispatcher.state(), conducts, failed, mode));
  }

  /** Of the targets left, those known to hold no more than this one have lost their turn. */
  private void onlyLarger(Target tooSmall) {
    Larger left = Larger.of(pending.left(), tooSmall, conducts);
    left.out().forEach(this::passed);
    pending.replace(left.in());
  }

  /** The way it went is put away; if there is another one to the same provider, that is gone. */
  private void nextSeat(Entry entry, GatewayError error, boolean sent) {
    entry.failed(dispatcher.state(), error, sent);
    Deployment deployment = entry.deployment();
    if (deployment != null) {
      tried.add(deployment.id());
    }
    if (Entrance.closed(dispatcher.state(), conducts, entry.target(), tried, mode) == null) {
      admit(entry.target());
    } else {
      setbacks.failed(entry.target(), honest(entry.target(), error), sent);
      nextTarget();
    }
  }

  /** Whether another target answers already, or a later one looks able to right now. */
  boolean othersCouldAnswer() {
    return rival != null || pending.any(this::isAvailable);
  }

  // What the running attempt tells.

  /** The request can be said to this target, and goes out. */
  void asking(Target asked) {
    attempt();
    dispatcher.listener().attemptStarted(this, asked);
  }

  /** The caller of a stream has got something: from here on the silence counts. */
  void said() {
    life.said();
  }

  /** Whether any token has come. */
  public boolean hasFirstToken() {
    return hasFirstToken;
  }

  /** When the first token came, by the dispatcher's clock; meaningless before. */
  public long firstTokenAt() {
    return firstTokenAt;
  }

  /** This attempt's text goes to the caller: whoever raced it is given up. */
  void firstText(Attempt which) {
    Running first = under(which);
    begun = true;
    hedge.stop();
    share.stop();
    if (first != null) {
      Running loser = first.equals(running) ? rival : running;
      if (loser != null) {
        loser.attempt().cancel();
        loser.entry().abandoned(dispatcher.state());
        leave(loser, new AttemptOutcome.Cancelled());
        // If the winner's answer breaks off it can still go on with it.
        pending.putBack(loser.target());
      }
      first.entry().answered(dispatcher.state());
      long now = dispatcher.nanoTime();
      long nanos = now - first.startedAt();
      if (!hasFirstToken) {
        hasFirstToken = true;
        firstTokenAt = now;
      }
      firstText(nanos);
      conduct.hedging().firstText(first.target(), request.stream(), nanos, now);
      if (request.stream()) {
        conducts.firstTokens().observe(first.target(), nanos, now);
      }
      tokensFlow(now);
      dispatcher.listener().firstText(this, first.target(), nanos);
    }
  }

  /** From here on an answer is bounded by its silence, not by its length. */
  private void tokensFlow(long now) {
    Duration wanted = limits.operation();
    if (policy.timeouts().totalBoundsStreams()) {
      return;
    }
    if (wanted == null) {
      deadline.stop();
    } else {
      limitTotal(now, wanted.minusNanos(now - startedAt()));
    }
  }

  /** An attempt was given up since its first token had not come in time. */
  void firstTokenLate(Target target, long nanos) {
    conducts.firstTokens().observe(target, nanos, dispatcher.nanoTime());
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
    try {
      sink.complete(answer);
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void fail(GatewayError error) {
    over(new ExchangeOutcome.Failed(error));
    try {
      sink.fail(error);
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void over(ExchangeOutcome ended) {
    over = true;
    ended(ended);
    giveUp(entrance);
    giveUp(rivalEntrance);
    deadline.stop();
    retries.stop();
    retries.settle(dispatcher.state());
    life.stop();
    hedge.stop();
    share.stop();
    dispatcher.over(this);
    dispatcher.listener().exchangeFinished(this, ended);
  }

  private void timeIsUp() {
    abort(
        GatewayError.of(
            ErrorCode.GLOBAL_TIMEOUT,
            "The time for the whole operation is up ("
                + (isTotalCallers() || tokensOutlastTotal()
                    ? "the request's own limit"
                    : "MAX_OPERATION_TIMEOUT")
                + ")."));
  }

  /** Whether only the request's own limit can pass any more. */
  private boolean tokensOutlastTotal() {
    return begun && !policy.timeouts().totalBoundsStreams();
  }
}
