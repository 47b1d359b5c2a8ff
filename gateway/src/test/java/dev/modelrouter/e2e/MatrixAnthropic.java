package dev.modelrouter.e2e;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.ToolUseBlockParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Anthropic's SDK. */
final class MatrixAnthropic implements MatrixClient {
  private final AnthropicClient client;

  MatrixAnthropic(int port) {
    client =
        AnthropicOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + port)
            .apiKey(GatewayUnderTest.KEY)
            .maxRetries(0)
            .build();
  }

  @Override
  public MatrixAnswer whole(MatrixRequest matrixRequest) {
    try {
      return said(client.messages().create(params(matrixRequest)));
    } catch (AnthropicServiceException e) {
      throw new MatrixError(e.statusCode(), e);
    }
  }

  @Override
  public MatrixAnswer streamed(MatrixRequest matrixRequest) {
    MessageAccumulator all = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(params(matrixRequest))) {
      stream.stream().forEach(all::accumulate);
    } catch (AnthropicServiceException e) {
      throw new MatrixError(e.statusCode(), e);
    }
    return said(all.message());
  }

  private static MatrixAnswer said(Message answer) {
    StringBuilder text = new StringBuilder();
    List<Call> calls = new ArrayList<>();
    answer
        .content()
        .forEach(
            block -> {
              block.text().ifPresent(part -> text.append(part.text()));
              block
                  .toolUse()
                  .ifPresent(call -> calls.add(new Call(call.id(), call.name(), at(call))));
            });
    return new MatrixAnswer(
        text.toString(), calls, answer.usage().inputTokens(), answer.usage().outputTokens());
  }

  private static String at(ToolUseBlock call) {
    Object at = call._input().convert(Map.class).get("at");
    return at == null ? "" : at.toString();
  }

  private static MessageCreateParams params(MatrixRequest matrixRequest) {
    MessageCreateParams.Builder params =
        MessageCreateParams.builder().model(matrixRequest.model()).maxTokens(1024);
    if (matrixRequest.system() != null) {
      params.system(matrixRequest.system());
    }
    if (matrixRequest.picture()) {
      params.addUserMessageOfContentBlockParams(
          List.of(
              ContentBlockParam.ofText(TextBlockParam.builder().text(matrixRequest.text()).build()),
              ContentBlockParam.ofImage(
                  ImageBlockParam.builder()
                      .source(
                          Base64ImageSource.builder()
                              .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                              .data(PIXEL)
                              .build())
                      .build())));
    } else {
      params.addUserMessage(matrixRequest.text());
    }
    if (matrixRequest.tools()) {
      List.of("look", "wait").forEach(name -> params.addTool(tool(name)));
    }
    if (!matrixRequest.results().isEmpty()) {
      params.addAssistantMessageOfContentBlockParams(
          matrixRequest.results().stream()
              .map(result -> ContentBlockParam.ofToolUse(use(result)))
              .toList());
      params.addUserMessageOfContentBlockParams(
          matrixRequest.results().stream()
              .map(
                  result ->
                      ContentBlockParam.ofToolResult(
                          ToolResultBlockParam.builder()
                              .toolUseId(String.valueOf(result.call().id()))
                              .content(result.result())
                              .build()))
              .toList());
    }
    return params.build();
  }

  private static ToolUseBlockParam use(Result result) {
    return ToolUseBlockParam.builder()
        .id(String.valueOf(result.call().id()))
        .name(result.call().name())
        .input(
            ToolUseBlockParam.Input.builder()
                .putAdditionalProperty("at", JsonValue.from(result.call().at()))
                .build())
        .build();
  }

  private static Tool tool(String name) {
    return Tool.builder()
        .name(name)
        .description("A tool")
        .inputSchema(
            Tool.InputSchema.builder()
                .properties(
                    Tool.InputSchema.Properties.builder()
                        .putAdditionalProperty("at", JsonValue.from(Map.of("type", "string")))
                        .build())
                .build())
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
