package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.api.json.JsonValue;
import java.util.Set;

/** The top-level parameters of a request, as far as there is a word for them elsewhere. */
final class Parameters {
  /** Read into the words that all dialects share. */
  private static final Set<String> READ = Set.of("options", "format", "think");

  private static final Set<String> READ_IN_CHAT = Set.of("messages", "tools");
  private static final Set<String> READ_IN_GENERATE =
      Set.of("prompt", "system", "images", "suffix", "context");

  /** Between the caller and whoever runs the server: without them the answer is the same. */
  private static final Set<String> ADMINISTRATIVE = Set.of("model", "stream", "keep_alive");

  private Parameters() {}

  /** Whether nothing is lost of this parameter, be it that its value says no more than nothing. */
  static boolean isSpoken(OllamaForm form, String name, JsonPlace place) {
    Set<String> readHere = form == OllamaForm.CHAT ? READ_IN_CHAT : READ_IN_GENERATE;
    return place.isNull()
        || READ.contains(name)
        || readHere.contains(name)
        || ADMINISTRATIVE.contains(name)
        || isDefault(name, place.value());
  }

  private static boolean isDefault(String name, JsonValue value) {
    return switch (name) {
      case "truncate", "shift" -> value.equals(new JsonValue.Truth(true));
      case "logprobs", "raw" -> value.equals(new JsonValue.Truth(false));
      case "top_logprobs" -> value.equals(new JsonValue.Digits("0"));
      case "template" -> value.equals(new JsonValue.Text(""));
      default -> false;
    };
  }
}
