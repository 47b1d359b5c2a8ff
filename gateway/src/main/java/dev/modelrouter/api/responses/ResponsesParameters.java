package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.Map;
import java.util.Set;

/** The parameters of a request for a response, as far as there is a word for them elsewhere. */
final class ResponsesParameters {
  /** Read into the words that all dialects share. */
  private static final Set<String> READ =
      Set.of(
          "input",
          "instructions",
          "previous_response_id",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "max_output_tokens",
          "temperature",
          "top_p",
          "user");

  /** Between the caller and whoever runs the server: without them the answer is the same. */
  private static final Set<String> ADMINISTRATIVE =
      Set.of(
          "model",
          "stream",
          "stream_options",
          "store",
          "metadata",
          // What Codex tells OpenAI of itself.
          "client_metadata",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention",
          // Counts calls of built-in tools only, of which there are none.
          "max_tool_calls");

  /** What would be another request without them. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "conversation", "send the conversation as input, or use previous_response_id",
          "prompt", "send the prompt's text as instructions or input",
          "background", "leave it out and wait for the answer, or take it as a stream");

  /** What only asks for what is always there, or for details of built-in tools. */
  private static final Set<String> INCLUDED =
      Set.of(
          "reasoning.encrypted_content",
          "file_search_call.results",
          "web_search_call.results",
          "web_search_call.action.sources",
          "message.input_image.image_url",
          "computer_call_output.output.image_url",
          "code_interpreter_call.outputs");

  private ResponsesParameters() {}

  /**
   * Notes by name what is lost of this body.
   *
   * @throws UntranslatableRequestException if without it this would be another request
   */
  static void check(LocatedJson body, Set<String> untranslatable) {
    for (String name : body.names()) {
      LocatedJson located = body.field(name);
      String instead = REFUSED.get(name);
      if (located.isNull() || READ.contains(name) || ADMINISTRATIVE.contains(name)) {
        continue;
      }
      switch (name) {
        case "text", "reasoning" -> inside(located, untranslatable);
        case "include" -> include(located, untranslatable);
        default -> {
          if (instead != null && !isDefault(located)) {
            throw new UntranslatableRequestException(
                name, name + " is only to be had from OpenAI itself; " + instead);
          }
          note(located, untranslatable);
        }
      }
    }
  }

  private static void inside(LocatedJson object, Set<String> untranslatable) {
    for (String name : object.names()) {
      note(object.field(name), untranslatable);
    }
  }

  private static void include(LocatedJson include, Set<String> untranslatable) {
    for (LocatedJson one : include.elements()) {
      if (!INCLUDED.contains(one.text())) {
        untranslatable.add(one.path());
      }
    }
  }

  private static void note(LocatedJson located, Set<String> untranslatable) {
    if (!located.isNull() && !isDefault(located)) {
      untranslatable.add(located.path());
    }
  }

  /** Whether it is read elsewhere, or says no more than nothing. */
  private static boolean isDefault(LocatedJson located) {
    JsonValue value = located.value();
    return switch (located.path()) {
      // A summary is shown wherever the provider shows what the model thought.
      case "text.format", "reasoning.effort", "reasoning.summary", "reasoning.generate_summary" ->
          true;
      case "text.verbosity" -> value.equals(new JsonValue.Text("medium"));
      case "reasoning.context" -> value.equals(new JsonValue.Text("auto"));
      case "reasoning.mode" -> value.equals(new JsonValue.Text("standard"));
      case "truncation" -> value.equals(new JsonValue.Text("disabled"));
      case "background" -> value.equals(new JsonValue.Bool(false));
      case "top_logprobs" -> value.equals(new JsonValue.Num("0"));
      default -> false;
    };
  }
}
