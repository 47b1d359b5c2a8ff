package dev.modelrouter.wire;

/** Receives what a {@link FrameSplitter} finds. All arrays may change once a method returns. */
public interface FrameHandler {

  /**
   * One whole event that has data, its empty line included.
   *
   * @param bytes where the event lies
   * @param from its first byte
   * @param to behind its last byte
   * @param data where its data lies: the same array, unless the data had several lines
   * @param dataFrom first byte of the data
   * @param dataTo behind the last byte of the data; equal to {@code dataFrom} where it is empty
   */
  void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo);

  /**
   * Lines without data up to an empty one, which are no event.
   *
   * @param comments whether they are comments or empty, so that every client passes over them
   */
  default void withoutData(byte[] bytes, int from, int to, boolean comments) {}

  /**
   * The line feed that belongs to the carriage return with which the bytes before it ended. It came
   * in a later read.
   */
  default void lineFeed(byte[] bytes, int at) {}

  /** An event is longer than the limit. Nothing follows. */
  void tooLong();
}
