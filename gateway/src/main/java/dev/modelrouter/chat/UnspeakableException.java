package dev.modelrouter.chat;

/**
 * A request says something that cannot be said to the target at hand: the caller's to change. Not a
 * bug, hence without a stack trace.
 */
public final class UnspeakableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String parameter;
  private final String sentence;

  /**
   * Such a request.
   *
   * @param parameter the field that cannot be said
   * @param sentence what is wrong and what to do
   */
  public UnspeakableException(String parameter, String sentence) {
    super(sentence, null, false, false);
    this.parameter = parameter;
    this.sentence = sentence;
  }

  /** What is wrong and what to do. */
  public String sentence() {
    return sentence;
  }

  /** The field that cannot be said. */
  public String parameter() {
    return parameter;
  }
}
