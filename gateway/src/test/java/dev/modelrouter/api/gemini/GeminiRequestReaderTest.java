package dev.modelrouter.api.gemini;

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
import dev.modelrouter.wire.Fixture;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiRequestReaderTest {
  private static final String HI = "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]";

  private static ChatRequest read(String json) {
    return GeminiRequestReader.read(json.getBytes(UTF_8), ModelId.ANY, true);
  }

  private static ChatRequest with(String fields) {
    return read("{" + HI + "," + fields + "}");
  }

  private static ChatRequest config(String fields) {
    return with("\"generationConfig\":{" + fields + "}");
  }

  private static ChatRequest fixture(String name) {
    return GeminiRequestReader.read(
        Fixture.in("gemini-requests", name).getFirst().bytes(), ModelId.ANY, false);
  }

  private static List<Message> contents(String... contents) {
    return read("{\"contents\":[" + String.join(",", contents) + "]}").messages();
  }

  private static String model(String... parts) {
    return "{\"role\":\"model\",\"parts\":[" + String.join(",", parts) + "]}";
  }

  private static String user(String... parts) {
    return "{\"role\":\"user\",\"parts\":[" + String.join(",", parts) + "]}";
  }

  private static Message result(String id, String name, String text, boolean failed) {
    return new Message(Role.TOOL, List.of(new ContentPart.ToolResult(id, name, text, failed)));
  }

  @Test
  void simpleRequest_isOneMessage() {
    ChatRequest request = fixture("01-request-simple.json");

    assertThat(request.messages())
        .containsExactly(new Message(Role.USER, "What is the capital of Norway?"));
    assertThat(request.sampling()).isEqualTo(Sampling.DEFAULT);
    assertThat(request.untranslatable()).isEmpty();
    assertThat(request.stream()).isFalse();
  }

  @Test
  void toolLoop_findsItsCallsByName_andKeepsSchemas() {
    ChatRequest request = fixture("02-request-tool-loop.json");

    assertThat(request.messages())
        .containsExactly(
            new Message(Role.SYSTEM, "Use the tools."),
            new Message(Role.USER, "Weather in Oslo and time in Tōkyō?"),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Reasoning(
                        "",
                        new ReasoningSignature(ReasoningSignature.GEMINI, "RmFrZVNpZ0dlbWluaTAx")),
                    new ContentPart.ToolCall("call_1_0", "get_weather", "{\"city\":\"Oslo\"}"),
                    new ContentPart.ToolCall("call_1_1", "get_time", "{\"city\":\"Tōkyō\"}"))),
            result("call_1_0", "get_weather", "{\"temp\":-3,\"sky\":\"snow ❄\"}", false),
            result("call_1_1", "get_time", "clock is broken", true));
    assertThat(request.tools())
        .containsExactly(
            new Tool(
                "get_weather",
                "Current weather of a city",
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"unit\":"
                    + "{\"type\":\"string\",\"enum\":[\"c\",\"f\"]}},\"required\":[\"city\"]}",
                null),
            request.tools().get(1),
            new Tool("ping", "No arguments", null, null));
    assertThat(request.tools().get(1).parameters()).contains("\"type\": \"object\"");
    assertThat(request.sampling())
        .isEqualTo(new Sampling(1024, 0.2, 0.9, 40, List.of("END"), null, null, null));
    assertThat(request.reasoningEffort()).isEqualTo(ReasoningEffort.of("low"));
    assertThat(request.untranslatable()).containsExactly("safetySettings");
  }

  @Test
  void mediaAndSchema_haveTheirWords() {
    ChatRequest request = fixture("03-request-multimodal-json.json");

    assertThat(request.messages().getFirst().parts())
        .hasSize(3)
        .contains(
            new ContentPart.Document(
                new Media.Remote(
                    "https://generativelanguage.googleapis.com/v1beta/files/abc",
                    "application/pdf"),
                null),
            new ContentPart.Text("List"));
    assertThat(request.messages().getFirst().parts().getFirst())
        .isInstanceOfSatisfying(
            ContentPart.Image.class,
            image -> assertThat(((Media.Inline) image.media()).type()).isEqualTo("image/png"));
    assertThat(request.format())
        .isInstanceOfSatisfying(
            ResponseFormat.Schema.class,
            schema -> assertThat(schema.schema()).contains("\"required\""));
  }

  @Test
  void snakeCase_isReadAsCamelCase() {
    ChatRequest request = fixture("04-request-snake-case.json");

    assertThat(request.messages())
        .containsExactly(
            new Message(Role.SYSTEM, "Be brief."),
            new Message(
                Role.USER,
                List.of(
                    new ContentPart.Text("hi"),
                    new ContentPart.Image(new Media.Inline("image/png", "AAAA"), null))));
    assertThat(request.sampling().maxTokens()).isEqualTo(10);
    assertThat(request.sampling().stop()).containsExactly("x");
  }

  @Test
  void results_belongToTheirIds_orToTheFirstCallOfTheirName() {
    String call = "{\"functionCall\":{\"name\":\"f\",\"args\":{ \"n\": 9007199254740993 }}}";
    String named = "{\"functionCall\":{\"id\":\"x\",\"name\":\"f\"}}";
    String response = "{\"functionResponse\":{\"name\":\"f\",\"response\":{\"output\":\"%s\"}}}";
    String byId =
        "{\"functionResponse\":{\"id\":\"x\",\"name\":\"f\",\"response\":{\"result\":[1]}}}";

    List<Message> messages =
        contents(
            model(call, named, call),
            user(byId, response.formatted("a"), response.formatted("b"), "{\"text\":\"go\"}"),
            model(call),
            "{\"role\":\"function\",\"parts\":[" + response.formatted("c") + "]}");

    assertThat(messages)
        .containsExactly(
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.ToolCall("call_0_0", "f", "{\"n\":9007199254740993}"),
                    new ContentPart.ToolCall("x", "f", "{}"),
                    new ContentPart.ToolCall("call_0_2", "f", "{\"n\":9007199254740993}"))),
            result("x", "f", "{\"result\":[1]}", false),
            result("call_0_0", "f", "a", false),
            result("call_0_2", "f", "b", false),
            new Message(Role.USER, "go"),
            new Message(
                Role.ASSISTANT,
                List.of(new ContentPart.ToolCall("call_2_0", "f", "{\"n\":9007199254740993}"))),
            result("call_2_0", "f", "c", false));
  }

  @Test
  void mediaInAResult_goToTheRestOfTheContent() {
    assertThat(
            contents(
                user(
                    "{\"functionResponse\":{\"name\":\"f\",\"response\":{},\"parts\":[{\"inlineData\":"
                        + "{\"mimeType\":\"audio/wav\",\"data\":\"AA-_\"}}]}}")))
        .containsExactly(
            result("call_0_0", "f", "{}", false),
            new Message(
                Role.USER, List.of(new ContentPart.Audio(new Media.Inline("audio/wav", "AA+/")))));
  }

  @Test
  void reasoning_areSealedByTheSignatureBehindThem() {
    String foreign = Base64.getUrlEncoder().encodeToString("anthropic:a+b/c==".getBytes(UTF_8));

    List<Message> messages =
        contents(
            model(
                "{\"text\":\"t1\",\"thought\":true}",
                "{\"text\":\"t2\",\"thought\":true}",
                "{\"text\":\"a\",\"thoughtSignature\":\"c2ln\"}",
                "{\"text\":\"t3\",\"thought\":true}",
                "{\"text\":\"b\"}",
                "{\"text\":\"\",\"thought_signature\":\"" + foreign + "\"}"));

    assertThat(messages.getFirst().parts())
        .containsExactly(
            new ContentPart.Reasoning(
                "t1t2", new ReasoningSignature(ReasoningSignature.GEMINI, "c2ln")),
            new ContentPart.Text("a"),
            new ContentPart.Reasoning("t3", null),
            new ContentPart.Text("b"),
            new ContentPart.Reasoning(
                "", new ReasoningSignature(ReasoningSignature.ANTHROPIC, "a+b/c==")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip_thought_signature_validator", "AAEC/w==", "not base64!", "YTpi"})
  void signature_ofGeminis_staysAsItIs(String signature) {
    assertThat(ThoughtSignatureCodec.read(signature))
        .isEqualTo(new ReasoningSignature(ReasoningSignature.GEMINI, signature));
    assertThat(
            ThoughtSignatureCodec.write(
                new ReasoningSignature(ReasoningSignature.GEMINI, signature)))
        .isEqualTo(signature);
  }

  @Test
  void signature_ofOthers_isBase64_andComesBack() {
    for (String maker : ReasoningSignature.MAKERS) {
      ReasoningSignature signature = new ReasoningSignature(maker, "c2ln+/==");

      String written = ThoughtSignatureCodec.write(signature);

      assertThat(Base64.getDecoder().decode(written)).isNotEmpty();
      assertThat(ThoughtSignatureCodec.read(written)).isEqualTo(signature);
    }
  }

  @Test
  void ownSchema_becomesJsonSchema() {
    ChatRequest request =
        with(
            """
            "tools":[{"function_declarations":[{"name":"f","parameters":{"type":"OBJECT",
              "properties":{"example":{"type":"NUMBER","maximum":9007199254740993,"example":1e400},
                "l":{"type":"ARRAY","min_items":"2","items":{"nullable":true,"anyOf":[{"type":"STRING"},{}]}},
                "e":{"type":"STRING","nullable":true,"enum":["a"],"default":null}},
              "propertyOrdering":["l"],"additionalProperties":false}}]},
              {"googleSearch":{}}]
            """);

    assertThat(request.tools().getFirst().parameters())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"example\":{\"type\":\"number\",\"maximum\":"
                + "9007199254740993,\"examples\":[1e400]},\"l\":{\"type\":\"array\",\"minItems\":2,"
                + "\"items\":{\"anyOf\":[{\"type\":\"string\"},{},{\"type\":\"null\"}]}},\"e\":{\"type\":"
                + "[\"string\",\"null\"],\"enum\":[\"a\",null]}},\"additionalProperties\":false}");
    assertThat(request.untranslatable()).containsExactly("propertyOrdering", "tools.googleSearch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"mode\":\"AUTO\"; Auto[]; f g h",
        "\"mode\":\"NONE\"; None[]; f g h",
        "\"mode\":\"ANY\"; Required[]; f g h",
        "\"mode\":\"ANY\",\"allowedFunctionNames\":[\"g\"]; Named[name=g]; f g h",
        "\"mode\":\"ANY\",\"allowed_function_names\":[\"g\",\"h\"]; Required[]; g h",
        "\"mode\":\"VALIDATED\",\"allowedFunctionNames\":[\"g\"]; Auto[]; g",
      })
  void toolConfig_isAChoice(String calling, String choice, String names) {
    ChatRequest request =
        with(
            "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\"},{\"name\":\"h\"}]}],"
                + "\"toolConfig\":{\"functionCallingConfig\":{"
                + calling
                + "}}");

    assertThat(request.toolChoice()).hasToString(choice);
    assertThat(request.tools().stream().map(Tool::name)).containsExactly(names.split(" "));
    assertThat(request.untranslatable().isEmpty()).isEqualTo(!calling.contains("VALIDATED"));
  }

  @Test
  void noConfig_leavesTheChoice() {
    assertThat(with("\"toolConfig\":{}").toolChoice()).isEqualTo(ToolChoice.AUTO);
    assertThat(with("\"toolConfig\":{\"retrievalConfig\":{}}").untranslatable())
        .containsExactly("toolConfig.retrievalConfig");
  }

  @Test
  void parameters_mayBeStrings_andHaveTheirNames() {
    ChatRequest request =
        config(
            "\"temperature\":\"0.5\",\"top_p\":1,\"topK\":40.0,\"maxOutputTokens\":\"7\",\"seed\":-3,"
                + "\"presencePenalty\":-2,\"frequency_penalty\":0.25,\"candidateCount\":1,"
                + "\"responseLogprobs\":false,\"responseModalities\":[\"TEXT\"],"
                + "\"responseMimeType\":\"application/json\"");

    assertThat(request.sampling())
        .isEqualTo(new Sampling(7, 0.5, 1.0, 40, List.of(), -3L, 0.25, -2.0));
    assertThat(request.format()).isEqualTo(new ResponseFormat.Json());
    assertThat(request.untranslatable()).isEmpty();
  }

  @Test
  void whatHasNoWord_isNamed() {
    ChatRequest request =
        with(
            "\"generation_config\":{\"candidate_count\":2,\"logprobs\":3,\"speechConfig\":{},"
                + "\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\"},\"safety_settings\":[],\"new\":1,"
                + "\"labels\":{\"a\":\"b\"},\"store\":true,\"serviceTier\":\"flex\",\"model\":\"m\"");

    assertThat(request.untranslatable())
        .containsExactly(
            "generationConfig.candidateCount",
            "generationConfig.logprobs",
            "generationConfig.speechConfig",
            "generationConfig.mediaResolution",
            "safetySettings",
            "new");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"thinkingBudget\":0; ReasoningEffort[level=null, budget=0]",
        "\"thinking_budget\":\"-1\"; ReasoningEffort[level=null, budget=null]",
        "\"thinkingBudget\":512,\"includeThoughts\":true; ReasoningEffort[level=null, budget=512]",
        "\"thinkingLevel\":\"HIGH\"; ReasoningEffort[level=high, budget=null]",
        "\"includeThoughts\":true; ReasoningEffort[level=null, budget=null]",
        "\"includeThoughts\":false; ",
        "\"thinkingLevel\":\"THINKING_LEVEL_UNSPECIFIED\"; ",
      })
  void thinking_isEffort(String thinking, @Nullable String effort) {
    assertThat(String.valueOf(config("\"thinkingConfig\":{" + thinking + "}").reasoningEffort()))
        .isEqualTo(String.valueOf(effort));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '#',
      value = {
        "[]; body",
        "{}; contents",
        "{\"contents\":[]}; contents",
        "{\"contents\":[{\"parts\":[]}]}; contents",
        "{\"contents\":\"hi\"}; contents",
        "{\"contents\":[{\"role\":\"system\",\"parts\":[]}]}; contents[0].role",
        "{\"contents\":[{\"parts\":[{\"text\":1}]}]}; contents[0].parts[0].text",
        "{\"contents\":[{\"parts\":[{}]}]}; contents[0].parts[0]",
        "{\"contents\":[{\"parts\":[{\"executableCode\":{}}]}]}; contents[0].parts[0]",
        "{\"contents\":[{\"parts\":[{\"text\":\"a\",\"fileData\":{}}]}]}; contents[0].parts[0]",
        "{\"contents\":[{\"parts\":[{\"inlineData\":{\"mimeType\":\"a/b\",\"data\":\"é\"}}]}]};"
            + " contents[0].parts[0].inlineData.data",
        "{\"contents\":[{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}]}; contents[0].parts[0]",
        "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"functionResponse\":{\"name\":\"f\"}}]}]};"
            + " contents[0].parts[0]",
        "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":[]}}]}]};"
            + " contents[0].parts[0].functionCall.args",
        "{@,\"systemInstruction\":{\"parts\":[{\"fileData\":{}}]}};"
            + " systemInstruction.parts[0].text",
        "{@,\"systemInstruction\":{},\"system_instruction\":{}}; systemInstruction",
        "{@,\"cachedContent\":\"cachedContents/x\"}; cachedContent",
        "{@,\"continuation_token\":\"x\"}; continuation_token",
        "{@,\"tools\":[{\"functionDeclarations\":[{}]}]}; tools[0].functionDeclarations[0].name",
        "{@,\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{},\"parametersJsonSchema\":{}}]}]};"
            + " tools[0].functionDeclarations[0].parametersJsonSchema",
        "{@,\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"SOME\"}}};"
            + " toolConfig.functionCallingConfig.mode",
        "{@,\"generationConfig\":{\"temperature\":3}}; generationConfig.temperature",
        "{@,\"generationConfig\":{\"temperature\":\"hot\"}}; generationConfig.temperature",
        "{@,\"generationConfig\":{\"maxOutputTokens\":0}}; generationConfig.maxOutputTokens",
        "{@,\"generationConfig\":{\"candidateCount\":0}}; generationConfig.candidateCount",
        "{@,\"generationConfig\":{\"stopSequences\":\"x\"}}; generationConfig.stopSequences",
        "{@,\"generationConfig\":{\"responseModalities\":[\"IMAGE\"]}};"
            + " generationConfig.responseModalities",
        "{@,\"generationConfig\":{\"responseMimeType\":\"text/x.enum\"}};"
            + " generationConfig.responseMimeType",
        "{@,\"generationConfig\":{\"responseSchema\":{}}}; generationConfig.responseMimeType",
        "{@,\"generationConfig\":{\"responseSchema\":{},\"responseJsonSchema\":{}}};"
            + " generationConfig.responseJsonSchema",
        "{@,\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"LOW\",\"thinkingBudget\":1}}};"
            + " generationConfig.thinkingConfig.thinkingBudget",
      })
  void wrongField_isNamed(String json, String field) {
    UntranslatableRequestException e =
        catchThrowableOfType(
            UntranslatableRequestException.class, () -> read(json.replace("@", HI)));

    assertThat(e).as(json).isNotNull();
    assertThat(e.parameter()).isEqualTo(field);
    assertThat(e.sentence()).isNotEmpty();
  }

  /** Bodies that are broken anywhere are read or refused, never a failure of another kind. */
  @Test
  void brokenBodies_areReadOrRefused() {
    Random random = new Random(7);
    List<Fixture> fixtures = Fixture.in("gemini-requests", ".json");
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] body = fixtures.get(i % fixtures.size()).bytes();
      for (int n = random.nextInt(3); n >= 0; n--) {
        body[random.nextInt(body.length)] = "{}[]\",:0a\\".getBytes(UTF_8)[random.nextInt(10)];
      }
      try {
        assertThat(GeminiRequestReader.read(body, ModelId.ANY, true).messages()).isNotEmpty();
      } catch (UntranslatableRequestException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 4_999);
  }

  /** Google's SDKs keep each chunk of a stream, and send it back, as a content of its own. */
  @Test
  void neighbouringContentsOfTheModel_areOneMessage_withoutEmptyTexts() {
    assertThat(
            contents(
                user("{\"text\":\"hi\"}"),
                model("{\"functionCall\":{\"id\":\"c\",\"name\":\"f\",\"args\":{}}}"),
                model("{\"text\":\"\"}"),
                user("{\"functionResponse\":{\"id\":\"c\",\"name\":\"f\",\"response\":{}}}")))
        .containsExactly(
            new Message(Role.USER, "hi"),
            new Message(Role.ASSISTANT, List.of(new ContentPart.ToolCall("c", "f", "{}"))),
            new Message(Role.TOOL, List.of(new ContentPart.ToolResult("c", "f", "{}", false))));
  }

  @Test
  void neighbouringContentsOfTheModel_thatBothSaySomething_areOneMessage() {
    assertThat(
            contents(
                user("{\"text\":\"hi\"}"),
                model("{\"text\":\"I look it up. \"}"),
                model("{\"functionCall\":{\"id\":\"c\",\"name\":\"f\",\"args\":{}}}"),
                user("{\"functionResponse\":{\"id\":\"c\",\"name\":\"f\",\"response\":{}}}")))
        .containsExactly(
            new Message(Role.USER, "hi"),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new ContentPart.Text("I look it up. "),
                    new ContentPart.ToolCall("c", "f", "{}"))),
            new Message(Role.TOOL, List.of(new ContentPart.ToolResult("c", "f", "{}", false))));
  }

  @Test
  void responseOfAFunction_isReadable() {
    assertThat(
            contents(
                user(
                    "{\"functionResponse\":{\"name\":\"f\",\"response\":"
                        + "{\"w\": \"sch\\u00f6n\"}}}")))
        .containsExactly(
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult("call_0_0", "f", "{\"w\":\"schön\"}", false))));
  }
}
