package dev.modelrouter.wire;

/** Bytes that were to be JSON are not. Carries no stack trace: it is an answer, not a bug. */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;

  MalformedJsonException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  /**
   * What is wrong at an offset.
   *
   * @param offset in bytes from the beginning of the array, from 0
   */
  static MalformedJsonException at(int offset, String what) {
    return new MalformedJsonException(what + " at byte " + offset);
  }

  /** What is wrong, without any of the bytes. */
  public String what() {
    return what;
  }
}
