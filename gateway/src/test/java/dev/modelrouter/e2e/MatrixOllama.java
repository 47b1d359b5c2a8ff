package dev.modelrouter.e2e;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.json.JsonMapper;

/** LangChain4j's Ollama module, the only client library for Ollama in Java that is kept up. */
final class MatrixOllama implements MatrixClient {
  private static final Map<String, String> KEY =
      Map.of("Authorization", "Bearer " + GatewayUnderTest.KEY);
  private final String address;

  MatrixOllama(int port) {
    address = "http://127.0.0.1:" + port;
  }

  @Override
  public MatrixAnswer whole(MatrixRequest matrixRequest) {
    OllamaChatModel model =
        OllamaChatModel.builder()
            .baseUrl(address)
            .customHeaders(KEY)
            .modelName(matrixRequest.model())
            .maxRetries(0)
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      return said(model.chat(request(matrixRequest)));
    } catch (RuntimeException e) {
      throw refusal(e);
    }
  }

  @Override
  public MatrixAnswer streamed(MatrixRequest matrixRequest) {
    OllamaStreamingChatModel model =
        OllamaStreamingChatModel.builder()
            .baseUrl(address)
            .customHeaders(KEY)
            .modelName(matrixRequest.model())
            .timeout(Duration.ofSeconds(20))
            .build();
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    model.chat(
        request(matrixRequest),
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
    try {
      return said(end.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? refusal(cause) : e;
    }
  }

  private static RuntimeException refusal(RuntimeException raised) {
    for (Throwable cause = raised; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http) {
        return new MatrixError(http.statusCode(), raised);
      }
    }
    return raised;
  }

  private static MatrixAnswer said(ChatResponse answer) {
    AiMessage message = answer.aiMessage();
    List<Call> calls =
        message.toolExecutionRequests().stream()
            .map(call -> new Call(call.id(), call.name(), at(call.arguments())))
            .toList();
    TokenUsage usage = answer.tokenUsage();
    return new MatrixAnswer(
        message.text() == null ? "" : message.text(),
        calls,
        // It knows none where a counter of Ollama's is zero, and left out.
        usage == null ? 0 : usage.inputTokenCount(),
        usage == null ? 0 : usage.outputTokenCount());
  }

  private static String at(String arguments) {
    return JsonMapper.shared().readTree(arguments).path("at").asString("");
  }

  private static ChatRequest request(MatrixRequest matrixRequest) {
    List<ChatMessage> messages = new ArrayList<>();
    if (matrixRequest.system() != null) {
      messages.add(SystemMessage.from(matrixRequest.system()));
    }
    messages.add(
        matrixRequest.picture()
            ? UserMessage.from(
                TextContent.from(matrixRequest.text()), ImageContent.from(PIXEL, "image/png"))
            : UserMessage.from(matrixRequest.text()));
    if (!matrixRequest.results().isEmpty()) {
      List<ToolExecutionRequest> calls =
          matrixRequest.results().stream().map(MatrixOllama::call).toList();
      messages.add(AiMessage.from(calls));
      for (int i = 0; i < calls.size(); i++) {
        messages.add(
            ToolExecutionResultMessage.from(calls.get(i), matrixRequest.results().get(i).result()));
      }
    }
    ChatRequest.Builder request = ChatRequest.builder().messages(messages);
    return matrixRequest.tools()
        ? request.toolSpecifications(tool("look"), tool("wait")).build()
        : request.build();
  }

  private static ToolExecutionRequest call(Result result) {
    return ToolExecutionRequest.builder()
        .id(result.call().id())
        .name(result.call().name())
        .arguments("{\"at\":\"" + result.call().at() + "\"}")
        .build();
  }

  private static ToolSpecification tool(String name) {
    return ToolSpecification.builder()
        .name(name)
        .description("A tool")
        .parameters(JsonObjectSchema.builder().addStringProperty("at").build())
        .build();
  }

  @Override
  public void close() {}
}
