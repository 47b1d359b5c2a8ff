package dev.modelrouter.wire;

/** Hears what an {@link EventCutter} finds. */
public interface EventHandler {

  /**
   * One whole event, its empty line included. All arrays may change once this returns.
   *
   * @param bytes where the event lies
   * @param from its first byte
   * @param to behind its last byte
   * @param data where its data lies: the same array, unless the data had several lines
   * @param dataFrom first byte of the data
   * @param dataTo behind the last byte of the data; equal to {@code dataFrom} for an event without
   */
  void event(byte[] bytes, int from, int to, byte[] data, int dataFrom, int dataTo);

  /** An event is longer than the limit. Nothing follows. */
  void tooLong();
}
