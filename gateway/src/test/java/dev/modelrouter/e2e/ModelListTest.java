package dev.modelrouter.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /v1/models}, and embeddings through Ollama. */
class ModelListTest {
  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private final Map<String, String> received = new ConcurrentHashMap<>();
  private HttpServer provider;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    provider.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          received.put(path, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          byte[] body = documents.getOrDefault(path, "").getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(
              body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    provider.start();
    URI base = URI.create("http://127.0.0.1:" + provider.getAddress().getPort());
    gateway =
        GatewayUnderTest.with()
            .groq(base.resolve("/groq"))
            .openai(base.resolve("/openai"))
            .ollama(base)
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.stop(0);
  }

  @Test
  void models_areThoseOfAllProviders_andOfOneThatIsDownItsDefault() {
    documents.put(
        "/groq/models", "{\"object\":\"list\",\"data\":[{\"id\":\"a/b\"},{\"id\":\"c\"}]}");
    documents.put("/api/tags", "{\"models\":[{\"name\":\"llama3.2:1b\"},{\"name\":\"qwen:7b\"}]}");

    HttpResponse<String> list = gateway.get("/v1/models");

    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body())
        .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"groq/llama-3.3-70b-versatile\"")
        .contains("\"groq/a/b\"", "\"groq/c\"", "\"openai/gpt-4o-mini\"")
        .contains("\"ollama/llama3.2:1b\"", "\"ollama/qwen:7b\"");
    assertThat(list.body().split("ollama/llama3.2:1b", -1)).hasSize(2);
  }

  @Test
  void model_isFoundByItsName_escapedOrNot() {
    documents.put("/groq/models", "{\"data\":[{\"id\":\"a/b\"}]}");

    assertThat(gateway.get("/v1/models/groq/a/b").body()).contains("\"id\":\"groq/a/b\"");
    assertThat(gateway.get("/v1/models/groq%2Fa%2Fb").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v1/models/groq/none").statusCode()).isEqualTo(404);
    try (RawCaller caller = new RawCaller(gateway.port())) {
      String answer =
          caller
              .send(
                  "GET /v1/models/%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + GatewayUnderTest.KEY
                      + "\r\n\r\n")
              .readUntil("}}");
      assertThat(answer).startsWith("HTTP/1.1 404").contains("model_not_found");
    }
    assertThat(gateway.get("/v1/models/nobody/x").body()).contains("model_not_found");
  }

  @Test
  void embeddings_throughOllama_haveOpenAisShape() {
    documents.put(
        "/api/embed",
        "{\"model\":\"m\",\"embeddings\":[[1.0,-0.5],[0.25, 2]],\"prompt_eval_count\":7}");

    HttpResponse<String> answer =
        gateway.post("/v1/embeddings", "{\"model\":\"ollama/m\",\"input\":[\"a\",\"\\u0062\"]}");

    assertThat(received.get("/api/embed"))
        .isEqualTo("{\"model\":\"m\",\"input\":[\"a\",\"\\u0062\"]}");
    assertThat(answer.body())
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
                + "[1.0,-0.5]},{\"object\":\"embedding\",\"index\":1,\"embedding\":[0.25, 2]}],"
                + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}");
  }

  @Test
  void embeddings_throughOllama_canBePacked() {
    documents.put("/api/embed", "{\"model\":\"m\",\"embeddings\":[[1.0,-0.5]]}");

    HttpResponse<String> answer =
        gateway.post(
            "/v1/embeddings",
            "{\"encoding_format\":\"base64\",\"model\":\"ollama/m\",\"input\":\"a\"}");

    assertThat(answer.body()).contains("\"embedding\":\"AACAPwAAAL8=\"");
  }

  @Test
  void embeddings_ofTokens_areRefusedByOllamaInWords() {
    HttpResponse<String> answer =
        gateway.post("/v1/embeddings", "{\"model\":\"ollama/m\",\"input\":[1,2]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"input\"");
  }
}
