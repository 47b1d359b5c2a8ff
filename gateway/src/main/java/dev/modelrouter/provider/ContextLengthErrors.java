package dev.modelrouter.provider;

import dev.modelrouter.chat.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider finds a request longer than the model's context. OpenAI, OpenRouter and
 * llama.cpp have a code for it; of the others only the sentence tells.
 */
public final class ContextLengthErrors {
  private static final List<String> CODES =
      List.of("context_length", "context_window", "exceed_context_size");

  private static final List<String> SENTENCES =
      List.of(
          "context length",
          "context window",
          "context size",
          "context limit",
          "prompt is too long",
          "prompt too long",
          "maximum prompt length",
          "maximum number of tokens allowed");

  private ContextLengthErrors() {}

  /**
   * The finer class of an error.
   *
   * @param code its class by its status
   * @param words what the provider gave as type and code
   * @param message what it said for people, or null
   * @return {@link ErrorCode#CONTEXT_LENGTH} where a wrong request is too long, else {@code code}
   */
  public static ErrorCode refine(ErrorCode code, String words, @Nullable String message) {
    return code == ErrorCode.BAD_REQUEST && (matches(CODES, words) || matches(message))
        ? ErrorCode.CONTEXT_LENGTH
        : code;
  }

  private static boolean matches(@Nullable String message) {
    return message != null && matches(SENTENCES, message.toLowerCase(Locale.ROOT));
  }

  private static boolean matches(List<String> signs, String text) {
    for (String sign : signs) {
      if (text.contains(sign)) {
        return true;
      }
    }
    return false;
  }
}
