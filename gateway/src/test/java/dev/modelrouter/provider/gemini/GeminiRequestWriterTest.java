package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.conformance.Conversations;
import dev.modelrouter.wire.OutboundRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GeminiRequestWriterTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MODEL = "gemini-3.8-flash";
  private static final Message HELLO = new Message(Role.USER, "hi");
  private static final ReasoningSignature SEAL =
      new ReasoningSignature(ReasoningSignature.GEMINI, "c2ln");

  private static ChatRequest request(
      List<Message> messages,
      Sampling sampling,
      List<Tool> tools,
      ToolChoice choice,
      ResponseFormat format,
      @Nullable ReasoningEffort reasoningEffort) {
    return new ChatRequest(
        ModelId.ANY,
        messages,
        sampling,
        tools,
        choice,
        false,
        format,
        reasoningEffort,
        "u",
        false,
        List.of());
  }

  private static ChatRequest said(Message... messages) {
    return request(
        List.of(messages), Sampling.DEFAULT, List.of(), ToolChoice.AUTO, ResponseFormat.TEXT, null);
  }

  private static Message model(ContentPart... parts) {
    return new Message(Role.ASSISTANT, List.of(parts));
  }

  private static Message result(String id, String text, boolean failed) {
    return new Message(Role.TOOL, List.of(new ContentPart.ToolResult(id, null, text, failed)));
  }

  private static ContentPart.ToolCall call(String id, String arguments) {
    return new ContentPart.ToolCall(id, "f_" + id, arguments);
  }

  private static String body(ChatRequest request) {
    return new String(GeminiEncoding.encode(request, MODEL).body(), UTF_8);
  }

  private static String contents(Message... messages) {
    String body = body(said(messages));
    return body.substring(body.indexOf("\"contents\":") + 11, body.indexOf(",\"generationConfig"));
  }

  private static ChatRequest thinking(
      ReasoningEffort reasoningEffort, @Nullable Integer maxTokens) {
    Sampling sampling = new Sampling(maxTokens, null, null, null, List.of(), null, null, null);
    return request(
        List.of(HELLO), sampling, List.of(), ToolChoice.AUTO, ResponseFormat.TEXT, reasoningEffort);
  }

  @Test
  void systemMessages_leadingOnes_areTheInstruction_laterOnesTextOfTheUser() {
    String body =
        body(
            said(
                new Message(Role.SYSTEM, "s1"),
                new Message(Role.DEVELOPER, "s2"),
                HELLO,
                new Message(Role.SYSTEM, "s3")));

    assertThat(body)
        .isEqualTo(
            "{\"systemInstruction\":{\"parts\":[{\"text\":\"s1\\n\\ns2\"}]},\"contents\":"
                + "[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"},{\"text\":\"s3\"}]}],"
                + "\"generationConfig\":{}}");
  }

  @Test
  void conversation_thatTheModelBegins_getsAUserBefore() {
    assertThat(contents(new Message(Role.ASSISTANT, "a"), new Message(Role.USER, "")))
        .isEqualTo(
            "[{\"role\":\"user\",\"parts\":[{\"text\":\"(continue)\"}]},"
                + "{\"role\":\"model\",\"parts\":[{\"text\":\"a\"}]}]");
  }

  @Test
  void conversation_ofTheSystemAlone_hasContents() {
    assertThat(contents(new Message(Role.SYSTEM, "s")))
        .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"text\":\"(continue)\"}]}]");
  }

  @Test
  void results_standTogetherInTheOrderOfTheCalls_underTheNamesOfTheirCalls() {
    assertThat(
            contents(
                HELLO,
                model(call("a", "{\"n\":1e400}"), call("b", "[1]"), call("c", "")),
                result("b", "[1,2]", false),
                result("a", "{\"big\":9007199254740993}", false),
                result("x", "stray", false),
                new Message(Role.USER, "go")))
        .endsWith(
            "{\"role\":\"model\",\"parts\":["
                + "{\"functionCall\":{\"id\":\"a\",\"name\":\"f_a\",\"args\":{\"n\":1e400}},"
                + "\"thoughtSignature\":\"skip_thought_signature_validator\"},"
                + "{\"functionCall\":{\"id\":\"b\",\"name\":\"f_b\",\"args\":{\"_raw\":\"[1]\"}}},"
                + "{\"functionCall\":{\"id\":\"c\",\"name\":\"f_c\",\"args\":{}}}]},"
                + "{\"role\":\"user\",\"parts\":["
                + "{\"functionResponse\":{\"id\":\"a\",\"name\":\"f_a\",\"response\":"
                + "{\"big\":9007199254740993}}},"
                + "{\"functionResponse\":{\"id\":\"b\",\"name\":\"f_b\",\"response\":"
                + "{\"output\":\"[1,2]\"}}},"
                + "{\"functionResponse\":{\"id\":\"c\",\"name\":\"f_c\",\"response\":"
                + "{\"error\":\"no result\"}}},"
                + "{\"text\":\"stray\"},{\"text\":\"go\"}]}]");
  }

  @Test
  void lastCall_thatNobodyAnswered_getsAResult() {
    assertThat(contents(HELLO, model(call("a", "{}"))))
        .endsWith(
            "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"a\",\"name\":\"f_a\","
                + "\"response\":{\"error\":\"no result\"}}}]}]");
  }

  @Test
  void firstCallOfEachStep_isSigned() {
    String contents =
        contents(
            HELLO,
            model(call("a", "{}")),
            result("a", "r", true),
            new Message(Role.USER, "again"),
            model(new ContentPart.Reasoning("", SEAL), call("b", "{}"), call("c", "{}")),
            result("b", "r", false),
            result("c", "r", false),
            model(call("d", "{}"), call("e", "{}")),
            result("d", "r", false),
            result("e", "r", false));

    assertThat(contents)
        .contains("\"f_a\",\"args\":{}},\"thoughtSignature\":\"skip_thought_signature_validator\"}")
        .contains("\"f_b\",\"args\":{}},\"thoughtSignature\":\"c2ln\"}")
        .contains("\"f_c\",\"args\":{}}}]}")
        .contains("\"f_d\",\"args\":{}},\"thoughtSignature\":\"skip_thought_signature_validator\"}")
        .contains("\"f_e\",\"args\":{}}}]}")
        .contains("{\"error\":\"r\"}");
  }

  @Test
  void signature_isOnThePartBehindIt_orOnAnEmptyTextAtTheEnd() {
    assertThat(
            contents(
                HELLO,
                model(
                    new ContentPart.Text("a"),
                    new ContentPart.Reasoning("why", SEAL),
                    new ContentPart.Text("b"),
                    new ContentPart.Reasoning("", SEAL)),
                new Message(Role.USER, "c")))
        .contains(
            "[{\"text\":\"a\"},{\"text\":\"why\",\"thought\":true},"
                + "{\"text\":\"b\",\"thoughtSignature\":\"c2ln\"},"
                + "{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}]");
  }

  @Test
  void reasoningOfOthers_areDroppedByName() {
    OutboundRequest sent =
        GeminiEncoding.encode(
            said(
                HELLO,
                model(
                    new ContentPart.Reasoning(
                        "t", new ReasoningSignature(ReasoningSignature.ANTHROPIC, "x")),
                    new ContentPart.Reasoning("u", null),
                    new ContentPart.Text("a")),
                HELLO),
            MODEL);

    assertThat(new String(sent.body(), UTF_8))
        .contains("{\"role\":\"model\",\"parts\":[{\"text\":\"a\"}]}");
    assertThat(sent.dropped()).containsExactly("messages.reasoning_content");
  }

  @Test
  void media_areInlineOrAtTheirAddress() {
    OutboundRequest sent =
        GeminiEncoding.encode(
            said(
                new Message(
                    Role.USER,
                    List.of(
                        new ContentPart.Image(new Media.Inline("image/png", "AA=="), "high"),
                        new ContentPart.Audio(new Media.Inline("audio/mpeg", "AAAA")),
                        new ContentPart.Image(new Media.Remote("https://x/y", null), null),
                        new ContentPart.Document(
                            new Media.Remote("gs://b/c", "application/pdf"), "n")))),
            MODEL);

    assertThat(new String(sent.body(), UTF_8))
        .contains(
            "[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA==\"}},"
                + "{\"inlineData\":{\"mimeType\":\"audio/mpeg\",\"data\":\"AAAA\"}},"
                + "{\"fileData\":{\"fileUri\":\"https://x/y\"}},"
                + "{\"fileData\":{\"mimeType\":\"application/pdf\",\"fileUri\":\"gs://b/c\"}}]");
    assertThat(sent.dropped()).containsExactly("image_url.detail", "file.filename");
  }

  @Test
  void fileOfAnotherProvider_isRefusedWithItsPlace() {
    ChatRequest request =
        said(
            HELLO,
            new Message(
                Role.USER,
                List.of(new ContentPart.Document(new Media.Remote("file-1", null), null))));

    UntranslatableRequestException e =
        catchThrowableOfType(
            UntranslatableRequestException.class, () -> GeminiEncoding.encode(request, MODEL));

    assertThat(e.parameter()).isEqualTo("messages[1].content");
  }

  @Test
  void tools_keepTheirSchemas_butForThoseWithoutArguments() {
    List<Tool> tools =
        List.of(
            new Tool("f", "does \"f\"", "{\"type\":\"object\",\"x\":9007199254740993}", true),
            new Tool("g", null, "{\"max\":1}", null),
            new Tool("h", null, "{ \"type\":\"object\", \"properties\":{ } }", false),
            new Tool("i", null, "{}", null),
            new Tool(
                "j",
                null,
                "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}",
                null),
            new Tool("k", null, null, null));

    OutboundRequest sent =
        GeminiEncoding.encode(
            request(
                List.of(HELLO),
                Sampling.DEFAULT,
                tools,
                new ToolChoice.Named("g"),
                ResponseFormat.TEXT,
                null),
            MODEL);

    assertThat(new String(sent.body(), UTF_8))
        .contains(
            ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"description\":\"does"
                + " \\\"f\\\"\",\"parametersJsonSchema\":"
                + "{\"type\":\"object\",\"x\":9007199254740993}},"
                + "{\"name\":\"g\",\"parametersJsonSchema\":{\"type\":\"object\",\"max\":1}},"
                + "{\"name\":\"h\"},{\"name\":\"i\"},{\"name\":\"j\",\"parametersJsonSchema\":"
                + "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}},"
                + "{\"name\":\"k\"}]}],\"toolConfig\":{\"functionCallingConfig\":"
                + "{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"g\"]}}");
    assertThat(sent.dropped()).containsExactly("tools.strict", "parallel_tool_calls");
  }

  @Test
  void parameters_haveTheirPlaceInTheConfig() {
    ChatRequest request =
        request(
            List.of(HELLO),
            new Sampling(9, 0.5, 0.25, 7, List.of("END"), 3L, -1.0, 1.0),
            List.of(),
            ToolChoice.AUTO,
            new ResponseFormat.Schema("s", "{\"max\":9007199254740993}", true),
            null);

    assertThat(body(request))
        .endsWith(
            ",\"generationConfig\":{\"maxOutputTokens\":9,\"temperature\":0.5,\"topP\":0.25,"
                + "\"topK\":7,\"stopSequences\":[\"END\"],\"seed\":3,\"frequencyPenalty\":-1.0,"
                + "\"presencePenalty\":1.0,\"responseMimeType\":\"application/json\","
                + "\"responseJsonSchema\":{\"max\":9007199254740993}}}");
  }

  @Test
  void seed_thatIsTooLong_isDropped() {
    Sampling sampling = new Sampling(null, null, null, null, List.of(), 1L << 40, null, null);
    ChatRequest request =
        request(
            List.of(HELLO), sampling, List.of(), ToolChoice.AUTO, new ResponseFormat.Json(), null);

    OutboundRequest sent = GeminiEncoding.encode(request, MODEL);

    assertThat(sent.dropped()).containsExactly("seed");
    assertThat(new String(sent.body(), UTF_8))
        .endsWith("\"generationConfig\":{\"responseMimeType\":\"application/json\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-3.8-flash, none, thinkingLevel, MINIMAL, reasoning_effort",
    "gemini-3.1-pro, none, thinkingLevel, LOW, reasoning_effort",
    "gemini-3.1-pro, minimal, thinkingLevel, LOW,",
    "gemini-3.8-flash, minimal, thinkingLevel, MINIMAL,",
    "gemini-3.8-flash, low, thinkingLevel, LOW,",
    "gemini-3.8-flash, medium, thinkingLevel, MEDIUM,",
    "gemini-3.8-flash, xhigh, thinkingLevel, HIGH,",
    "gemini-2.5-flash, none, thinkingBudget, 0,",
    "gemini-2.5-pro, none, thinkingBudget, 128, reasoning_effort",
    "gemini-2.5-flash, low, thinkingBudget, 2000,",
    "gemini-2.5-flash, medium, thinkingBudget, 5000,",
    "gemini-2.0-flash, high, , , reasoning_effort",
    "gemini-2.0-flash, none, , ,",
  })
  void effort_isALevelOrABudget(
      String model,
      String effort,
      @Nullable String field,
      @Nullable String value,
      @Nullable String dropped) {
    OutboundRequest sent =
        GeminiEncoding.encode(thinking(ReasoningEffort.of(effort), 10_000), model);

    JsonNode config = JSON.readTree(sent.body()).path("generationConfig").path("thinkingConfig");
    assertThat(config.path(field == null ? "x" : field).asString(null)).isEqualTo(value);
    assertThat(config.path("includeThoughts").asBoolean(false))
        .isEqualTo(field != null && !effort.equals("none"));
    assertThat(sent.dropped()).isEqualTo(dropped == null ? List.of() : List.of(dropped));
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-2.5-flash, 700, 700",
    "gemini-2.5-flash, 900000, 24576",
    "gemini-2.5-pro, 900000, 32768",
    "gemini-2.5-flash, , -1",
    "gemini-3.8-flash, 700, LOW",
    "gemini-3.8-flash, , ",
  })
  void budget_isKeptOrNamed(String model, @Nullable Integer budget, @Nullable String value) {
    OutboundRequest sent =
        GeminiEncoding.encode(thinking(new ReasoningEffort(null, budget), null), model);

    JsonNode config = JSON.readTree(sent.body()).path("generationConfig").path("thinkingConfig");
    assertThat(config.path("thinkingBudget").asString(config.path("thinkingLevel").asString(null)))
        .isEqualTo(value);
    assertThat(config.path("includeThoughts").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-3.8-flash, gemini-3.8-flash",
    "models/gemini-3.8-flash, gemini-3.8-flash",
    "../../v1/files, ..%2F..%2Fv1%2Ffiles",
    "..,..",
    "a?alt=x#y%2f é, a%3Falt%3Dx%23y%252f%20%C3%A9",
    "x:countTokens, x%3AcountTokens",
  })
  void model_isOneSegmentOfThePath(String model, String segment) {
    assertThat(GeminiModelPaths.path(GeminiModelPaths.plain(model), false))
        .isEqualTo("/v1beta/models/" + segment + ":generateContent");
    assertThat(GeminiModelPaths.path(GeminiModelPaths.plain(model), true))
        .isEqualTo("/v1beta/models/" + segment + ":streamGenerateContent?alt=sse");
  }

  @Test
  void everyConversation_isInTheOrderGeminiWants() {
    for (int seed = 0; seed < 500; seed++) {
      ChatRequest request = scrambled(seed);
      JsonNode contents;
      try {
        contents = JSON.readTree(GeminiEncoding.encode(request, MODEL).body()).path("contents");
      } catch (UntranslatableRequestException e) {
        assertThat(e.parameter()).matches("messages\\[\\d+]\\.content");
        continue;
      }
      assertThat(contents.path(0).path("role").asString()).isEqualTo("user");
      int open = 0;
      for (int i = 0; i < contents.size(); i++) {
        JsonNode content = contents.path(i);
        assertThat(content.path("role").asString()).isEqualTo(i % 2 == 0 ? "user" : "model");
        assertThat(content.path("parts").isEmpty()).as("seed %d", seed).isFalse();
        assertThat(count(content, "functionResponse")).as("seed %d", seed).isEqualTo(open);
        open = count(content, "functionCall");
      }
      assertThat(open).isZero();
    }
  }

  /** A conversation whose messages came out of order. */
  private static ChatRequest scrambled(int seed) {
    ChatRequest request = new Conversations(seed).request();
    Random random = new Random(seed);
    Message[] messages = request.messages().toArray(Message[]::new);
    if (seed % 2 == 0) {
      java.util.Collections.shuffle(Arrays.asList(messages), random);
    }
    return said(messages);
  }

  private static int count(JsonNode content, String kind) {
    int count = 0;
    for (JsonNode part : content.path("parts")) {
      count += part.has(kind) ? 1 : 0;
    }
    return count;
  }
}
