package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.api.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** The top-level parameters of a chat completion, as far as there is a word for them elsewhere. */
final class Parameters {
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

  private Parameters() {}

  /** Whether nothing is lost of this parameter, be it that its value says no more than nothing. */
  static boolean isSpoken(String name, JsonPlace place) {
    return place.isNull()
        || READ.contains(name)
        || ADMINISTRATIVE.contains(name)
        || isDefault(name, place.value());
  }

  private static boolean isDefault(String name, JsonValue value) {
    return switch (name) {
      case "n" -> isNumber(value, BigDecimal.ONE);
      case "top_logprobs" -> isNumber(value, BigDecimal.ZERO);
      case "logprobs" -> value.equals(new JsonValue.Truth(false));
      case "logit_bias" -> value instanceof JsonValue.Fields bias && bias.fields().isEmpty();
      case "modalities" -> value.equals(new JsonValue.Items(List.of(new JsonValue.Text("text"))));
      case "verbosity" -> value.equals(new JsonValue.Text("medium"));
      default -> false;
    };
  }

  private static boolean isNumber(JsonValue value, BigDecimal number) {
    if (!(value instanceof JsonValue.Digits digits)) {
      return false;
    }
    try {
      return digits.literal().length() < 20
          && new BigDecimal(digits.literal()).compareTo(number) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
