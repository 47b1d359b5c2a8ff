package dev.modelrouter.wire;

/** Takes the events that an {@link SseParser} finds. */
public interface SseHandler {

  /**
   * One event's data, its lines joined by LF; possibly empty.
   *
   * @param bytes holds the data from {@code from} (inclusive) to {@code to} (exclusive); valid only
   *     during the call
   */
  void data(byte[] bytes, int from, int to);

  /** A line or an event was longer than the limit: nothing more will come. */
  void tooLong();
}
