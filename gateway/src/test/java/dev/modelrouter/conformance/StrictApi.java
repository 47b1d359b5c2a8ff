package dev.modelrouter.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Refuses what the APIs of providers refuse with 400, as far as it is documented. Each check names
 * the problem; an empty list is a request that is accepted.
 */
final class StrictApi {
  private static final String OPENAI_NAME = "[a-zA-Z0-9_-]{1,64}";

  /**
   * What differs between the providers that speak OpenAI's dialect.
   *
   * @param roles accepted roles
   * @param toolCallId form of the ids
   * @param maxStop most stop sequences
   * @param formats accepted types of response_format
   * @param refused parameters that are refused whatever their value
   * @param maxTokens most tokens of an answer, 0 for any
   * @param efforts accepted efforts; null for any
   * @param prefill whether the last message may be the assistant's; the field that must be true in
   *     it where it is not empty
   * @param prefillMark that field, or empty
   */
  record OpenAi(
      Set<String> roles,
      String toolCallId,
      int maxStop,
      Set<String> formats,
      Set<String> refused,
      int maxTokens,
      @Nullable Set<String> efforts,
      boolean prefill,
      String prefillMark) {}

  private final List<String> problems = new ArrayList<>();

  private StrictApi() {}

  private void require(boolean condition, String problem) {
    if (!condition) {
      problems.add(problem);
    }
  }

  /** OpenAI's chat completions: openai-chat.md 1.1 to 1.3, groq.md. */
  static List<String> openAi(JsonNode body, OpenAi rules) {
    StrictApi api = new StrictApi();
    for (String name : body.propertyNames()) {
      api.require(!rules.refused().contains(name), "parameter " + name);
    }
    for (String limit : List.of("max_tokens", "max_completion_tokens")) {
      api.require(
          rules.maxTokens() == 0 || body.path(limit).asInt(1) <= rules.maxTokens(),
          limit + " too high");
    }
    api.require(body.path("stop").size() <= rules.maxStop(), "stop");
    Set<String> efforts = rules.efforts();
    api.require(
        efforts == null
            || !body.has("reasoning_effort")
            || efforts.contains(body.path("reasoning_effort").asString()),
        "reasoning_effort " + body.path("reasoning_effort"));
    String format = body.path("response_format").path("type").asString("text");
    api.require(
        format.equals("text") || rules.formats().contains(format), "response_format " + format);
    api.require(
        !format.equals("json_object")
            || body.path("messages").toString().toLowerCase(java.util.Locale.ROOT).contains("json"),
        "no word JSON in the messages");
    Set<String> tools = new HashSet<>();
    for (JsonNode tool : body.path("tools")) {
      api.require(
          tool.at("/function/name").asString("").matches(OPENAI_NAME),
          "tool " + tool.at("/function/name"));
      tools.add(tool.at("/function/name").asString());
    }
    if (body.path("tool_choice").isObject()) {
      api.require(
          tools.contains(body.at("/tool_choice/function/name").asString("")),
          "tool_choice names no tool");
    }
    api.openAiMessages(body.path("messages"), rules);
    return api.problems;
  }

