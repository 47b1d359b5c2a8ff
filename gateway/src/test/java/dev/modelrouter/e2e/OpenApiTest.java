package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.fake.FakeProvider;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /openapi.json} is valid and tells of the routes and requests of its gateway. */
class OpenApiTest {
  private static final String ASK =
      "{\"model\":\"groq/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private static final Set<String> OWN = Set.of("ModelRouter", "OpenAI");

  private final FakeProvider groq = FakeProvider.start();
  private GatewayUnderTest gateway;
  private ApiDocument document;

  @BeforeEach
  void start() {
    gateway = GatewayUnderTest.with().groq(groq.baseUrl()).set("ADMIN_KEY", "operator").start();
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + gateway.port() + "/openapi.json"))
                .build());
    assertThat(answer.statusCode()).as("without a key").isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    document = ApiDocument.of(answer.body());
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
  }

  @Test
  void document_isAsTheOfficialSchemaWants() {
    assertThat(document.root().get("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.faults()).isEmpty();
  }

  @Test
  void document_hangsTogether_andIsOfThisVersion() {
    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(document.root().toString());

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getInfo().getVersion())
        .isEqualTo(gateway.get("/health").body().replaceAll(".*\"version\":\"([^\"]+)\".*", "$1"))
        .isNotEqualTo("0.0.0");
  }

  @Test
  void everyPathIsAnswered_andNoOther() {
    List<String> described = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.root().get("paths").properties()) {
      List<String> methods = new ArrayList<>();
      path.getValue()
          .fieldNames()
          .forEachRemaining(method -> methods.add(method.toUpperCase(Locale.ROOT)));
      methods.forEach(method -> described.add(method + " " + path.getKey()));
      String real = path.getKey().replaceFirst("\\{\\w+}", "groq/m");

      HttpResponse<String> wrong =
          gateway.send(
              gateway.request(real).method("PATCH", HttpRequest.BodyPublishers.noBody()).build());

      assertThat(wrong.statusCode()).as(real).isEqualTo(405);
      if (methods.contains("GET")) {
        methods.add("HEAD");
      }
      assertThat(wrong.headers().firstValue("allow").orElseThrow().split(", "))
          .as(real)
          .containsExactlyInAnyOrderElementsOf(methods);
      assertThat(document.faults(errorFormat(real), wrong.body())).as(real).isEmpty();
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(gateway.gateway().routes());
    HttpResponse<String> nowhere = gateway.get("/nowhere");
    assertThat(nowhere.statusCode()).isEqualTo(404);
    assertThat(document.faults("Sentence", nowhere.body())).isEmpty();
    HttpResponse<String> nowhereOfOpenAis = gateway.get("/v1/nowhere");
    assertThat(nowhereOfOpenAis.statusCode()).isEqualTo(404);
    assertThat(document.faults("OpenAiError", nowhereOfOpenAis.body())).isEmpty();
  }

  private static String errorFormat(String path) {
    if (path.startsWith("/v1/messages")) {
      return "AnthropicError";
    }
    if (path.startsWith("/v1beta") || path.contains("/models/groq/m:")) {
      return "GoogleError";
    }
    if (path.startsWith("/api/")) {
      return "OllamaError";
    }
    return path.startsWith("/v1/") ? "OpenAiError" : "Sentence";
  }

  @Test
  void everyErrorOfTheTable_isDescribedWhereItKeepsItsStatus() {
    for (String route : gateway.gateway().routes()) {
      String[] parts = route.split(" ");
      // The other dialects have statuses of their own for some; a cancellation has no body.
      if (parts[0].equals("POST")
          && !parts[1].endsWith("/cancel")
          && OWN.contains(document.tag(parts[0], parts[1]))) {
        for (ErrorCode code : ErrorCode.values()) {
          assertThat(document.statuses(parts[0], parts[1]))
              .as("%s, %s", route, code)
              .contains(Integer.toString(code.status()));
        }
      }
    }
    TreeSet<String> codes = new TreeSet<>();
    document
        .root()
        .at("/components/schemas/FailureDetail/properties/error/enum")
        .forEach(code -> codes.add(code.asText()));
    assertThat(codes)
        .isEqualTo(new TreeSet<>(Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).toList()));
  }

  @Test
  void requestForms_acceptWhatTheGatewayAccepts_andNothingElse() {
    for (String right :
        List.of(
            ASK,
            ASK.replace("}]}", "}],\"max_tokens\":5.0,\"temperature\":null,\"stream\":true}"),
            ASK.replace("}]}", ",\"name\":\"Ann\"}],\"metadata\":{},\"provider\":\"groq\"}"))) {
      assertThat(document.faults("Question", right)).as(right).isEmpty();
      assertThat(gateway.chat(right).statusCode()).as(right).isEqualTo(200);
    }
    for (String wrong :
        List.of(
            "{}",
            "{\"messages\":[]}",
            "{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":1}]}",
            ASK.replace("}]}", "}],\"max_tokens\":4097}"),
            ASK.replace("}]}", "}],\"max_tokens\":1.5}"),
            ASK.replace("}]}", "}],\"temperature\":2.1}"),
            ASK.replace("}]}", "}],\"provider\":7}"),
            ASK.replace("}]}", "}],\"metadata\":[]}"),
            ASK.replace("}]}", "}],\"stream\":\"yes\"}"))) {
      assertThat(document.faults("Question", wrong)).as(wrong).isNotEmpty();
      assertThat(gateway.chat(wrong).statusCode()).as(wrong).isEqualTo(422);
    }
    assertThat(document.faults("ChatCompletionRequest", ASK)).isEmpty();
    assertThat(gateway.post("/v1/chat/completions", ASK).statusCode()).isEqualTo(200);
    for (String wrong :
        List.of(
            "[]", ASK.replace("\"groq/m\"", "1"), ASK.replace("}]}", "}],\"stream\":\"yes\"}"))) {
      assertThat(document.faults("ChatCompletionRequest", wrong)).as(wrong).isNotEmpty();
      assertThat(gateway.post("/v1/chat/completions", wrong).statusCode()).as(wrong).isEqualTo(400);
    }
  }
}
