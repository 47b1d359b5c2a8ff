package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import java.util.Set;

/** The top-level parameters of a request, as far as there is a word for them elsewhere. */
final class OllamaParameters {
  /** Read into the words that all dialects share. */
  private static final Set<String> READ = Set.of("options", "format", "think");

  private static final Set<String> READ_IN_CHAT = Set.of("messages", "tools");
  private static final Set<String> READ_IN_GENERATE =
      Set.of("prompt", "system", "images", "suffix", "context");

  /** Between the caller and whoever runs the server: without them the answer is the same. */
  private static final Set<String> ADMINISTRATIVE = Set.of("model", "stream", "keep_alive");

  private OllamaParameters() {}

  /** Whether nothing is lost of this parameter, be it that its value says no more than nothing. */
  static boolean isTranslatable(OllamaEndpoint form, String name, LocatedJson located) {
    Set<String> readHere = form == OllamaEndpoint.CHAT ? READ_IN_CHAT : READ_IN_GENERATE;
    return located.isNull()
        || READ.contains(name)
        || readHere.contains(name)
        || ADMINISTRATIVE.contains(name)
        || isDefault(name, located.value());
  }

  private static boolean isDefault(String name, JsonValue value) {
    return switch (name) {
      case "truncate", "shift" -> value.equals(new JsonValue.Bool(true));
      case "logprobs", "raw" -> value.equals(new JsonValue.Bool(false));
      case "top_logprobs" -> value.equals(new JsonValue.Num("0"));
      case "template" -> value.equals(new JsonValue.Text(""));
      default -> false;
    };
  }
}
