package dev.modelrouter.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of texts alone, without tools and without a schema for the answer: that, and how
 * much there is of it, is all that most routes have to know.
 *
 * @param bytes all of it is no longer than this, in characters
 * @param maxTokens most tokens of the answer; null where nobody said
 * @param bare whether it has nothing but the model, a limit of tokens, whether to stream, sampling
 *     parameters, and messages of role and content by the system, the user and the assistant, the
 *     last by the user
 * @param sampling whether it has one of {@link #SAMPLING}
 */
public record TextOnlyOutline(
    int bytes, @Nullable Integer maxTokens, boolean bare, boolean sampling) {
  /** The parameters of sampling that most requests set. */
  public static final List<String> SAMPLING = List.of("temperature", "top_p");
}
