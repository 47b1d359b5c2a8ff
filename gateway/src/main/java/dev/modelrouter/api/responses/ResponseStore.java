package dev.modelrouter.api.responses;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers answers that were made here, so that a next request can go on from them, and of answers
 * that passed as bytes who made them, since their makers remember them. Each caller finds only its
 * own. When there are too many, or too many bytes of them, the oldest go first. One for all event
 * loops; safe for threads.
 */
public final class ResponseStore {
  private final BoundedTtlCache<StoredResponse> answers;
  private final BoundedTtlCache<String> makers;

  /**
   * An empty memory.
   *
   * @param max answers it may hold, and as many makers; 0 to remember nothing
   * @param mostBytes bytes the answers may take; 0 to remember none of them
   * @param life how long an answer, or its maker, is remembered
   * @param clock nanoseconds of a clock that never goes back
   */
  public ResponseStore(int max, long mostBytes, Duration life, LongSupplier clock) {
    this.answers = new BoundedTtlCache<>(max, mostBytes, life, clock);
    this.makers = new BoundedTtlCache<>(max, Long.MAX_VALUE, life, clock);
  }

  /** Remembers an answer, if there is room for it at all. */
  synchronized void keep(String caller, String id, StoredResponse response) {
    answers.keep(caller, id, response, response.size());
  }

  /** The answer that this caller got with this id, or null. */
  synchronized @Nullable StoredResponse find(String caller, String id) {
    return answers.find(caller, id);
  }

  /** Forgets an answer; false if this caller has none with this id. */
  synchronized boolean forget(String caller, String id) {
    return answers.forget(caller, id);
  }

  /** Remembers which provider made, and keeps, the answer that this caller got with this id. */
  synchronized void made(String caller, String id, String provider) {
    makers.keep(caller, id, provider, id.length());
  }

  /** The provider that made the answer that this caller got with this id, or null. */
  synchronized @Nullable String maker(String caller, String id) {
    return makers.find(caller, id);
  }

  /** Bytes that the answers take. */
  synchronized long bytes() {
    return answers.bytes();
  }

  /** How many answers it holds. */
  synchronized int size() {
    return answers.size();
  }
}
