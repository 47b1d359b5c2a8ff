package dev.modelrouter.wire;

/** Takes the lines that a {@link LineParser} finds. */
public interface LineHandler {

  /**
   * One line without its end.
   *
   * @param bytes holds the line from {@code from} (inclusive) to {@code to} (exclusive); valid only
   *     during the call
   */
  void line(byte[] bytes, int from, int to);

  /** A line was longer than the limit: nothing more will come. */
  void tooLong();
}
