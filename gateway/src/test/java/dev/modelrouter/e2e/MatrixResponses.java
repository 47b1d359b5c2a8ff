package dev.modelrouter.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's SDK on responses. */
final class MatrixResponses implements MatrixClient {
  private final OpenAIClient client;

  MatrixResponses(int port) {
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
      return said(client.responses().create(params(matrixRequest)));
    } catch (OpenAIServiceException e) {
      throw new MatrixError(e.statusCode(), e);
    }
  }

  @Override
  public MatrixAnswer streamed(MatrixRequest matrixRequest) {
    ResponseAccumulator all = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().createStreaming(params(matrixRequest))) {
      stream.stream().forEach(all::accumulate);
    } catch (OpenAIServiceException e) {
      throw new MatrixError(e.statusCode(), e);
    }
    return said(all.response());
  }

  private static MatrixAnswer said(Response answer) {
    StringBuilder text = new StringBuilder();
    List<Call> calls = new ArrayList<>();
    answer
        .output()
        .forEach(
            item -> {
              item.message()
                  .ifPresent(
                      message ->
                          message
                              .content()
                              .forEach(
                                  part ->
                                      part.outputText().ifPresent(out -> text.append(out.text()))));
              item.functionCall()
                  .ifPresent(
                      call ->
                          calls.add(new Call(call.callId(), call.name(), at(call.arguments()))));
            });
    var usage = answer.usage().orElseThrow();
    return new MatrixAnswer(text.toString(), calls, usage.inputTokens(), usage.outputTokens());
  }

  private static String at(String arguments) {
    return JsonMapper.shared().readTree(arguments).path("at").asString("");
  }

  private static ResponseCreateParams params(MatrixRequest matrixRequest) {
    ResponseCreateParams.Builder params =
        ResponseCreateParams.builder().model(matrixRequest.model());
    if (matrixRequest.system() != null) {
      params.instructions(matrixRequest.system());
    }
    List<ResponseInputItem> input = new ArrayList<>();
    input.add(ResponseInputItem.ofEasyInputMessage(user(matrixRequest)));
    for (Result result : matrixRequest.results()) {
      input.add(
          ResponseInputItem.ofFunctionCall(
              ResponseFunctionToolCall.builder()
                  .callId(result.call().id())
                  .name(result.call().name())
                  .arguments("{\"at\":\"" + result.call().at() + "\"}")
                  .build()));
    }
    for (Result result : matrixRequest.results()) {
      input.add(
          ResponseInputItem.ofFunctionCallOutput(
              ResponseInputItem.FunctionCallOutput.builder()
                  .callId(result.call().id())
                  .output(result.result())
                  .build()));
    }
    params.inputOfResponse(input);
    if (matrixRequest.tools()) {
      List.of("look", "wait").forEach(name -> params.addTool(tool(name)));
    }
    return params.build();
  }

  private static EasyInputMessage user(MatrixRequest matrixRequest) {
    EasyInputMessage.Builder message = EasyInputMessage.builder().role(EasyInputMessage.Role.USER);
    if (!matrixRequest.picture()) {
      return message.content(matrixRequest.text()).build();
    }
    return message
        .contentOfResponseInputMessageContentList(
            List.of(
                ResponseInputContent.ofInputText(
                    ResponseInputText.builder().text(matrixRequest.text()).build()),
                ResponseInputContent.ofInputImage(
                    ResponseInputImage.builder()
                        .detail(ResponseInputImage.Detail.AUTO)
                        .imageUrl("data:image/png;base64," + PIXEL)
                        .build())))
        .build();
  }

  private static FunctionTool tool(String name) {
    return FunctionTool.builder()
        .name(name)
        .description("A tool")
        .strict(false)
        .parameters(
            FunctionTool.Parameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                    "properties", JsonValue.from(Map.of("at", Map.of("type", "string"))))
                .build())
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
