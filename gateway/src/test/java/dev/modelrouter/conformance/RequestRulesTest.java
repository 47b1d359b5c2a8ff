package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.openai.OpenAiChatReader;
import dev.modelrouter.api.openai.PassthroughRequestReader;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nothing that is sent is refused for a limit or a word that is known of the provider or its model,
 * whether the request passes as bytes or is translated; what is left out is named.
 */
class RequestRulesTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final ModelCatalogue MODELS = ModelCatalogue.load();
  private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");
  private static final Set<String> FORMATS = Set.of("json_object", "json_schema");
  private static final Set<String> NO_EFFORT = Set.of();

  /** openai-chat.md 1: reasoning models refuse these but for their defaults. */
  private static final Set<String> REFUSED_BY_REASONING_MODELS =
      Set.of(
          "max_tokens",
          "temperature",
          "top_p",
          "frequency_penalty",
          "presence_penalty",
          "logprobs",
          "top_logprobs",
          "logit_bias");

  /** A target with what its API accepts. */
  record Target(String provider, String model, Function<JsonNode, List<String>> api) {
    @Override
    public String toString() {
      return provider + "/" + model;
    }
  }

  private static Target openAi(String provider, String model, StrictApi.OpenAi rules) {
    return new Target(provider, model, body -> StrictApi.openAi(body, rules));
  }

  private static Set<String> with(Set<String> some, String more) {
    return Stream.concat(some.stream(), Stream.of(more))
        .collect(java.util.stream.Collectors.toSet());
  }

  /** The targets, each with facts of the providers' own pages. */
  static List<Target> targets() {
    String id64 = ".{1,64}";
    return List.of(
        // openai-chat.md: stop at most 4, tool names, max output of gpt-4o.
        openAi(
            "openai",
            "gpt-4o",
            new StrictApi.OpenAi(
                with(ROLES, "developer"),
                id64,
                4,
                FORMATS,
                Set.of("max_tokens"),
                16_384,
                NO_EFFORT,
                true,
                "")),
        openAi(
            "openai",
            "gpt-5-mini",
            new StrictApi.OpenAi(
                with(ROLES, "developer"),
                id64,
                4,
                FORMATS,
                REFUSED_BY_REASONING_MODELS,
                128_000,
                Set.of("minimal", "low", "medium", "high"),
                true,
                "")),
        openAi(
            "openai",
            "o3",
            new StrictApi.OpenAi(
                with(ROLES, "developer"),
                id64,
                0,
                FORMATS,
                REFUSED_BY_REASONING_MODELS,
                0,
                Set.of("low", "medium", "high"),
                true,
                "")),
        openAi(
            "openai",
            "gpt-5.4",
            new StrictApi.OpenAi(
                with(ROLES, "developer"),
                id64,
                4,
                FORMATS,
                REFUSED_BY_REASONING_MODELS,
                128_000,
                Set.of("none", "low", "medium", "high", "xhigh"),
                true,
                "")),
        // groq.md, request differences.
        openAi(
            "groq",
            "llama-3.3-70b-versatile",
            new StrictApi.OpenAi(
                ROLES,
                id64,
                4,
                FORMATS,
                Set.of(
                    "logprobs",
                    "top_logprobs",
                    "logit_bias",
                    "n",
                    "metadata",
                    "store",
                    "messages.name"),
                32_768,
                NO_EFFORT,
                true,
                "")),
        openAi(
            "groq",
            "qwen/qwen3-32b",
            new StrictApi.OpenAi(
                ROLES,
                id64,
                4,
                FORMATS,
                Set.of("logprobs", "logit_bias", "n"),
                40_960,
                Set.of("none", "default"),
                true,
                "")),
        // Mistral: ids of nine letters and digits; the last message needs prefix.
        openAi(
            "mistral",
            "mistral-small-latest",
            new StrictApi.OpenAi(
                ROLES,
                "[a-zA-Z0-9]{9}",
                99,
                FORMATS,
                Set.of(
                    "user",
                    "logit_bias",
                    "logprobs",
                    "top_logprobs",
                    "seed",
                    "stream_options",
                    "max_completion_tokens"),
                0,
                null,
                true,
                "prefix")),
        openAi(
            "deepseek",
            "deepseek-chat",
            new StrictApi.OpenAi(
                ROLES, id64, 16, Set.of("json_object"), Set.of(), 0, null, true, "")),
        openAi(
            "gemini-openai",
            "gemini-2.5-flash",
            new StrictApi.OpenAi(
                ROLES, id64, 5, FORMATS, Set.of("logit_bias", "seed", "user"), 0, null, true, "")),
        openAi(
            "openrouter",
            "anthropic/claude-sonnet-4.6",
            new StrictApi.OpenAi(
                with(ROLES, "developer"), id64, 4, FORMATS, Set.of(), 0, null, false, "")),
        new Target(
            "anthropic",
            "claude-sonnet-4-6",
            body -> StrictApi.anthropic(body, false, true, 64_000)),
        new Target(
            "anthropic",
            "claude-sonnet-5",
            body -> StrictApi.anthropic(body, false, false, 128_000)),
        new Target(
            "anthropic", "claude-haiku-4-5", body -> StrictApi.anthropic(body, true, true, 64_000)),
        new Target("gemini", "gemini-2.5-flash", body -> StrictApi.gemini(body, false, 65_536)),
        new Target("gemini", "gemini-3.8-flash", body -> StrictApi.gemini(body, true, 0)),
        new Target("ollama", "llama3.2:1b", StrictApi::ollama));
  }

  private static final String SAYS = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
  private static final String TOOLS =
      "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":"
          + "\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}}]";
  private static final String SCHEMA =
      "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
          + "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1},"
          + "\"b\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/x\"}},\"c\":{\"anyOf\":"
          + "[{\"type\":\"object\",\"additionalProperties\":true},{\"type\":\"null\"}]}},"
          + "\"$defs\":{\"x\":{\"type\":\"object\",\"properties\":{\"d\":{\"type\":\"string\","
          + "\"maxLength\":5}}}}}}}";

  private static String call(String id, String name) {
    return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\""
        + id
        + "\",\"type\":\"function\",\"function\":{\"name\":\""
        + name
        + "\",\"arguments\":\"{}\"}}]}";
  }

  private static String result(String id) {
    return "{\"role\":\"tool\",\"tool_call_id\":\"" + id + "\",\"content\":\"r\"}";
  }

  private static String user(String text) {
    return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
  }

  private static String messages(String... all) {
    return "\"messages\":[" + String.join(",", all) + "]";
  }

  /** Bodies that some provider refuses. */
  static List<String> bodies() {
    String longId = "call_" + "x".repeat(85);
    String longName = "n".repeat(80);
    return List.of(
        SAYS
            + ",\"temperature\":0.2,\"top_p\":0.5,\"frequency_penalty\":0.1,\"presence_penalty\":1",
        SAYS + ",\"temperature\":1,\"top_p\":1.0,\"n\":1,\"logprobs\":false",
        "\"logprobs\":true,\"top_logprobs\":2,\"logit_bias\":{\"1\":2},\"n\":2," + SAYS,
        SAYS
            + ",\"store\":true,\"metadata\":{\"a\":\"b\"},\"seed\":4,\"user\":\"alice@example.com\"",
        SAYS + ",\"user\":\"+1 (555) 123-4567\"",
        SAYS + ",\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]",
        SAYS + ",\"stop\":\"a\"",
        SAYS + ",\"max_tokens\":2000000",
        SAYS + ",\"max_completion_tokens\":2000000",
        SAYS + ",\"max_tokens\":5",
        SAYS + ",\"reasoning_effort\":\"none\"",
        SAYS + ",\"reasoning_effort\":\"medium\"",
        SAYS + ",\"reasoning_effort\":\"max\"",
        SAYS + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}",
        messages("{\"role\":\"developer\",\"content\":\"d\"}", user("hi")),
        messages("{\"role\":\"user\",\"name\":\"al\",\"content\":\"hi\"}"),
        messages(user("hi"), "{\"role\":\"assistant\",\"content\":\"I \"}"),
        messages(user("hi"), call("call_1", "f"), result("call_1")),
        messages(
            user("hi"),
            call(longId, "f"),
            result(longId),
            call(longId + "y", "f"),
            result(longId + "y")),
        messages(user("hi"), call("functions.f:0", "f"), result("functions.f:0")),
        messages(
            user("hi"), call("c", "f"), result("c"), user("again"), call("c", "f"), result("c")),
        messages(user("hi"), call("c", "f"), user("stop that")),
        messages(user("hi"), call("c", "f")),
        messages(user("hi"), result("nobody"), user("go on")),
        messages(user("hi"), call("a", "f"), user("wait"), result("a"), user("go")),
        TOOLS.replace("\"f\"", "\"mcp.docs:search\"")
            + ","
            + messages(user("hi"), call("c", "mcp.docs:search"), result("c"))
            + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"mcp.docs:search\"}}",
        TOOLS.replace("\"f\"", "\"" + longName + "\"") + "," + SAYS,
        TOOLS.replace("\"f\"", "\"9ünï\"") + "," + SAYS,
        TOOLS.replace(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}",
                "{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"a\":{}}},{\"type\":\"object\","
                    + "\"properties\":{\"b\":{}},\"required\":[\"b\"]}]}")
            + ","
            + SAYS,
        SAYS + "," + SCHEMA,
        SAYS + "," + SCHEMA + "," + TOOLS,
        messages(user("Answer in JSON.")) + ",\"response_format\":{\"type\":\"json_object\"}",
        messages(user("Answer in JSON."))
            + ",\"response_format\":{\"type\":\"json_object\"},"
            + TOOLS);
  }

  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    for (Target target : targets()) {
      for (String body : bodies()) {
        all.add(Arguments.of(target, "{\"model\":\"m\"," + body + "}"));
      }
    }
    return all.stream();
  }

  private static final Map<String, HttpProvider> PROVIDERS = providers();

  private static Map<String, HttpProvider> providers() {
    Map<String, HttpProvider> all = new HashMap<>();
    for (ProviderDefinition entry : ProviderCatalogue.load()) {
      Endpoint endpoint = Endpoint.parse(entry.baseUrl());
      all.put(
          entry.id(),
          ProviderRegistry.create(
              entry, new ProviderEndpoint(endpoint, "k", "m", MODELS.requestRules(entry.id()))));
    }
    return all;
  }

  static HttpProvider provider(String id) {
    return requireNonNull(PROVIDERS.get(id));
  }

  static PassthroughRequest raw(String body) {
    return PassthroughRequestReader.read(Operation.CHAT, body.getBytes(UTF_8), name -> ModelId.ANY);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void request_thatIsTranslated_isAccepted(Target target, String body) {
    PassthroughRequest request = raw(body);
    OutboundRequest sent =
        provider(target.provider())
            .encode(
                OpenAiChatReader.read(body.getBytes(UTF_8), ModelId.ANY, request.stream()),
                target.model());

    assertThat(target.api().apply(JSON.readTree(sent.body()))).as(text(sent)).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void request_thatPassesAsBytes_isAccepted(Target target, String body) {
    PassthroughRequest request = raw(body);
    if (provider(target.provider()) instanceof PassthroughProvider direct
        && direct.passes(request)) {
      OutboundRequest sent = direct.splice(request, target.model());

      assertThat(target.api().apply(JSON.readTree(sent.body()))).as(text(sent)).isEmpty();
    }
  }

  static JsonNode tree(OutboundRequest sent) {
    return JSON.readTree(sent.body());
  }

  static JsonNode tree(String json) {
    return JSON.readTree(json);
  }

  private static String text(OutboundRequest sent) {
    return new String(sent.body(), UTF_8);
  }
}
