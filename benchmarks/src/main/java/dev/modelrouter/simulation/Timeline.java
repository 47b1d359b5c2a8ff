package dev.modelrouter.simulation;

import java.util.PriorityQueue;

/**
 * Virtual time: what is to happen, in the order of when, and what was planned first first. Time
 * stands still while something happens.
 */
final class Timeline {
  private record Event(long at, long number, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>(4_096);
  private long planned;
  private long now;

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  /** Plans something for a time that has not passed. */
  void at(long time, Runnable what) {
    events.add(new Event(Math.max(time, now), planned++, what));
  }

  /** Lets time pass until nothing is left to happen. */
  void play() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      now = event.at();
      event.what().run();
    }
  }
}