  private void openAiMessages(JsonNode messages, OpenAi rules) {
    Set<String> open = new LinkedHashSet<>();
    Set<String> used = new HashSet<>();
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String role = message.path("role").asString("");
      require(rules.roles().contains(role), "role " + role);
      require(!rules.refused().contains("messages.name") || !message.has("name"), "messages.name");
      if (role.equals("tool")) {
        require(open.remove(message.path("tool_call_id").asString("")), "a result of no open call");
      } else {
        require(open.isEmpty(), "calls without a result before message " + i);
        open.clear();
      }
      for (JsonNode call : message.path("tool_calls")) {
        String id = call.path("id").asString("");
        require(id.matches(rules.toolCallId()), "tool call id " + id);
        require(used.add(id), "tool call id twice: " + id);
        require(
            call.at("/function/name").asString("").matches(OPENAI_NAME),
            "called " + call.at("/function/name"));
        open.add(id);
      }
      if (i == messages.size() - 1 && role.equals("assistant")) {
        require(rules.prefill(), "the last message is the assistant's");
        require(
            rules.prefillMark().isEmpty() || message.path(rules.prefillMark()).asBoolean(false),
            "the last message is the assistant's without a mark");
      }
    }
    require(open.isEmpty(), "calls without a result at the end");
  }

  /** Anthropic's Messages: anthropic-messages.md 2 to 4. */
  static List<String> anthropic(JsonNode body, boolean prefill, boolean sampling, int maxTokens) {
    StrictApi api = new StrictApi();
    api.require(body.path("max_tokens").asInt(0) >= 1, "max_tokens");
    api.require(
        maxTokens == 0 || body.path("max_tokens").asInt() <= maxTokens, "max_tokens too high");
    for (String name : List.of("temperature", "top_p", "top_k")) {
      api.require(sampling || !body.has(name), name);
    }
    Set<String> tools = new HashSet<>();
    for (JsonNode tool : body.path("tools")) {
      String name = tool.path("name").asString("");
      api.require(name.matches(OPENAI_NAME), "tool " + name);
      api.require(tools.add(name), "two tools " + name);
      JsonNode schema = tool.path("input_schema");
      api.require(schema.path("type").asString("").equals("object"), "schema of no object");
      api.require(
          !schema.has("anyOf") && !schema.has("oneOf") && !schema.has("allOf"),
          "anyOf at the root");
    }
    if (body.path("tool_choice").path("type").asString("").equals("tool")) {
      api.require(
          tools.contains(body.at("/tool_choice/name").asString("")), "tool_choice names no tool");
    }
    api.require(
        !body.at("/metadata/user_id").asString("").matches(".*@.*|\\+?[0-9 ()-]{7,}"),
        "user_id is personal");
    if (body.at("/output_config/format").isObject()) {
      api.closed(body.at("/output_config/format/schema"));
    }
    api.anthropicMessages(body.path("messages"), prefill);
    return api.problems;
  }

  /** Every object of a schema must be closed, and only some keywords are accepted. */
  private void closed(JsonNode schema) {
    if (schema.isArray()) {
      schema.forEach(this::closed);
    }
    if (!schema.isObject()) {
      return;
    }
    if (schema.path("type").asString("").equals("object")) {
      require(
          schema.path("additionalProperties").isBoolean()
              && !schema.path("additionalProperties").asBoolean(),
          "For 'object' type, 'additionalProperties' must be explicitly set to false");
    }
    for (String name :
        List.of(
            "minimum",
            "maximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "maxItems",
            "uniqueItems",
            "oneOf",
            "not",
            "if",
            "patternProperties",
            "exclusiveMinimum")) {
      require(!schema.has(name), "keyword " + name);
    }
    for (String name : List.of("properties", "$defs", "definitions")) {
      schema.path(name).forEach(this::closed);
    }
    for (String name : List.of("items", "anyOf", "allOf")) {
      closed(schema.path(name));
    }
  }

  private void anthropicMessages(JsonNode messages, boolean prefill) {
    require(messages.path(0).path("role").asString("").equals("user"), "the first is not the user");
    Set<String> used = new HashSet<>();
    Set<String> open = new LinkedHashSet<>();
    String before = "";
    for (JsonNode message : messages) {
      String role = message.path("role").asString("");
      require(role.equals("user") || role.equals("assistant"), "role " + role);
      require(!role.equals(before), "the same role twice");
      before = role;
      boolean text = false;
      for (JsonNode block : message.path("content")) {
        switch (block.path("type").asString("")) {
          case "tool_use" -> {
            String id = block.path("id").asString("");
            require(id.matches("[a-zA-Z0-9_-]+"), "tool_use id " + id);
            require(used.add(id), "tool_use id twice: " + id);
            require(block.path("name").asString("").matches(OPENAI_NAME), "tool_use " + block);
            require(block.path("input").isObject(), "input is no object");
            open.add(id);
          }
          case "tool_result" -> {
            require(!text, "a result behind text");
            require(open.remove(block.path("tool_use_id").asString("")), "result without a call");
          }
          case "text" -> {
            text = true;
            require(!block.path("text").asString("").isBlank(), "an empty text");
          }
          default -> text = true;
        }
      }
      require(message.path("content").size() > 0, "no content");
      require(role.equals("assistant") || open.isEmpty(), "calls without a result");
    }
    require(open.isEmpty(), "calls without a result at the end");
    require(prefill || before.equals("user"), "the last message is the assistant's");
  }

  /** Gemini's generateContent: gemini.md 2 and 7. */
  static List<String> gemini(JsonNode body, boolean jsonWithTools, int maxTokens) {
    StrictApi api = new StrictApi();
    JsonNode config = body.path("generationConfig");
    api.require(
        maxTokens == 0 || config.path("maxOutputTokens").asInt(1) <= maxTokens, "maxOutputTokens");
    api.require(config.path("stopSequences").size() <= 5, "stopSequences");
    Set<String> tools = new HashSet<>();
    for (JsonNode tool : body.at("/tools/0/functionDeclarations")) {
      String name = tool.path("name").asString("");
      api.require(name.matches("[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}"), "function " + name);
      api.require(tools.add(name), "two functions " + name);
    }
    api.require(
        jsonWithTools || tools.isEmpty() || !config.has("responseMimeType"),
        "Function calling with a response mime type: 'application/json' is unsupported");
    api.geminiContents(body.path("contents"));
    return api.problems;
  }

  private void geminiContents(JsonNode contents) {
    require(
        contents.path(0).path("role").asString("user").equals("user"), "the first is not the user");
    int open = 0;
    String before = "";
    for (JsonNode content : contents) {
      String role = content.path("role").asString("user");
      require(!role.equals(before), "the same role twice");
      before = role;
      int calls = 0;
      int results = 0;
      require(content.path("parts").size() > 0, "no parts");
      for (JsonNode part : content.path("parts")) {
        if (part.has("functionCall")) {
          require(calls > 0 || part.has("thoughtSignature"), "a call without a thought_signature");
          calls++;
        }
        results += part.has("functionResponse") ? 1 : 0;
      }
      require(results == open, "not as many responses as calls");
      open = calls;
    }
    require(open == 0, "calls without a response at the end");
  }

  /** Ollama's chat: ollama.md 2. */
  static List<String> ollama(JsonNode body) {
    StrictApi api = new StrictApi();
    for (JsonNode message : body.path("messages")) {
      String role = message.path("role").asString("");
      api.require(Set.of("system", "user", "assistant", "tool").contains(role), "role " + role);
      api.require(message.path("content").isString(), "content is no string");
      for (JsonNode call : message.path("tool_calls")) {
        api.require(call.at("/function/arguments").isObject(), "arguments are no object");
      }
    }
    return api.problems;
  }
}
