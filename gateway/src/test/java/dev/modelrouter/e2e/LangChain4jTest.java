package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LangChain4j works by changing its base URL, whoever answers behind the gateway. */
class LangChain4jTest {
  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with().openai(openai.baseUrl()).ollama(ollama.baseUrl()).start();

  @AfterEach
  void stop() {
    gateway.close();
    openai.close();
    ollama.close();
  }

  private String baseUrl() {
    return "http://127.0.0.1:" + gateway.port() + "/v1";
  }

  private OpenAiChatModel.OpenAiChatModelBuilder model(String name) {
    return OpenAiChatModel.builder()
        .baseUrl(baseUrl())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .maxRetries(0);
  }

  private OpenAiStreamingChatModel streaming(String name) {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(baseUrl())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .build();
  }

  /** What a stream said, piece by piece, and the whole of it. */
  private record Streamed(List<String> pieces, ChatResponse whole) {}

  private static Streamed stream(OpenAiStreamingChatModel model, String question) throws Exception {
    List<String> pieces = new ArrayList<>();
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    model.chat(
        question,
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String piece) {
            pieces.add(piece);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            whole.completeExceptionally(error);
          }
        });
    return new Streamed(pieces, whole.get(10, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void answer_isRead_wholeAndStreamed(String name) throws Exception {
    openai.always(Reply.words(4).usage(3, 4));
    ollama.always(Reply.words(4).usage(3, 4));

    assertThat(model(name).build().chat("Hi")).isEqualTo("w1 w2 w3 w4 ");
    Streamed streamed = stream(streaming(name), "Hi");
    assertThat(streamed.pieces()).containsExactly("w1 ", "w2 ", "w3 ", "w4 ");
    assertThat(streamed.whole().tokenUsage().totalTokenCount()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m"})
  void parallelToolCalls_areStreamed(String name) throws Exception {
    openai.always(
        Reply.raw(
            200,
            "text/event-stream",
            Fixture.in("openai", "23-stream-tools-parallel.sse").getFirst().bytes()));
    ollama.always(
        Reply.raw(
            200,
            "application/x-ndjson",
            Fixture.in("ollama", "11-chat-stream-thinking-tools.ndjson").getFirst().bytes()));

    ChatResponse whole = stream(streaming(name), "Weather?").whole();

    assertThat(whole.aiMessage().toolExecutionRequests()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(whole.aiMessage().toolExecutionRequests())
        .allSatisfy(
            call -> {
              assertThat(call.id()).isNotEmpty();
              assertThat(call.arguments()).startsWith("{").endsWith("}");
            });
  }

  /** An assistant that can calculate. */
  interface Assistant {
    String chat(String question);
  }

  /** What it calculates with. */
  static final class Calculator {
    private final List<String> asked = new ArrayList<>();

    @Tool("adds two numbers")
    long add(long a, long b) {
      asked.add(a + "+" + b);
      return a + b;
    }
  }

  @Test
  void toolLoop_goesRound() {
    openai.replyBy(
        request ->
            request.bodyText().contains("\"role\" : \"tool\"")
                    || request.bodyText().contains("\"role\":\"tool\"")
                ? Reply.text("It is 5 and 9.")
                : Reply.raw(
                    200,
                    "application/json",
                    """
                    {"id":"x","object":"chat.completion","created":1,"model":"m","choices":[
                    {"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
                    "content":null,"tool_calls":[
                    {"id":"c1","type":"function","function":{"name":"add",
                    "arguments":"{\\"arg0\\":2,\\"arg1\\":3,\\"a\\":2,\\"b\\":3}"}},
                    {"id":"c2","type":"function","function":{"name":"add",
                    "arguments":"{\\"arg0\\":4,\\"arg1\\":5,\\"a\\":4,\\"b\\":5}"}}]}}]}"""));
    Calculator calculator = new Calculator();
    Assistant assistant =
        AiServices.builder(Assistant.class)
            .chatModel(model("openai/m").build())
            .tools(calculator)
            .build();

    assertThat(assistant.chat("2+3 and 4+5?")).isEqualTo("It is 5 and 9.");
    assertThat(calculator.asked).containsExactly("2+3", "4+5");
    assertThat(openai.chatRequests().getLast().bodyText()).contains("\"c1\"", "\"c2\"");
  }

  @Test
  void schemaAndPicture_reachTheProvider() {
    openai.always(Reply.text("{\"n\":1}"));
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name("s")
                    .rootElement(JsonObjectSchema.builder().addIntegerProperty("n").build())
                    .build())
            .build();

    String answer =
        model("openai/m")
            .responseFormat(format)
            .build()
            .chat(
                UserMessage.from(
                    TextContent.from("What?"), ImageContent.from("iVBORw0KGgo=", "image/png")))
            .aiMessage()
            .text();

    assertThat(answer).isEqualTo("{\"n\":1}");
    assertThat(openai.chatRequests().getLast().bodyText())
        .contains("json_schema", "image_url", "data:image/png;base64,iVBORw0KGgo=");
  }

  @Test
  void embeddings_areRead() {
    openai.always(
        Reply.raw(
            200,
            "application/json",
            "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":\"embedding\","
                + "\"index\":0,\"embedding\":[0.5,-1.0]}],"
                + "\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}"));
    OpenAiEmbeddingModel model =
        OpenAiEmbeddingModel.builder()
            .baseUrl(baseUrl())
            .apiKey(GatewayUnderTest.KEY)
            .modelName("openai/e")
            .maxRetries(0)
            .build();

    assertThat(model.embed("x").content().vector()).containsExactly(0.5f, -1.0f);
  }

  private void openAiFails(int status) {
    openai.always(
        Reply.raw(
            status,
            "application/json",
            "{\"error\":{\"message\":\"said so\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}"));
  }

  private void assertRaises(Class<? extends Throwable> exception) {
    assertThatThrownBy(() -> model("openai/m").build().chat("Hi")).isInstanceOf(exception);
  }

  @Test
  void failures_raiseTheirExceptions() {
    openAiFails(400);
    assertRaises(InvalidRequestException.class);
    openAiFails(404);
    assertRaises(ModelNotFoundException.class);
    assertThatThrownBy(() -> model("openai/m").apiKey("wrong").build().chat("Hi"))
        .isInstanceOf(AuthenticationException.class);
    openAiFails(500);
    assertRaises(InternalServerException.class);
  }

  @Test
  void spentLimit_raisesItsException() {
    openAiFails(429);
    assertRaises(RateLimitException.class);
  }

  @Test
  void callerWhosePatienceEnds_leavesNothingBehind() {
    openai.always(Reply.words(3).stallAfter(0));

    assertThatThrownBy(() -> model("openai/m").timeout(Duration.ofMillis(300)).build().chat("Hi"))
        .isInstanceOf(TimeoutException.class);

    GatewayUnderTest.eventually("the provider is left", () -> openai.openRequests() == 0);
  }
}
