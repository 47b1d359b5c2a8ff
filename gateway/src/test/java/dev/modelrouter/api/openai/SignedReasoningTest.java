package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signed thoughts that reached a caller of OpenAI's dialect come back to their maker with the next
 * question, and to no other provider.
 */
class SignedReasoningTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final CompletionSummary END =
      new CompletionSummary("p", "m", null, Map.of(), FinishReason.TOOL_CALLS);

  private static final List<ChatEvent.Content> CLAUDES =
      List.of(
          new ChatEvent.ReasoningDelta("I "),
          new ChatEvent.ReasoningDelta("think."),
          new ChatEvent.SignatureDelta(
              new ReasoningSignature(ReasoningSignature.ANTHROPIC, "c2lnbmVk")),
          new ChatEvent.SignatureDelta(
              new ReasoningSignature(ReasoningSignature.ANTHROPIC_REDACTED, "cmVkYWN0ZWQ=")),
          new ChatEvent.TextDelta("So."),
          new ChatEvent.ToolCallDelta(0, "c1", "f", ""),
          new ChatEvent.ToolCallDelta(0, null, null, "{}"));

  private static final List<ChatEvent.Content> GEMINIS =
      List.of(
          new ChatEvent.ReasoningDelta("I think."),
          new ChatEvent.SignatureDelta(
              new ReasoningSignature(ReasoningSignature.GEMINI, "Z2VtaW5p")),
          new ChatEvent.ToolCallDelta(0, "c1", "f", "{}"),
          new ChatEvent.ToolCallDelta(1, "c2", "g", "{}"));

  private static HttpProvider provider(String id) {
    return ProviderCatalogue.load().stream()
        .filter(entry -> entry.id().equals(id))
        .map(
            entry ->
                ProviderRegistry.create(
                    entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode heard(List<ChatEvent.Content> said, boolean stream) {
    if (!stream) {
      return JSON.readTree(OpenAiAnswerWriter.write("1", 5, said, END, Set.of()))
          .at("/choices/0/message");
    }
    OpenAiStreamWriter writer = new OpenAiStreamWriter("1", 5, "m", false);
    said.forEach(writer::content);
    writer.done(END);
    ObjectNode message = JSON.createObjectNode();
    new String(writer.take(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> JSON.readTree(line.substring(6)).at("/choices/0/delta"))
        .forEach(delta -> merge(message, (ObjectNode) delta));
    return message;
  }

  /** As openai-python's helpers do: strings are joined, elements with one index are one. */
  private static void merge(ObjectNode into, ObjectNode delta) {
    for (Map.Entry<String, JsonNode> field : delta.properties()) {
      String name = field.getKey();
      JsonNode known = into.get(name);
      JsonNode value = field.getValue();
      if (known == null || known.isNull() || name.equals("type") || name.equals("index")) {
        into.set(name, value.deepCopy());
      } else if (value.isString()) {
        into.put(name, known.asString() + value.asString());
      } else if (value instanceof ObjectNode object) {
        merge((ObjectNode) known, object);
      } else if (value instanceof ArrayNode array) {
        array.forEach(element -> merge((ArrayNode) known, (ObjectNode) element));
      }
    }
  }

  private static void merge(ArrayNode into, ObjectNode element) {
    for (JsonNode known : into) {
      if (known.path("index").equals(element.path("index"))) {
        merge((ObjectNode) known, element);
        return;
      }
    }
    into.add(element.deepCopy());
  }

  private static ChatRequest next(JsonNode received) {
    ObjectNode message = (ObjectNode) received.deepCopy();
    message.put("role", "assistant");
    List<String> messages = new ArrayList<>();
    messages.add("{\"role\":\"user\",\"content\":\"Hi\"}");
    messages.add(message.toString());
    received
        .path("tool_calls")
        .forEach(
            call ->
                messages.add(
                    "{\"role\":\"tool\",\"tool_call_id\":%s,\"content\":\"r\"}"
                        .formatted(call.get("id"))));
    String body =
        "{\"messages\":["
            + String.join(",", messages)
            + "],\"tools\":[{\"type\":\"function\","
            + "\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],"
            + "\"reasoning_effort\":\"low\",\"max_tokens\":9000}";
    return OpenAiChatReader.read(body.getBytes(UTF_8), ModelId.ANY, false);
  }

  private static String sent(String provider, String model, ChatRequest request) {
    return new String(provider(provider).encode(request, model).body(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reasoningOfClaude_comesBackToClaudeOnly(boolean stream) {
    ChatRequest next = next(heard(CLAUDES, stream));

    assertThat(sent("anthropic", "claude-sonnet-4-5", next))
        .contains(
            "{\"type\":\"thinking\",\"thinking\":\"I think.\",\"signature\":\"c2lnbmVk\"}",
            "{\"type\":\"redacted_thinking\",\"data\":\"cmVkYWN0ZWQ=\"}",
            "\"thinking\":{\"type\":\"enabled\"");
    for (String other : List.of("gemini", "groq", "openrouter", "ollama")) {
      assertThat(sent(other, "gemini-2.5-flash", next)).doesNotContain("c2lnbmVk", "cmVkYWN0");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void signatureOfGemini_comesBackToGeminiOnly(boolean stream) {
    JsonNode received = heard(GEMINIS, stream);
    ChatRequest next = next(received);

    assertThat(received.at("/tool_calls/0/extra_content/google/thought_signature").asString())
        .isEqualTo("Z2VtaW5p");
    assertThat(sent("gemini", "gemini-3.8-flash", next))
        .contains("\"name\":\"f\",\"args\":{}},\"thoughtSignature\":\"Z2VtaW5p\"")
        .doesNotContain("skip_thought_signature_validator");
    for (String other : List.of("anthropic", "groq", "openrouter", "ollama")) {
      assertThat(sent(other, "claude-sonnet-4-5", next)).doesNotContain("Z2VtaW5p");
    }
  }

  /** Callers keep one of the two fields, the one that their SDK knows. */
  @ParameterizedTest
  @ValueSource(strings = {"reasoning_details", "extra_content"})
  void signatureOfGemini_isReadFromEitherField(String dropped) {
    ObjectNode received = (ObjectNode) heard(GEMINIS, false);
    received.remove(dropped);
    received.path("tool_calls").forEach(call -> ((ObjectNode) call).remove(dropped));

    assertThat(sent("gemini", "gemini-3.8-flash", next(received)))
        .contains("\"name\":\"f\",\"args\":{}},\"thoughtSignature\":\"Z2VtaW5p\"");
  }

  /** What goes as bytes to a provider of the caller's dialect keeps what that provider takes. */
  @ParameterizedTest
  @CsvSource({
    "openai, false, false, false",
    "groq, false, false, false",
    "openrouter, true, false, true",
    "gemini-openai, false, true, false"
  })
  void fieldsOfOtherProviders_areTakenOutOfTheBytes(
      String id, boolean details, boolean signature, boolean cache) {
    String call =
        "{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}";
    String mark = "\"cache_control\":{\"type\":\"ephemeral\"}";
    String body =
        "{\"model\":\"m\",\"odd\":1e400,\"messages\":[{\"role\":\"user\",\"content\":[{"
            + mark
            + ",\"type\":\"text\",\"text\":\"hi\"}]},{\"reasoning_details\":[{\"x\":1}],"
            + "\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
            + call
            + ",\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"r\","
            + mark
            + "}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"},"
            + mark
            + "}]}";
    PassthroughRequest raw =
        PassthroughRequestReader.read(Operation.CHAT, body.getBytes(UTF_8), name -> ModelId.ANY);

    OutboundRequest sent = ((PassthroughProvider) provider(id)).splice(raw, "m");

    JsonNode read = JSON.readTree(sent.body());
    assertThat(read.at("/messages/1").has("reasoning_details")).isEqualTo(details);
    assertThat(read.at("/messages/1/tool_calls/0").has("extra_content")).isEqualTo(signature);
    assertThat(read.at("/messages/0/content/0").has("cache_control")).isEqualTo(cache);
    assertThat(read.at("/messages/2").has("cache_control")).isEqualTo(cache);
    assertThat(read.at("/tools/0").has("cache_control")).isEqualTo(cache);
    assertThat(read.at("/messages/0/content/0/text").asString()).isEqualTo("hi");
    assertThat(read.at("/messages/1/tool_calls/0/function/name").asString()).isEqualTo("f");
    assertThat(new String(sent.body(), UTF_8)).contains("\"odd\":1e400");
    assertThat(sent.dropped().contains("cache_control")).isEqualTo(!cache);
    assertThat(sent.dropped().contains("messages.reasoning_details")).isEqualTo(!details);
    assertThat(sent.dropped().contains("messages.tool_calls.extra_content")).isEqualTo(!signature);
  }
}
