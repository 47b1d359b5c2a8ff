package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * A request says something that cannot be said to the target at hand: the caller's to change. Not a
 * bug, hence without a stack trace.
 */
public final class UntranslatableRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String parameter;
  private final String sentence;
  private final @Nullable String code;

  /**
   * Such a request.
   *
   * @param parameter the field that cannot be said
   * @param sentence what is wrong and what to do
   */
  public UntranslatableRequestException(String parameter, String sentence) {
    this(parameter, sentence, null);
  }

  /**
   * A request that is right in the caller's dialect and that no other dialect can express.
   *
   * @param parameter the field that cannot be translated
   * @param sentence what is wrong and what to do
   * @param code the error's code in the caller's dialect, or null
   */
  public UntranslatableRequestException(String parameter, String sentence, @Nullable String code) {
    super(sentence, null, false, false);
    this.parameter = parameter;
    this.sentence = sentence;
    this.code = code;
  }

  /** What is wrong and what to do. */
  public String sentence() {
    return sentence;
  }

  /** The field that cannot be said. */
  public String parameter() {
    return parameter;
  }

  /** The error's code in the caller's dialect; null where it has none of its own. */
  public @Nullable String code() {
    return code;
  }

  /**
   * Whether it may still be a request of the caller's dialect, of which only a part cannot be
   * translated, so that a provider of that dialect can have it as it is.
   */
  public boolean isPartial() {
    return code != null || parameter.contains("[") || parameter.contains(".");
  }
}
