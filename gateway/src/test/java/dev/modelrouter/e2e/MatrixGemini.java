package dev.modelrouter.e2e;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Google's SDK. */
final class MatrixGemini implements MatrixClient {
  private final Client client;

  MatrixGemini(int port) {
    client =
        Client.builder()
            .apiKey(GatewayUnderTest.KEY)
            .httpOptions(
                HttpOptions.builder()
                    .baseUrl("http://127.0.0.1:" + port)
                    .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                    .build())
            .build();
  }

  @Override
  public MatrixAnswer whole(MatrixRequest matrixRequest) {
    try {
      return said(
          List.of(
              client.models.generateContent(
                  matrixRequest.model(), contents(matrixRequest), config(matrixRequest))));
    } catch (ApiException e) {
      throw new MatrixError(e.code(), e);
    }
  }

  @Override
  public MatrixAnswer streamed(MatrixRequest matrixRequest) {
    List<GenerateContentResponse> all = new ArrayList<>();
    try (ResponseStream<GenerateContentResponse> stream =
        client.models.generateContentStream(
            matrixRequest.model(), contents(matrixRequest), config(matrixRequest))) {
      stream.forEach(all::add);
    } catch (ApiException e) {
      throw new MatrixError(e.code(), e);
    }
    return said(all);
  }

  private static MatrixAnswer said(List<GenerateContentResponse> pieces) {
    StringBuilder text = new StringBuilder();
    List<Call> calls = new ArrayList<>();
    for (GenerateContentResponse piece : pieces) {
      for (Part part : piece.parts() == null ? List.<Part>of() : piece.parts()) {
        part.text().ifPresent(text::append);
        part.functionCall().ifPresent(call -> calls.add(call(call)));
      }
    }
    var usage = pieces.getLast().usageMetadata().orElseThrow();
    return new MatrixAnswer(
        text.toString(),
        calls,
        usage.promptTokenCount().orElseThrow(),
        usage.candidatesTokenCount().orElseThrow());
  }

  private static Call call(FunctionCall call) {
    Object at = call.args().orElse(Map.of()).get("at");
    return new Call(
        call.id().orElse(null), call.name().orElseThrow(), at == null ? "" : at.toString());
  }

  private static List<Content> contents(MatrixRequest matrixRequest) {
    List<Content> contents = new ArrayList<>();
    List<Part> user = new ArrayList<>();
    user.add(Part.fromText(matrixRequest.text()));
    if (matrixRequest.picture()) {
      user.add(Part.fromBytes(Base64.getDecoder().decode(PIXEL), "image/png"));
    }
    contents.add(Content.builder().role("user").parts(user).build());
    if (!matrixRequest.results().isEmpty()) {
      contents.add(
          Content.builder()
              .role("model")
              .parts(matrixRequest.results().stream().map(MatrixGemini::called).toList())
              .build());
      contents.add(
          Content.builder()
              .role("user")
              .parts(matrixRequest.results().stream().map(MatrixGemini::result).toList())
              .build());
    }
    return contents;
  }

  private static Part called(Result result) {
    FunctionCall.Builder call =
        FunctionCall.builder().name(result.call().name()).args(Map.of("at", result.call().at()));
    String id = result.call().id();
    if (id != null) {
      call.id(id);
    }
    return Part.builder().functionCall(call.build()).build();
  }

  private static Part result(Result result) {
    FunctionResponse.Builder response =
        FunctionResponse.builder()
            .name(result.call().name())
            .response(Map.of("output", result.result()));
    String id = result.call().id();
    if (id != null) {
      response.id(id);
    }
    return Part.builder().functionResponse(response.build()).build();
  }

  private static GenerateContentConfig config(MatrixRequest matrixRequest) {
    GenerateContentConfig.Builder config = GenerateContentConfig.builder();
    if (matrixRequest.system() != null) {
      config.systemInstruction(Content.fromParts(Part.fromText(matrixRequest.system())));
    }
    if (matrixRequest.tools()) {
      config.tools(
          Tool.builder()
              .functionDeclarations(
                  List.of("look", "wait").stream().map(MatrixGemini::tool).toList())
              .build());
    }
    return config.build();
  }

  private static FunctionDeclaration tool(String name) {
    return FunctionDeclaration.builder()
        .name(name)
        .description("A tool")
        .parametersJsonSchema(
            Map.of("type", "object", "properties", Map.of("at", Map.of("type", "string"))))
        .build();
  }

  @Override
  public void close() {
    client.close();
  }
}
