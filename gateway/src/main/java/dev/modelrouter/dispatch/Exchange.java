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
 * one thing: an {@link #admission}, the end of {@link #activeAttempt}, or the pause before a retry;
 * {@link #over} is set once, and whatever comes later finds it set. While an attempt takes too long
 * to its first token, a {@link #hedgeAttempt} may run beside it: the first to produce a token wins
 * and the other is cancelled; if one fails first, the other continues. The outcome of each {@link
 * AttemptPermit} is reported exactly once, and its permit is released in {@link #detachAttempt}.
 */
public final class Exchange extends ExchangeState
    implements AttemptAdmission.AdmissionListener, ExceptionHandler {
  private final Dispatcher dispatcher;
  private final Request request;
  private final PendingTargets pending;
  private final AnswerSink sink;
  private final RoutePolicies routePolicies;
  private final RoutePolicy routePolicy;
  private final DispatchPolicy policy;
  private final RequestTimeouts requestTimeouts;
  private final AttemptAdmission.Mode mode;
  private final AttemptFailures failures;
  private final MovableTimeout totalTimeout;
  private final RetryState retryState;
  private final StreamKeepAlive streamKeepAlive;
  private final MovableTimeout hedgeTimer;
  private final MovableTimeout timeShare;

  /** As the target is admitted whose turn it is, also when it is asked again. */
  private AttemptAdmission.Mode admitting = AttemptAdmission.Mode.DEFAULT;

  private long deadlineAt;
  private boolean hedgeBudgetExhausted;
  private @Nullable ActiveAttempt activeAttempt;
  private @Nullable ActiveAttempt hedgeAttempt;
  private @Nullable AttemptAdmission admission;
  private @Nullable AttemptAdmission hedgeAdmission;
  private final Set<String> tried = new HashSet<>(2);
  private boolean hasFirstToken;
  private long firstTokenAt;
  private boolean committed;
  private boolean over;
  private @Nullable ContinuationState continuation;
  private boolean large;
  private @Nullable MemoryReservation unsent;

  Exchange(
      Dispatcher dispatcher,
      String id,
      Request request,
      RouteDecision.Targets route,
      AnswerSink sink,
      RoutePolicies routePolicies,
      RequestTimeouts requestTimeouts,
      boolean inherited) {
    super(id, request, route, dispatcher::nanoTime);
    this.dispatcher = dispatcher;
    this.request = request;
    this.pending = new PendingTargets(route.targets());
    this.sink = sink;
    this.routePolicies = routePolicies;
    this.routePolicy = routePolicies.policyFor(route.routingTrace());
    this.policy = inherited ? routePolicy.inherited() : routePolicy.policy();
    this.requestTimeouts = requestTimeouts;
    this.mode =
        inherited && route.routingTrace() == null && routePolicies.breakers().blacklist()
            ? AttemptAdmission.Mode.BLACKLIST
            : AttemptAdmission.Mode.DEFAULT;
    this.failures = new AttemptFailures(route.named());
    this.totalTimeout =
        new MovableTimeout(dispatcher.timeoutScheduler(), this, this::onTotalTimeout);
    this.retryState = new RetryState(dispatcher, this, routePolicy, policy.retries(), this::admit);
    this.streamKeepAlive =
        new StreamKeepAlive(dispatcher.timeoutScheduler(), this, sink, policy, request.stream());
    this.hedgeTimer = new MovableTimeout(dispatcher.timeoutScheduler(), this, this::hedge);
    this.timeShare =
        new MovableTimeout(dispatcher.timeoutScheduler(), this, this::onTimeShareExpired);
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
  Duration firstTokenTimeout(Target target) {
    return requestTimeouts.firstToken(operatorsFirstTokenTimeout(target));
  }

  /** Whether that limit is the caller's own, so that nothing is held against a target for it. */
  boolean isFirstTokenTimeoutCallers(Target target) {
    return requestTimeouts.shortensFirstToken(operatorsFirstTokenTimeout(target));
  }

  private Duration operatorsFirstTokenTimeout(Target target) {
    return FirstTokenTimeout.compute(
        policy.timeouts(), routePolicies, target, dispatcher.nanoTime());
  }

  /** Whether the limit for the whole exchange is the caller's own. */
  boolean isTotalTimeoutCallers() {
    return requestTimeouts.shortensTotal(policy.timeouts().total());
  }

  @Override
  public int retries() {
    return retryState.total();
  }

  @Override
  public boolean retryBudgetExhausted() {
    return retryState.budgetExhausted();
  }

  @Override
  public boolean hedgeBudgetExhausted() {
    return hedgeBudgetExhausted;
  }

  @Override
  public List<String> continuedFrom() {
    ContinuationState current = continuation;
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
    dispatcher.register(this);
    dispatcher.listener().exchangeStarted(this);
    routePolicy.hedging().request();
    routePolicy.retryBudget().request(startedAt());
    limitTotal(startedAt(), requestTimeouts.total(policy.timeouts().total()));
    if (policy.earlyHead()) {
      onBytesDelivered();
    }
    nextTarget();
  }

  // The walk: admit, attempt, judge.

  private void limitTotal(long now, Duration fromNow) {
    deadlineAt = now + fromNow.toNanos();
    totalTimeout.setNanos(now, fromNow.toNanos());
  }

  private void nextTarget() {
    retryState.reset();
    ContinuationState current = continuation;
    Target candidate = pending.poll();
    boolean passRates = false;
    if (candidate == null) {
      candidate = pending.pollRateLimited();
      passRates = candidate != null;
    }
    if (candidate == null) {
      fail(current == null ? failures.finalError() : current.finalError());
      return;
    }
    if (current != null && !current.selectTarget(candidate)) {
      nextTarget();
      return;
    }
    target(candidate);
    admitting = passRates ? mode.passingDefaultRates() : mode;
    if (AttemptCodec.isEstimated(request, candidate.provider())) {
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
      failures.recordFailure(candidate, HttpAttempt.untranslatable(e), true);
      nextTarget();
      return;
    }
    sink.begin(candidate, name -> null);
    complete(
        new CompletionSummary(
            candidate.id(), candidate.model(), null, Map.of(), FinishReason.STOP));
  }

  private void admit(Target candidate) {
    AttemptAdmission source =
        new AttemptAdmission(dispatcher, candidate, policy, routePolicies, tried, admitting, this);
    admission = source;
    source.start(true);
  }

  @Override
  public void onAdmitted(AttemptAdmission admission, AttemptPermit permit) {
    try {
      startAttempt(admission, permit);
    } catch (RuntimeException | OutOfMemoryError bug) {
      if (!runs(activeAttempt, permit) && !runs(hedgeAttempt, permit) && !over) {
        permit.abandoned(dispatcher.state());
        permit.releasePermits(new AttemptOutcome.Cancelled(), dispatcher.nanoTime());
      }
      onException(bug);
    }
  }

  private static boolean runs(@Nullable ActiveAttempt attempt, AttemptPermit permit) {
    return attempt != null && attempt.permit().equals(permit);
  }

  private void startAttempt(AttemptAdmission source, AttemptPermit permit) {
    queued(source);
    if (source.equals(hedgeAdmission)) {
      hedged(permit);
      return;
    }
    admission = null;
    retryState.admitted(dispatcher.state());
    ActiveAttempt started = running(permit);
    activeAttempt = started;
    startWaitClock(started.startedAt());
    hedgeLater(permit.target(), started.startedAt());
    startTimeShare(started.startedAt());
    begin(started);
  }

  @Override
  public void onRejected(AttemptAdmission admission, Target candidate, SkipReason reason) {
    try {
      onSkipped(admission, candidate, reason);
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void onSkipped(AttemptAdmission source, Target candidate, SkipReason reason) {
    queued(source);
    if (source.equals(hedgeAdmission)) {
      hedgeAdmission = null;
      skipHedge(candidate);
      if (activeAttempt == null && !committed) {
        nextTarget();
      }
      return;
    }
    admission = null;
    GatewayError cause = retryState.cause();
    if (cause != null) {
      // No further try is allowed: what counts is why the last one failed.
      stopWaitClock();
      retryState.settle(dispatcher.state());
      failures.recordFailure(candidate, withActualRetryAfter(candidate, cause), true);
    } else if (reason instanceof SkipReason.RateLimited rateLimited && rateLimited.byDefault()) {
      pending.deferRateLimited(candidate);
      recordSkipped(candidate, AttemptFailures.describe(candidate, reason), null);
    } else {
      recordSkipped(candidate, reason);
    }
    nextTarget();
  }

  private void recordSkipped(Target candidate, SkipReason reason) {
    if (reason instanceof SkipReason.Overloaded) {
      queueRejected();
    }
    recordSkipped(candidate, failures.recordSkipped(candidate, reason), circuit(reason));
  }

  private @Nullable OpenCircuit circuit(SkipReason reason) {
    return reason instanceof SkipReason.CircuitOpen circuitOpen
        ? OpenCircuit.at(
            dispatcher.wallClock().instant(), circuitOpen.remaining(), circuitOpen.cause())
        : null;
  }

  private ActiveAttempt running(AttemptPermit permit) {
    Target candidate = permit.target();
    Attempt attempt =
        switch (candidate.provider()) {
          case HttpProvider http ->
              new HttpAttempt(
                  dispatcher,
                  this,
                  candidate,
                  http,
                  sink,
                  continuation == null ? null : continuation.context());
          case LocalProvider local -> new LocalAttempt(dispatcher, this, candidate, local, sink);
        };
    return new ActiveAttempt(attempt, permit, dispatcher.nanoTime());
  }

  private void begin(ActiveAttempt started) {
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
        cancelAttempts();
        finish(new ExchangeOutcome.Failed(error));
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
    ActiveAttempt finished = findRunning(which);
    if (over || finished == null) {
      return;
    }
    detachAttempt(finished, outcome);
    AttemptPermit permit = finished.permit();
    switch (outcome) {
      case AttemptOutcome.Completed completed -> {
        permit.succeeded(dispatcher.state());
        ContinuationState resumed = continuation;
        complete(
            resumed == null
                ? completed.completionSummary()
                : resumed.joinedSummary(completed.completionSummary()));
      }
      case AttemptOutcome.FailedMidStream failed -> {
        permit.failed(dispatcher.state(), failed.error(), true);
        continueAnswer(permit.target(), failed);
      }
      case AttemptOutcome.FailedBeforeCommit failed -> {
        if (hasOtherAttempts() && !isFinal(failed.error())) {
          retryState.reset();
          permit.failed(dispatcher.state(), failed.error(), failed.sent());
          failures.recordFailure(permit.target(), failed.error(), failed.sent());
          if (failed.error().code().effect() == ErrorCode.FailureEffect.TRY_LARGER_CONTEXT) {
            keepLargerContexts(permit.target());
          }
        } else {
          cancelAttempts();
          handleFailure(permit, failed.error(), failed.sent());
        }
      }
      case AttemptOutcome.Cancelled ignored -> permit.abandoned(dispatcher.state());
    }
  }

  /** Whether no other target is asked after this error. */
  private boolean isFinal(GatewayError error) {
    return error.code().effect() == ErrorCode.FailureEffect.FINAL
        && continuation == null
        && !policy.contentPolicyFallback();
  }

  // The race: who has text first.

  private void hedgeLater(Target candidate, long now) {
    boolean count = request.operation() == Operation.COUNT;
    if (committed || count || !request.repeatable() || pending.isEmpty()) {
      return;
    }
    OptionalLong delay = routePolicy.hedging().delay(candidate, request.stream(), now);
    if (delay.isPresent()) {
      hedgeTimer.setNanos(now, delay.getAsLong());
    }
  }

  /** Asks a second target beside the first: the budget first, so that no target is lost to it. */
  private void hedge() {
    boolean racing = hedgeAttempt != null || hedgeAdmission != null;
    if (activeAttempt == null || committed || racing || !pending.any(this::isAvailable)) {
      return;
    }
    if (!routePolicy.hedging().take()) {
      hedgeBudgetExhausted = true;
      note("No second target was asked beside the first, since the hedge budget was spent.");
      return;
    }
    Target candidate = pending.poll(this::isAvailable);
    if (candidate == null) {
      routePolicy.hedging().refund();
      return;
    }
    AttemptAdmission admission =
        new AttemptAdmission(dispatcher, candidate, policy, routePolicies, tried, mode, this);
    hedgeAdmission = admission;
    // It is to be fast, or not at all.
    admission.start(false);
  }

  private void skipHedge(Target candidate) {
    routePolicy.hedging().refund();
    pending.putBack(candidate);
  }

  private boolean isAvailable(Target candidate) {
    return AttemptAdmission.skipReasonIfClosed(dispatcher.state(), routePolicies, candidate, mode)
        == null;
  }

  private void hedged(AttemptPermit permit) {
    hedgeAdmission = null;
    if (committed) {
      permit.abandoned(dispatcher.state());
      permit.releasePermits(new AttemptOutcome.Cancelled(), dispatcher.nanoTime());
      skipHedge(permit.target());
      return;
    }
    hedged();
    ActiveAttempt started = running(permit);
    if (activeAttempt == null) {
      activeAttempt = started;
      startWaitClock(started.startedAt());
      target(permit.target());
    } else {
      hedgeAttempt = started;
    }
    begin(started);
  }

  // The deadline is one; who could be followed by others gets half of what is left of it.

  private void startTimeShare(long now) {
    if (!committed && !pending.isEmpty()) {
      timeShare.setNanos(now, remainingNanos(now) / 2);
    } else {
      timeShare.stop();
    }
  }

  private void onTimeShareExpired() {
    ActiveAttempt current = activeAttempt;
    if (current != null && !committed && hasAvailableAlternative()) {
      current.attempt().onTimeShareExpired();
    }
  }

  private long remainingNanos(long now) {
    return deadlineAt - now;
  }

  private boolean hasOtherAttempts() {
    return activeAttempt != null || hedgeAdmission != null;
  }

  private @Nullable ActiveAttempt findRunning(Attempt which) {
    ActiveAttempt one = activeAttempt;
    ActiveAttempt other = hedgeAttempt;
    if (one != null && one.attempt() == which) {
      return one;
    }
    return other != null && other.attempt() == which ? other : null;
  }

  /** An attempt is over; if another runs, that is now the one. */
  private void detachAttempt(ActiveAttempt finished, AttemptOutcome outcome) {
    ActiveAttempt left = finished.equals(activeAttempt) ? hedgeAttempt : activeAttempt;
    activeAttempt = left;
    hedgeAttempt = null;
    if (left != null) {
      target(left.target());
      startTimeShare(dispatcher.nanoTime());
      hedgeLater(left.target(), dispatcher.nanoTime());
    } else {
      stopWaitClock();
    }
    long now = dispatcher.nanoTime();
    finished.permit().releasePermits(outcome, now);
    if (finished.attempt().isSent()) {
      long nanos = now - finished.startedAt();
      recordAttempt(finished, outcome, now);
      dispatcher.listener().attemptFinished(this, finished.target(), outcome, nanos);
    } else if (outcome instanceof AttemptOutcome.FailedBeforeCommit failed) {
      recordSkipped(finished.target(), failed.error(), null);
    }
  }

  /** Somebody else goes on with what this target said, if that can be. */
  private void continueAnswer(Target failedTarget, AttemptOutcome.FailedMidStream end) {
    ContinuationState before = continuation;
    ContinuationState after =
        before != null
            ? before.after(failedTarget, end)
            : policy.continuation() && sink.canContinue()
                ? ContinuationState.create(request, failedTarget, end)
                : null;
    if (after == null) {
      fail(before == null ? end.error() : before.finalError());
      return;
    }
    continuation = after;
    if (!policy.timeouts().totalBoundsStreams() && requestTimeouts.operation() == null) {
      limitTotal(dispatcher.nanoTime(), policy.timeouts().total());
    }
    // What was said goes out now, not with the next one's first word.
    sink.flush();
    nextTarget();
  }

  /** Retry here, go on to the next target, or stop: decided by the class of the error. */
  private void handleFailure(AttemptPermit permit, GatewayError error, boolean sent) {
    Target current = permit.target();
    ContinuationState resumed = continuation;
    if (resumed != null && resumed.tryNextMode(error)) {
      // The provider is well; it does not go on in the way it was asked to.
      permit.failed(dispatcher.state(), error);
      admit(current);
      return;
    }
    if (isFinal(error) || !request.repeatable()) {
      permit.failed(dispatcher.state(), error, sent);
      fail(withActualRetryAfter(current, error));
      return;
    }
    if (permit.deploymentOwns(error)) {
      tryNextDeployment(permit, error, sent);
      return;
    }
    if (retry(permit, error, sent)) {
      // The pause is the provider's doing.
      startWaitClock(dispatcher.nanoTime());
      return;
    }
    if (retryState.budgetExhausted()) {
      note(current.id() + " was not asked again, since the retry budget was spent.");
    }
    permit.failed(dispatcher.state(), error, sent);
    boolean reached = sent || error.code().isComplaint();
    failures.recordFailure(current, withActualRetryAfter(current, error), reached);
    if (error.code().effect() == ErrorCode.FailureEffect.TRY_LARGER_CONTEXT) {
      keepLargerContexts(current);
    }
    nextTarget();
  }

  /** Whether the same target is asked again, after a pause. */
  private boolean retry(AttemptPermit permit, GatewayError error, boolean sent) {
    long left = remainingNanos(dispatcher.nanoTime());
    if (retryState.retryQuickly(permit, error, sent, left)
        || (failures.none() && retryState.afterRequestedDelay(permit, error, sent, left))) {
      return true;
    }
    return !(sent && hasAvailableAlternative())
        && retryState.retryAfterBackoff(permit, error, sent, left);
  }

  /** The same error, with the time for which it has put the target away in fact. */
  private GatewayError withActualRetryAfter(Target failed, GatewayError error) {
    return AttemptFailures.until(
        error,
        AttemptAdmission.skipReasonIfClosed(dispatcher.state(), routePolicies, failed, mode));
  }

  /** Of the targets left, those known to hold no more than this one have lost their turn. */
  private void keepLargerContexts(Target tooSmall) {
    ContextWindowFilter left = ContextWindowFilter.filter(pending.left(), tooSmall, routePolicies);
    left.skipped().forEach(this::recordSkipped);
    pending.replace(left.kept());
  }

  /** The way it went is put away; if there is another one to the same provider, that is gone. */
  private void tryNextDeployment(AttemptPermit permit, GatewayError error, boolean sent) {
    permit.failed(dispatcher.state(), error, sent);
    Deployment deployment = permit.deployment();
    if (deployment != null) {
      tried.add(deployment.id());
    }
    if (AttemptAdmission.skipReasonIfClosed(
            dispatcher.state(), routePolicies, permit.target(), tried, mode)
        == null) {
      admit(permit.target());
    } else {
      failures.recordFailure(permit.target(), withActualRetryAfter(permit.target(), error), sent);
      nextTarget();
    }
  }

  /** Whether another target answers already, or a later one looks able to right now. */
  boolean hasAvailableAlternative() {
    return hedgeAttempt != null || pending.any(this::isAvailable);
  }

  // What the running attempt tells.

  /** The request can be said to this target, and goes out. */
  void startWaitClock(Target asked) {
    attempt();
    dispatcher.listener().attemptStarted(this, asked);
  }

  /** The caller of a stream has got something: from here on the silence counts. */
  void onBytesDelivered() {
    streamKeepAlive.onBytesDelivered();
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
  void onFirstToken(Attempt which) {
    ActiveAttempt first = findRunning(which);
    committed = true;
    hedgeTimer.stop();
    timeShare.stop();
    if (first != null) {
      ActiveAttempt loser = first.equals(activeAttempt) ? hedgeAttempt : activeAttempt;
      if (loser != null) {
        loser.attempt().cancel();
        loser.permit().abandoned(dispatcher.state());
        detachAttempt(loser, new AttemptOutcome.Cancelled());
        // If the winner's answer breaks off it can still go on with it.
        pending.putBack(loser.target());
      }
      first.permit().answered(dispatcher.state());
      long now = dispatcher.nanoTime();
      long nanos = now - first.startedAt();
      if (!hasFirstToken) {
        hasFirstToken = true;
        firstTokenAt = now;
      }
      firstText(nanos);
      routePolicy.hedging().onFirstToken(first.target(), request.stream(), nanos, now);
      if (request.stream()) {
        routePolicies.firstTokens().observe(first.target(), nanos, now);
      }
      tokensFlow(now);
      dispatcher.listener().onFirstToken(this, first.target(), nanos);
    }
  }

  /** From here on an answer is bounded by its silence, not by its length. */
  private void tokensFlow(long now) {
    Duration wanted = requestTimeouts.operation();
    if (policy.timeouts().totalBoundsStreams()) {
      return;
    }
    if (wanted == null) {
      totalTimeout.stop();
    } else {
      limitTotal(now, wanted.minusNanos(now - startedAt()));
    }
  }

  /** An attempt was given up since its first token had not come in time. */
  void firstTokenLate(Target target, long nanos) {
    routePolicies.firstTokens().observe(target, nanos, dispatcher.nanoTime());
  }

  void eventSkipped(Target at, String why) {
    dispatcher.listener().eventSkipped(this, at, why);
  }

  // The end, exactly once.

  /** The caller has left: the provider's connection is closed and nobody else is asked. */
  public void cancel() {
    if (!over) {
      cancelAttempts();
      finish(new ExchangeOutcome.Cancelled());
    }
  }

  /** Ends the exchange with this error, wherever it is. */
  public void abort(GatewayError error) {
    if (!over) {
      cancelAttempts();
      fail(error);
    }
  }

  /** Drops what is under way, without a verdict on the providers. */
  private void cancelAttempts() {
    for (ActiveAttempt each = activeAttempt; each != null; each = activeAttempt) {
      each.attempt().cancel();
      each.permit().abandoned(dispatcher.state());
      detachAttempt(each, new AttemptOutcome.Cancelled());
    }
  }

  private static void cancelAdmission(@Nullable AttemptAdmission admission) {
    if (admission != null) {
      admission.cancel();
    }
  }

  private void complete(CompletionSummary completionSummary) {
    finish(new ExchangeOutcome.Answered(completionSummary));
    try {
      sink.complete(completionSummary);
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void fail(GatewayError error) {
    finish(new ExchangeOutcome.Failed(error));
    try {
      sink.fail(error);
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void finish(ExchangeOutcome ended) {
    over = true;
    ended(ended);
    cancelAdmission(admission);
    cancelAdmission(hedgeAdmission);
    totalTimeout.stop();
    retryState.stop();
    retryState.settle(dispatcher.state());
    streamKeepAlive.stop();
    hedgeTimer.stop();
    timeShare.stop();
    dispatcher.unregister(this);
    dispatcher.listener().exchangeFinished(this, ended);
  }

  private void onTotalTimeout() {
    abort(
        GatewayError.of(
            ErrorCode.GLOBAL_TIMEOUT,
            "The time for the whole operation is up ("
                + (isTotalTimeoutCallers() || extendsBeyondTotal()
                    ? "the request's own limit"
                    : "MAX_OPERATION_TIMEOUT")
                + ")."));
  }

  /** Whether only the request's own limit can pass any more. */
  private boolean extendsBeyondTotal() {
    return committed && !policy.timeouts().totalBoundsStreams();
  }
}
