package dev.modelrouter.dispatch;

import dev.modelrouter.policy.PriorityWaitQueue;
import dev.modelrouter.state.AdmissionResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way of one attempt past a breaker and a rate. Where the rate is spent it may stand in the
 * {@link RateLimitQueue}. Confined to its event loop, but for {@link #tryRate} and {@link
 * #leaveQueue}.
 *
 * <p>Implementation notes. It is told exactly once what it may. Whoever tries for the line goes on
 * with the line's tries also where its own place is gone by then.
 */
final class RateLimitAdmission {

  /** What is done once it may ask. */
  interface PermitListener {
    /** It may, as a probe or not. */
    void onPermit(boolean probe);
  }

  /** What is done when it may not. */
  interface RejectionListener {
    /** It may not. */
    void onRejected(SkipReason reason);
  }

  /**
   * Whose breaker and rate it is.
   *
   * @param id a provider's name, or a route's
   * @param perMinute the rate; 0 for none
   */
  record RateKey(String id, int perMinute) {}

  private final Dispatcher dispatcher;
  private final RateKey rateKey;
  private final RateLimitQueue queue;
  private final int priority;
  private final long until;
  private final PermitListener permitListener;
  private final RejectionListener rejectionListener;
  private final MovableTimeout queueTimeout;
  private PriorityWaitQueue.@Nullable QueueEntry<RateLimitAdmission> queueEntry;
  private boolean notified;

  /**
   * A gate nobody has gone to.
   *
   * @param queue who waits for it
   * @param priority 0 to 9
   * @param until when it stops waiting
   */
  RateLimitAdmission(
      Dispatcher dispatcher,
      RateKey rateKey,
      RateLimitQueue queue,
      int priority,
      long until,
      PermitListener then,
      RejectionListener otherwise) {
    this.dispatcher = dispatcher;
    this.rateKey = rateKey;
    this.queue = queue;
    this.priority = priority;
    this.until = until;
    this.permitListener = then;
    this.rejectionListener = otherwise;
    this.queueTimeout = new MovableTimeout(dispatcher.timeoutScheduler(), this::onQueueTimeout);
  }

  /** Goes; the answer may come before this returns. */
  void start() {
    if (queue.waiting() > 0
        && dispatcher.state().peek(rateKey.id(), rateKey.perMinute())
            instanceof AdmissionResult.RateLimited limited) {
      // Nobody overtakes the line.
      onRateLimited(limited.retryAfter());
      return;
    }
    dispatcher
        .state()
        .admitProvider(rateKey.id(), rateKey.perMinute())
        .onSuccess(
            result -> {
              switch (result) {
                case AdmissionResult.Admitted admitted -> admit(admitted.probe());
                case AdmissionResult.BreakerOpen cooling ->
                    reject(new SkipReason.CircuitOpen(cooling.remaining(), cooling.cause()));
                case AdmissionResult.RateLimited limited -> onRateLimited(limited.retryAfter());
              }
            });
  }

  /** Waits, since the rate was seen to be spent for so long. */
  void wait(Duration free) {
    onRateLimited(free);
  }

  private void onRateLimited(Duration free) {
    long now = dispatcher.nanoTime();
    if (until - now <= free.toNanos()) {
      // Its patience ends before anybody's turn comes.
      reject(rateLimited(queue.wait(free, priority, now)));
    } else {
      queueEntry = queue.join(this, dispatcher, priority, until, free);
      if (queueEntry == null) {
        reject(rateLimited(queue.wait(free, priority, now)));
      } else {
        queueTimeout.setNanos(until - now);
      }
    }
  }

  /** Tries whether there is a permit by now. From any thread. */
  void tryRate() {
    dispatcher.onLoop(this::tryAcquire);
  }

  private void tryAcquire() {
    if (queueEntry == null) {
      queue.tryNow(dispatcher);
      return;
    }
    dispatcher.state().admitProvider(rateKey.id(), rateKey.perMinute()).onSuccess(this::onResult);
  }

  private void onResult(AdmissionResult result) {
    switch (result) {
      case AdmissionResult.Admitted admitted -> {
        if (queueEntry == null) {
          dispatcher.state().abandoned(rateKey.id());
        } else {
          queue.onServed(queueEntry, dispatcher.nanoTime());
        }
        admit(admitted.probe());
        queue.tryNow(dispatcher);
      }
      case AdmissionResult.BreakerOpen cooling -> {
        leaveQueueAndTryNext();
        reject(new SkipReason.CircuitOpen(cooling.remaining(), cooling.cause()));
        queue.tryNow(dispatcher);
      }
      case AdmissionResult.RateLimited limited -> queue.tryIn(dispatcher, limited.retryAfter());
    }
  }

  /** It has to make room for somebody more important, and is no longer in the line. */
  void leaveQueue() {
    dispatcher.onLoop(
        () -> {
          if (queueEntry != null) {
            onQueueTimeout();
          }
        });
  }

  /** Gives it up: it leaves the line, and that is told if nothing has been. */
  void cancel() {
    if (queueEntry != null) {
      onQueueTimeout();
    }
  }

  private void onQueueTimeout() {
    leaveQueueAndTryNext();
    Duration wait = Duration.ZERO;
    if (dispatcher.state().peek(rateKey.id(), rateKey.perMinute())
        instanceof AdmissionResult.RateLimited limited) {
      wait = limited.retryAfter();
    }
    reject(rateLimited(queue.wait(wait, priority, dispatcher.nanoTime())));
  }

  private SkipReason rateLimited(Duration wait) {
    return new SkipReason.RateLimited(wait, rateKey.id(), rateKey.perMinute(), false);
  }

  private void leaveQueueAndTryNext() {
    PriorityWaitQueue.QueueEntry<RateLimitAdmission> mine = queueEntry;
    if (mine != null) {
      queue.cancel(mine);
    }
  }

  private void admit(boolean probe) {
    if (notifyOnce()) {
      permitListener.onPermit(probe);
    }
  }

  private void reject(SkipReason reason) {
    if (notifyOnce()) {
      rejectionListener.onRejected(reason);
    }
  }

  private boolean notifyOnce() {
    queueEntry = null;
    queueTimeout.stop();
    boolean first = !notified;
    notified = true;
    return first;
  }
}
