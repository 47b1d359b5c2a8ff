package dev.modelrouter.wire;

/** Splits a stream of bytes into whole events without changing a byte of them. */
public interface FrameSplitter {

  /** Takes one read. */
  void feed(byte[] bytes, int offset, int length);

  /** The stream has ended. */
  void end();

  /** Bytes held of an event that is not whole yet. */
  int held();
}
