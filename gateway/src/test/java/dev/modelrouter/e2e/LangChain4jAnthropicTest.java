package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenCountEstimator;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.fake.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LangChain4j's module for Anthropic, in front of every dialect. */
class LangChain4jAnthropicTest {
  private static final String HARD =
      "line\n"
          + "break\r\n\r\n"
          + "data: x\n\n"
          + "event: y\n"
          + "\u2028 \"quoted\" \\ back\t<b> é 漢字 🎉👩‍👩‍👧 {\"a\":[1]}";

  @RegisterExtension final FourProviders providers = new FourProviders();

  private String address() {
    return providers.address() + "/v1";
  }

  private AnthropicChatModel.AnthropicChatModelBuilder model(String name) {
    return AnthropicChatModel.builder()
        .baseUrl(address())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .returnThinking(true)
        .maxRetries(0);
  }

  private ChatResponse stream(String name, ChatRequest request) throws Exception {
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    AnthropicStreamingChatModel.builder()
        .baseUrl(address())
        .apiKey(GatewayUnderTest.KEY)
        .modelName(name)
        .returnThinking(true)
        .build()
        .chat(
            request,
            new StreamingChatResponseHandler() {
              @Override
              public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                end.completeExceptionally(error);
              }
            });
    return end.get(10, TimeUnit.SECONDS);
  }

  private static ChatRequest ask(ChatMessage... messages) {
    return ChatRequest.builder().messages(messages).build();
  }

  private static ChatRequest withTools(List<ChatMessage> messages) {
    List<ToolSpecification> tools = new ArrayList<>();
    for (String name : List.of("look", "wait")) {
      tools.add(
          ToolSpecification.builder()
              .name(name)
              .description("A tool")
              .parameters(JsonObjectSchema.builder().addStringProperty("at").build())
              .build());
    }
    return ChatRequest.builder().messages(messages).toolSpecifications(tools).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void hardText_systemPromptAndUsage_passWholeAndStreamed(String name) throws Exception {
    providers.fake.always(Reply.text("a\n", HARD).usage(7, 3));
    ChatRequest request = ask(SystemMessage.from("Be brief 7261"), UserMessage.from(HARD));

    for (ChatResponse answer : List.of(model(name).build().chat(request), stream(name, request))) {
      assertThat(answer.aiMessage().text()).isEqualTo("a\n" + HARD);
      assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(answer.tokenUsage().inputTokenCount()).isEqualTo(7);
      assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(3);
    }
    String sent = providers.received().toString();
    assertThat(sent).contains("Be brief 7261", "🎉👩‍👩‍👧", "data: x\\n\\nevent: y\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void images_pass(String name) {
    providers.fake.always(Reply.text("A pixel."));

    model(name)
        .build()
        .chat(
            UserMessage.from(
                TextContent.from("What?"), ImageContent.from(MatrixClient.PIXEL, "image/png")));

    assertThat(providers.received().toString()).contains("What?", MatrixClient.PIXEL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void oneTool_andItsResult_pass(String name) {
    providers.fake.always(Reply.text("I look.").calling(new ToolCall("look", "{\"at\":\"sun\"}")));
    List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("What is up?")));

    ChatResponse first = model(name).build().chat(withTools(messages));

    assertThat(first.aiMessage().text()).isEqualTo("I look.");
    assertThat(first.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    ToolExecutionRequest call = first.aiMessage().toolExecutionRequests().getFirst();
    messages.add(first.aiMessage());
    messages.add(ToolExecutionResultMessage.from(call, "bright 5519"));
    providers.fake.always(Reply.text("It shines."));

    assertThat(model(name).build().chat(withTools(messages)).aiMessage().text())
        .isEqualTo("It shines.");
    assertThat(providers.received().toString()).contains("I look.", "sun", "bright 5519");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void parallelTools_andTheirResults_pass(String name) throws Exception {
    providers.fake.always(
        Reply.text()
            .calling(
                new ToolCall("look", "{\"at\":\"sun\"}"), new ToolCall("wait", "{\"at\":\"漢\"}")));
    List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("Do both")));

    for (boolean streamed : new boolean[] {false, true}) {
      ChatRequest request = withTools(messages);
      ChatResponse first = streamed ? stream(name, request) : model(name).build().chat(request);
      List<ToolExecutionRequest> calls = first.aiMessage().toolExecutionRequests();
      assertThat(calls)
          .extracting(ToolExecutionRequest::name, call -> call.arguments().replaceAll("\\s", ""))
          .containsExactly(tuple("look", "{\"at\":\"sun\"}"), tuple("wait", "{\"at\":\"漢\"}"));
      assertThat(calls).extracting(ToolExecutionRequest::id).doesNotHaveDuplicates();
      messages.add(first.aiMessage());
      for (ToolExecutionRequest call : calls) {
        messages.add(ToolExecutionResultMessage.from(call, "result 5519 of " + call.name()));
      }
    }
    providers.fake.always(Reply.text("Done."));

    assertThat(model(name).build().chat(withTools(messages)).aiMessage().text()).isEqualTo("Done.");
    assertThat(providers.received().toString())
        .contains("result 5519 of look", "result 5519 of wait", "漢");
  }

  @ParameterizedTest
  @CsvSource({
    "gemini/m,gemini,21-stream-thoughts-parallel-calls-crlf.sse,I need two tools.",
    "anthropic/claude-sonnet-4-6,anthropic,21-stream-thinking-parallel-tools.sse,Two tools.",
    "ollama/m,ollama,11-chat-stream-thinking-tools.ndjson,Two calls.",
  })
  void reasoning_areReported(String name, String folder, String file, String thought)
      throws Exception {
    providers.recordedStream(folder, file);

    ChatResponse answer = stream(name, ask(UserMessage.from("Hi")));

    assertThat(answer.aiMessage().thinking()).isEqualTo(thought);
    assertThat(answer.aiMessage().toolExecutionRequests()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gemini/m,gemini,21-stream-thoughts-parallel-calls-crlf.sse,RmFrZVNpZ0dlbWluaTIx",
    "anthropic/claude-sonnet-4-6,anthropic,21-stream-thinking-parallel-tools.sse,RmFrZVNpZ25hdHVyZTIx",
  })
  void signatures_goBackToTheirMaker(String name, String folder, String file, String signature)
      throws Exception {
    providers.recordedStream(folder, file);
    List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("Hi")));
    ChatResponse first = stream(name, withTools(messages));
    messages.add(first.aiMessage());
    for (ToolExecutionRequest call : first.aiMessage().toolExecutionRequests()) {
      messages.add(ToolExecutionResultMessage.from(call, "sun"));
    }
    providers.fake.always(Reply.text("Sunny"));

    model(name).build().chat(withTools(messages));

    assertThat(providers.received().toString()).contains(signature);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "gemini/m", "anthropic/claude-sonnet-4-6"})
  void schemas_pass(String name) {
    providers.fake.always(Reply.text("{\"at\":\"sun\"}"));
    ResponseFormat format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(
                JsonSchema.builder()
                    .name("place")
                    .rootElement(JsonObjectSchema.builder().addStringProperty("at").build())
                    .build())
            .build();

    model(name).responseFormat(format).build().chat("Where?");

    assertThat(providers.received().toString()).contains("\"properties\":{\"at\":{\"type\":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void errors_raiseTheirExceptions(String name) {
    providers.fake.always(Reply.error(400, null, "said so"));
    assertThatThrownBy(() -> model(name).build().chat("Hi"))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("said so");
    assertThatThrownBy(() -> stream(name, ask(UserMessage.from("Hi"))))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("said so");
    providers.fake.always(Reply.status(429));
    assertThatThrownBy(() -> model(name).build().chat("Hi"))
        .isExactlyInstanceOf(RateLimitException.class);
    providers.fake.always(Reply.status(500));
    assertThatThrownBy(() -> model(name).build().chat("Hi"))
        .isExactlyInstanceOf(InternalServerException.class);
    assertThatThrownBy(() -> model(name).apiKey("wrong").build().chat("Hi"))
        .isExactlyInstanceOf(AuthenticationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m", "anthropic/claude-haiku-4-5"})
  void cutStream_raisesAnException(String name) {
    providers.fake.always(Reply.words(9).cutAfter(3));

    assertThatThrownBy(() -> stream(name, ask(UserMessage.from("Hi"))))
        .isInstanceOf(ExecutionException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/m", "ollama/m", "gemini/m"})
  void tokens_areEstimatedWhereTheProviderCannotCount(String name) {
    AnthropicTokenCountEstimator estimator =
        AnthropicTokenCountEstimator.builder()
            .baseUrl(address())
            .apiKey(GatewayUnderTest.KEY)
            .modelName(name)
            .build();

    assertThat(estimator.estimateTokenCountInMessages(List.of(UserMessage.from("word"))))
        .isEqualTo(8);
    assertThat(providers.fake.chatRequests()).isEmpty();
  }
}
