package dev.modelrouter.api.simple;

import dev.modelrouter.chat.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One whole answer, ready to be written.
 *
 * @param text what the model said, possibly empty
 * @param provider id of the provider that answered
 * @param model the model that answered, under the provider's own name
 * @param usage the token counts, or null when the provider reported none
 * @param facts what only this provider reports: strings, longs, doubles, booleans by name
 */
public record SimpleAnswer(
    String text, String provider, String model, @Nullable Usage usage, Map<String, Object> facts) {
  public SimpleAnswer {
    facts = Map.copyOf(facts);
  }
}
