package dev.modelrouter.chat;

import java.util.List;

/**
 * A request in OpenAI's words that was made in others, for what the words that all dialects share
 * have no room for.
 *
 * @param request in OpenAI's words
 * @param untranslatable names of parameters that the caller gave and that these words cannot
 *     express
 */
public record OpenAiForm(PassthroughRequest request, List<String> untranslatable) {
  public OpenAiForm {
    untranslatable = List.copyOf(untranslatable);
  }
}
