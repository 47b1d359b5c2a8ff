package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.modelrouter.fake.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** LangChain4j works by changing its base URL: whole answers, schemas, pictures, embeddings. */
class LangChain4jTest {
  @RegisterExtension final TwoProviders providers = new TwoProviders();

  /** What a structured answer is read into. */
  record Weather(String city, int degrees) {}

  /** A service whose answers are structured. */
  interface Forecaster {
    Weather forecast(String question);
  }

  private OpenAiChatModel.OpenAiChatModelBuilder model(String name) {
    return OpenAiChatModel.builder()
        .baseUrl(providers.baseUrl())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .maxRetries(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void wholeAnswer_isRead(String name) {
    providers.always(Reply.text("Hello \"you\"\n😀").usage(3, 4));

    ChatResponse answer =
        model(name)
            .temperature(0.5)
            .maxCompletionTokens(9)
            .build()
            .chat(SystemMessage.from("Be short."), UserMessage.from("Hi"));

    assertThat(answer.aiMessage().text()).isEqualTo("Hello \"you\"\n😀");
    assertThat(answer.tokenUsage().totalTokenCount()).isEqualTo(7);
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    JsonNode received = providers.received(name);
    assertThat(received.path("messages"))
        .isEqualTo(
            TwoProviders.json(
                "[{\"role\":\"system\",\"content\":\"Be short.\"},"
                    + "{\"role\":\"user\",\"content\":\"Hi\"}]"));
    if (name.startsWith("ollama")) {
      assertThat(received.path("options"))
          .isEqualTo(TwoProviders.json("{\"num_predict\":9,\"temperature\":0.5}"));
    } else {
      assertThat(received.path("max_completion_tokens").asInt()).isEqualTo(9);
    }
  }

  @Test
  void reasoningOfOllama_areRead() {
    providers.ollama.always(
        Reply.raw(
            200,
            "application/json",
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"4\","
                + "\"thinking\":\"2+2\"},\"done\":true,\"done_reason\":\"stop\"}"));

    ChatResponse answer =
        model("ollama/m").returnThinking(true).build().chat(UserMessage.from("Hi"));

    assertThat(answer.aiMessage().text()).isEqualTo("4");
    assertThat(answer.aiMessage().thinking()).isEqualTo("2+2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void structuredAnswer_isReadIntoARecord(String name) {
    providers.always(Reply.text("{\"city\":\"Oslo\",", "\"degrees\":-3}"));

    Weather weather =
        AiServices.create(
                Forecaster.class,
                model(name)
                    .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                    .strictJsonSchema(true)
                    .build())
            .forecast("Oslo?");

    assertThat(weather).isEqualTo(new Weather("Oslo", -3));
    JsonNode received = providers.received(name);
    JsonNode schema =
        name.startsWith("ollama")
            ? received.path("format")
            : received.path("response_format").path("json_schema").path("schema");
    assertThat(schema.path("properties"))
        .isEqualTo(
            TwoProviders.json(
                "{\"city\":{\"type\":[\"string\",\"null\"]},"
                    + "\"degrees\":{\"type\":[\"integer\",\"null\"]}}"));
  }

  private static ChatMessage picture() {
    return UserMessage.from(
        TextContent.from("What is it?"), ImageContent.from("iVBORw0KGgo=", "image/png"));
  }

  @Test
  void image_reachesACompatibleProvider_asItIs() {
    model("openai/m").build().chat(picture());

    JsonNode parts = providers.received("openai/m").path("messages").path(0).path("content");
    assertThat(parts.path(0).path("text").asString()).isEqualTo("What is it?");
    assertThat(parts.path(1).path("image_url").path("url").asString())
        .isEqualTo("data:image/png;base64,iVBORw0KGgo=");
  }

  @Test
  void image_reachesOllama_asBase64() {
    model("ollama/m").build().chat(picture());

    assertThat(providers.received("ollama/m").path("messages").path(0))
        .isEqualTo(
            TwoProviders.json(
                "{\"role\":\"user\",\"content\":\"What is it?\",\"images\":[\"iVBORw0KGgo=\"]}"));
  }

  private List<float[]> embed(String name, String format) {
    return OpenAiEmbeddingModel.builder()
        .baseUrl(providers.baseUrl())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .encodingFormat(format)
        .maxRetries(0)
        .build()
        .embedAll(List.of(TextSegment.from("Oslo"), TextSegment.from("東京")))
        .content()
        .stream()
        .map(embedding -> embedding.vector())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"float", "base64"})
  void embeddings_areRead(String format) {
    String file = format.equals("float") ? "42-embeddings-float" : "43-embeddings-base64";
    providers.openai.always(TwoProviders.recorded("openai-operations", file + ".json"));
    providers.ollama.always(
        Reply.raw(
            200,
            "application/json",
            "{\"model\":\"m\",\"embeddings\":[[0.5,-0.25,0.125,1],[-1,0,0.75,-0.0625]]}"));

    assertThat(embed("openai/m", format))
        .containsExactly(
            new float[] {0.5f, -0.25f, 0.125f, 1}, new float[] {-1, 0, 0.75f, -0.0625f});
    assertThat(embed("ollama/m", format))
        .containsExactly(
            new float[] {0.5f, -0.25f, 0.125f, 1}, new float[] {-1, 0, 0.75f, -0.0625f});
    assertThat(providers.received("openai/m").path("encoding_format").asString()).isEqualTo(format);
    assertThat(providers.received("ollama/m").path("input"))
        .isEqualTo(TwoProviders.json("[\"Oslo\",\"東京\"]"));
  }
}
