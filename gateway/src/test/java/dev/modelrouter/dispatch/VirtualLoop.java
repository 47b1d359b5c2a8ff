package dev.modelrouter.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/** An event loop in virtual time: it runs only when a test lets time pass. */
final class VirtualLoop implements Timers {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private record Task(long at, long id, long periodMillis, Runnable work)
      implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(at, other.at);
      return byTime == 0 ? Long.compare(id, other.id) : byTime;
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final Set<Long> live = new HashSet<>();
  private final Queue<Runnable> soon = new ArrayDeque<>();
  private long now = 1_000_000_000L;
  private long ids;

  long nanoTime() {
    return now;
  }

  @Override
  public long schedule(long delayMillis, Runnable task) {
    return add(delayMillis, 0, task);
  }

  @Override
  public long scheduleAtFixedRate(long periodMillis, Runnable task) {
    return add(periodMillis, periodMillis, task);
  }

  private long add(long delayMillis, long periodMillis, Runnable task) {
    long id = ids++;
    live.add(id);
    tasks.add(new Task(now + delayMillis * NANOS_PER_MILLI, id, periodMillis, task));
    return id;
  }

  @Override
  public void cancel(long timer) {
    live.remove(timer);
  }

  @Override
  public void execute(Runnable task) {
    soon.add(task);
  }

  @Override
  public void executeAtEndOfRound(Runnable task) {
    soon.add(task);
  }

  /** Lets so much time pass, running what is due on the way. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    runSoon();
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      Task next = tasks.remove();
      if (live.contains(next.id())) {
        now = Math.max(now, next.at());
        if (next.periodMillis() == 0) {
          live.remove(next.id());
        } else {
          tasks.add(
              new Task(
                  next.at() + next.periodMillis() * NANOS_PER_MILLI,
                  next.id(),
                  next.periodMillis(),
                  next.work()));
        }
        next.work().run();
        runSoon();
      }
    }
    now = end;
  }

  private void runSoon() {
    for (Runnable task = soon.poll(); task != null; task = soon.poll()) {
      task.run();
    }
  }
}
