package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /openapi.json} tells the truth about the gateway that serves it. */
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ASK =
      "{\"model\":\"groq/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider groq = FakeProvider.start();
  private GatewayUnderTest gateway;
  private JsonNode description;

  @BeforeEach
  void start() throws Exception {
    gateway =
        GatewayUnderTest.with().groq(groq.baseUrl()).set("MAX_CONCURRENT_STREAMS", 10).start();
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(
                    java.net.URI.create("http://127.0.0.1:" + gateway.port() + "/openapi.json"))
                .build());
    assertThat(answer.statusCode()).as("without a key").isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    description = JSON.readTree(answer.body());
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
  }

  @Test
  void description_isValidOpenApi31_ofThisVersion() {
    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(description.toString());

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
    assertThat(parsed.getOpenAPI().getInfo().getVersion())
        .isEqualTo(gateway.get("/health").body().replaceAll(".*\"version\":\"([^\"]+)\".*", "$1"))
        .isNotEqualTo("0.0.0");
  }

  @Test
  void everyPathIsAnswered_andNoOther() {
    List<String> described = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> it =
            description.get("paths").properties().iterator();
        it.hasNext(); ) {
      Map.Entry<String, JsonNode> path = it.next();
      String method = path.getValue().fieldNames().next();
      described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
      String real = path.getKey().replace("{id}", "groq/m").replace("{model}", "groq/m");

      HttpResponse<String> wrong =
          gateway.send(
              gateway.request(real).method("DELETE", HttpRequest.BodyPublishers.noBody()).build());

      assertThat(wrong.statusCode()).as(real).isEqualTo(405);
      assertThat(wrong.headers().firstValue("allow"))
          .as(real)
          .contains(method.toUpperCase(java.util.Locale.ROOT));
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(gateway.gateway().routes());
  }

  private JsonSchema schema(String name) {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> {})
        .getSchema(
            SchemaLocation.of("urn:openapi"),
            JSON.createObjectNode()
                .put("$ref", "#/components/schemas/" + name)
                .set("components", description.get("components")));
  }

  private void assertIs(String name, HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(schema(name).validate(JSON.readTree(answer.body())))
        .as("%s: %s", name, answer.body())
        .isEmpty();
  }

  @Test
  void realAnswers_haveTheFormsDescribed() throws Exception {
    assertIs("Answer", gateway.chat(ASK), 200);
    assertIs("ChatCompletion", gateway.post("/v1/chat/completions", ASK), 200);
    assertIs("Health", gateway.get("/health"), 200);
    assertIs("Status", gateway.get("/health/live"), 200);
    assertIs("Status", gateway.get("/health/ready"), 200);
    assertIs("Models", gateway.get("/v1/models"), 200);
    assertIs("Model", gateway.get("/v1/models/groq/llama-3.3-70b-versatile"), 200);
    assertIs("OpenAiError", gateway.get("/v1/models/groq/nobody"), 404);
    assertIs("Sentence", gateway.get("/nowhere"), 404);
    assertIs("WrongFields", gateway.chat("{}"), 422);
    assertIs("OpenAiError", gateway.post("/v1/chat/completions", "[]"), 400);
    assertIs("OpenAiError", gateway.post("/v1/images/generations", "{\"model\":\"groq/m\"}"), 400);
    groq.always(Reply.status(500));
    assertIs("OpenAiError", gateway.post("/v1/chat/completions", ASK), 502);
    assertIs("Failure", gateway.chat(ASK.replace("groq/m", "m")), 503);
  }

  @Test
  void requestForms_acceptWhatTheGatewayAccepts_andNothingElse() throws Exception {
    assertThat(schema("Question").validate(JSON.readTree(ASK))).isEmpty();
    assertThat(schema("ChatCompletionRequest").validate(JSON.readTree(ASK))).isEmpty();
    for (String wrong :
        List.of(
            "{\"messages\":[]}",
            "{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":1}]}",
            ASK.replace("}]}", "}],\"max_tokens\":4097}"),
            ASK.replace("}]}", "}],\"temperature\":2.1}"))) {
      assertThat(schema("Question").validate(JSON.readTree(wrong))).as(wrong).isNotEmpty();
      assertThat(gateway.chat(wrong).statusCode()).as(wrong).isEqualTo(422);
    }
  }
}
