package dev.modelrouter.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's SDK on chat completions. */
final class MatrixOpenAi implements MatrixClient {
  private final OpenAIClient client;

  MatrixOpenAi(int port) {
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + port + "/v1")
            .apiKey(GatewayUnderTest.KEY)
            .maxRetries(0)
            .build();
  }

  @Override
  public MatrixAnswer whole(MatrixRequest matrixRequest) {
    try {
      return said(client.chat().completions().create(params(matrixRequest).build()));
    } catch (OpenAIServiceException e) {
      throw new MatrixError(e.statusCode(), e);
    }
  }

  @Override
  public MatrixAnswer streamed(MatrixRequest matrixRequest) {
    ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
    ChatCompletionCreateParams params =
        params(matrixRequest)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(all::accumulate);
    } catch (OpenAIServiceException e) {
      throw new MatrixError(e.statusCode(), e);
    }
    return said(all.chatCompletion());
  }

  private static MatrixAnswer said(ChatCompletion answer) {
    var message = answer.choices().getFirst().message();
    List<Call> calls =
        message.toolCalls().orElse(List.of()).stream()
            .map(call -> call.asFunction())
            .map(call -> new Call(call.id(), call.function().name(), at(call)))
            .toList();
    var usage = answer.usage().orElseThrow();
    return new MatrixAnswer(
        message.content().orElse(""), calls, usage.promptTokens(), usage.completionTokens());
  }

  private static String at(ChatCompletionMessageFunctionToolCall call) {
    return JsonMapper.shared().readTree(call.function().arguments()).path("at").asString("");
  }

  private static ChatCompletionCreateParams.Builder params(MatrixRequest matrixRequest) {
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder().model(matrixRequest.model());
    if (matrixRequest.system() != null) {
      params.addSystemMessage(matrixRequest.system());
    }
    if (matrixRequest.picture()) {
      params.addUserMessageOfArrayOfContentParts(
          List.of(
              ChatCompletionContentPart.ofText(
                  ChatCompletionContentPartText.builder().text(matrixRequest.text()).build()),
              ChatCompletionContentPart.ofImageUrl(
                  ChatCompletionContentPartImage.builder()
                      .imageUrl(
                          ChatCompletionContentPartImage.ImageUrl.builder()
                              .url("data:image/png;base64," + PIXEL)
                              .build())
                      .build())));
    } else {
      params.addUserMessage(matrixRequest.text());
    }
    if (matrixRequest.tools()) {
      List.of("look", "wait").forEach(name -> params.addTool(tool(name)));
    }
    if (!matrixRequest.results().isEmpty()) {
      results(params, matrixRequest.results());
    }
    return params;
  }

  private static void results(ChatCompletionCreateParams.Builder params, List<Result> results) {
    ChatCompletionAssistantMessageParam.Builder calls =
        ChatCompletionAssistantMessageParam.builder();
    for (Result result : results) {
      calls.addToolCall(
          ChatCompletionMessageFunctionToolCall.builder()
              .id(result.call().id())
              .function(
                  ChatCompletionMessageFunctionToolCall.Function.builder()
                      .name(result.call().name())
                      .arguments("{\"at\":\"" + result.call().at() + "\"}")
                      .build())
              .build());
    }
    params.addMessage(calls.build());
    for (Result result : results) {
      params.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(result.call().id())
              .content(result.result())
              .build());
    }
  }

  private static ChatCompletionFunctionTool tool(String name) {
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name(name)
                .description("A tool")
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties", JsonValue.from(Map.of("at", Map.of("type", "string"))))
                        .build())
                .build())
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
