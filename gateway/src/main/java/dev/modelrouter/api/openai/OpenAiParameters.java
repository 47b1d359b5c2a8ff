package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** The top-level parameters of a chat completion, as far as there is a word for them elsewhere. */
final class OpenAiParameters {
  /** Read into the words that all dialects share. */
  private static final Set<String> READ =
      Set.of(
          "messages",
          "tools",
          "functions",
          "tool_choice",
          "function_call",
          "parallel_tool_calls",
          "response_format",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "top_k",
          "stop",
          "seed",
          "frequency_penalty",
          "presence_penalty",
          "reasoning_effort",
          "user");

  /** Between the caller and whoever runs the server: without them the answer is the same. */
  private static final Set<String> ADMINISTRATIVE =
      Set.of(
          "model",
          "stream",
          "stream_options",
          "store",
          "metadata",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention");

  private OpenAiParameters() {}

  /** Whether nothing is lost of this parameter, be it that its value says no more than nothing. */
  static boolean isTranslatable(String name, LocatedJson located) {
    return located.isNull()
        || READ.contains(name)
        || ADMINISTRATIVE.contains(name)
        || isDefault(name, located.value());
  }

  private static boolean isDefault(String name, JsonValue value) {
    return switch (name) {
      case "n" -> isNumber(value, BigDecimal.ONE);
      case "top_logprobs" -> isNumber(value, BigDecimal.ZERO);
      case "logprobs" -> value.equals(new JsonValue.Bool(false));
      case "logit_bias" -> value instanceof JsonValue.JsonObject bias && bias.fields().isEmpty();
      case "modalities" ->
          value.equals(new JsonValue.JsonArray(List.of(new JsonValue.Text("text"))));
      case "verbosity" -> value.equals(new JsonValue.Text("medium"));
      default -> false;
    };
  }

  private static boolean isNumber(JsonValue value, BigDecimal number) {
    if (!(value instanceof JsonValue.Num num)) {
      return false;
    }
    try {
      return num.literal().length() < 20 && new BigDecimal(num.literal()).compareTo(number) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
