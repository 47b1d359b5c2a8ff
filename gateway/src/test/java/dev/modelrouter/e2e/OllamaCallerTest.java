package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ollama's API as a caller sees it, whoever answers. */
class OllamaCallerTest {
  private static final String ASK = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .openai(openai.baseUrl())
          .ollama(ollama.baseUrl())
          .set("OPENAI_RATE_LIMIT", 0)
          .set("BACKOFF_BASE_SECONDS", "0.05")
          .start();

  @AfterEach
  void stop() {
    gateway.close();
    openai.close();
    ollama.close();
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private List<JsonNode> lines(HttpResponse<String> answer) {
    return answer.body().lines().map(OllamaCallerTest::json).toList();
  }

  @Test
  void aChatIsAStream_unlessSomebodySaysNo() {
    openai.always(Reply.text("Good ", "day.").usage(7, 2));

    HttpResponse<String> stream = gateway.post("/api/chat", "{\"model\":\"openai/m\"," + ASK);
    HttpResponse<String> whole =
        gateway.post("/api/chat", "{\"model\":\"openai/m\",\"stream\":false," + ASK);

    assertThat(stream.headers().firstValue("content-type")).hasValue("application/x-ndjson");
    List<JsonNode> lines = lines(stream);
    assertThat(lines)
        .extracting(line -> line.at("/message/content").asString())
        .containsExactly("Good ", "day.", "");
    JsonNode last = lines.getLast();
    assertThat(last.path("done").asBoolean()).isTrue();
    assertThat(last.path("done_reason").asString()).isEqualTo("stop");
    assertThat(last.path("prompt_eval_count").asInt()).isEqualTo(7);
    assertThat(last.path("eval_count").asInt()).isEqualTo(2);
    assertThat(last.path("total_duration").asLong()).isPositive();
    assertThat(json(whole.body()).at("/message/content").asString()).isEqualTo("Good day.");
    assertThat(json(whole.body()).path("done").asBoolean()).isTrue();
  }

  @Test
  void aPromptIsAnswered_asAResponse() {
    openai.always(Reply.text("Good day."));

    HttpResponse<String> answer =
        gateway.post(
            "/api/generate",
            "{\"model\":\"openai/m:latest\",\"prompt\":\"Hi 77\",\"system\":\"Be"
                + " kind\",\"stream\":false}");

    assertThat(json(answer.body()).path("response").asString()).isEqualTo("Good day.");
    assertThat(json(answer.body()).path("context").isArray())
        .as("clients of this path read it unasked")
        .isTrue();
    assertThat(openai.chatRequests().getLast().bodyText())
        .contains("\"model\":\"m\"", "Hi 77", "Be kind");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/chat", "/api/generate"})
  void whoAsksNothing_isReportedThatTheModelIsThere(String path) {
    HttpResponse<String> load = gateway.post(path, "{\"model\":\"openai/m\"}");
    HttpResponse<String> unload = gateway.post(path, "{\"model\":\"openai/m\",\"keep_alive\":0}");

    assertThat(load.statusCode()).isEqualTo(200);
    assertThat(json(load.body()).path("done_reason").asString()).isEqualTo("load");
    assertThat(json(unload.body()).path("done_reason").asString()).isEqualTo("unload");
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void toOllamaItselfGoTheCallersBytes() {
    ollama.always(Reply.text("Good day."));
    String own = "\"options\":{\"mirostat\":2,\"num_gpu\":1},\"future\":[1e400],";

    HttpResponse<String> answer =
        gateway.post("/api/chat", "{" + own + "\"model\":\"ollama/llama3.2:1b\"," + ASK);

    assertThat(ollama.chatRequests().getLast().bodyText())
        .isEqualTo("{" + own + "\"model\":\"llama3.2:1b\"," + ASK);
    assertThat(lines(answer).getLast().path("eval_duration").asLong())
        .as("Ollama's own figures")
        .isEqualTo(4289432000L);
  }

  @Test
  void promptsToOllamaItself_goAsBytesToo_andSoDoTheirAnswers() {
    ollama.always(Reply.text("Good ", "day.").usage(7, 2));
    String own = "\"suffix\":\"}\",\"context\":[1,2],\"raw\":true,\"prompt\":\"Hi\"}";

    HttpResponse<String> stream =
        gateway.post("/api/generate", "{\"model\":\"ollama/m:latest\"," + own);
    HttpResponse<String> whole =
        gateway.post("/api/generate", "{\"model\":\"ollama/m\",\"stream\":false," + own);

    assertThat(ollama.chatRequests())
        .extracting(RecordedRequest::path, RecordedRequest::bodyText)
        .containsExactly(
            tuple("/api/generate", "{\"model\":\"m\"," + own),
            tuple("/api/generate", "{\"model\":\"m\",\"stream\":false," + own));
    assertThat(lines(stream))
        .extracting(line -> line.path("response").asString())
        .containsExactly("Good ", "day.", "");
    assertThat(json(whole.body()).path("response").asString()).isEqualTo("Good day.");
    assertThat(gateway.metric("modelrouter_tokens_generated_sum{provider=\"ollama\"}"))
        .isEqualTo(4);
  }

  @Test
  void whatOnlyOllamaUnderstands_isRefusedForOthers_byName() {
    for (String only : List.of("\"suffix\":\"}\"", "\"context\":[1]")) {
      HttpResponse<String> answer =
          gateway.post("/api/generate", "{\"model\":\"openai/m\",\"prompt\":\"Hi\"," + only + "}");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(json(answer.body()).path("error").asString()).contains(only.substring(1, 7));
    }
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void whatOthersHaveNoWordFor_isLeftOut_andNamed() {
    HttpResponse<String> answer =
        gateway.post(
            "/api/chat",
            "{\"model\":\"openai/m\",\"keep_alive\":\"5m\",\"logprobs\":true,"
                + "\"options\":{\"mirostat\":1,\"num_gpu\":1,\"num_predict\":5},"
                + ASK);

    assertThat(answer.headers().firstValue("x-modelrouter-warnings").orElseThrow())
        .endsWith(": logprobs, options.mirostat");
  }

  @Test
  void theNextProviderAnswers_whenOllamaFails_inTheSameDialect() {
    openai.always(Reply.status(500));
    ollama.always(Reply.text("Good ", "day."));

    HttpResponse<String> answer = gateway.post("/api/chat", "{\"model\":\"auto\"," + ASK);

    assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue("ollama");
    assertThat(lines(answer).getLast().path("done").asBoolean()).isTrue();
  }

  @Test
  void aCutAnswer_endsInAnError() {
    openai.always(Reply.words(10).endAfter(4));

    HttpResponse<String> answer = gateway.post("/api/chat", "{\"model\":\"openai/m\"," + ASK);

    assertThat(lines(answer).getLast().path("error").asString()).isNotEmpty();
    assertThat(answer.body()).doesNotContain("\"done\":true");
  }

  private static Reply vectors(String embedding) {
    return Reply.raw(
        200,
        "application/json",
        "{\"object\":\"list\",\"model\":\"e\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
            + "\"embedding\":"
            + embedding
            + "},{\"index\":1,\"embedding\":[1,2]}],"
            + "\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}");
  }

  @Test
  void embeddingsOfAnyProvider_haveOllamasForm() {
    openai.always(vectors("[0.25,-1e-7]"));

    HttpResponse<String> answer =
        gateway.post(
            "/api/embed",
            "{\"model\":\"openai/e:latest\",\"input\":[\"a\",\"b\"],\"truncate\":true,"
                + "\"keep_alive\":\"5m\",\"options\":{\"num_ctx\":1}}");
    HttpResponse<String> older =
        gateway.post("/api/embeddings", "{\"model\":\"openai/e\",\"prompt\":\"a\"}");

    assertThat(answer.body()).contains("\"embeddings\":[[0.25,-1e-7],[1,2]]");
    assertThat(json(answer.body()).path("prompt_eval_count").asInt()).isEqualTo(5);
    assertThat(json(answer.body()).path("total_duration").asLong()).isPositive();
    assertThat(answer.headers().firstValue("x-modelrouter-warnings").orElseThrow())
        .endsWith(": options");
    assertThat(older.body()).isEqualTo("{\"embedding\":[0.25,-1e-7]}");
    assertThat(openai.chatRequests())
        .extracting(RecordedRequest::bodyText)
        .containsExactly(
            "{\"encoding_format\":\"float\",\"model\":\"e\",\"input\":[\"a\",\"b\"]}",
            "{\"encoding_format\":\"float\",\"model\":\"e\",\"input\":\"a\"}");
  }

  @Test
  void embeddingsOfOllamaItself_goAndComeAsBytes() {
    String own = "\"truncate\":false,\"options\":{\"num_ctx\":1},\"keep_alive\":0}";
    String list = "{\"model\":\"m\",\"embeddings\":[[1.50]],\"future\":1,\"prompt_eval_count\":3}";
    ollama.always(Reply.raw(200, "application/json", list));
    HttpResponse<String> answer =
        gateway.post("/api/embed", "{\"model\":\"ollama/m\",\"input\":\"a\"," + own);
    ollama.always(Reply.raw(200, "application/json", "{ \"embedding\":[1.50]}"));
    HttpResponse<String> older =
        gateway.post("/api/embeddings", "{\"model\":\"ollama/m\",\"prompt\":\"a\"," + own);

    assertThat(answer.body()).isEqualTo(list);
    assertThat(older.body()).isEqualTo("{ \"embedding\":[1.50]}");
    assertThat(ollama.chatRequests())
        .extracting(RecordedRequest::path, RecordedRequest::bodyText)
        .containsExactly(
            tuple("/api/embed", "{\"model\":\"m\",\"input\":\"a\"," + own),
            tuple("/api/embeddings", "{\"model\":\"m\",\"prompt\":\"a\"," + own));
  }

  @Test
  void embeddings_areHadFromTheNextProvider_inItsOwnWords() {
    openai.always(Reply.status(500));
    ollama.always(Reply.raw(200, "application/json", "{\"model\":\"m\",\"embeddings\":[[1]]}"));

    HttpResponse<String> answer = gateway.post("/api/embed", "{\"model\":\"e\",\"input\":\"a\"}");

    assertThat(answer.body()).contains("\"embeddings\":[[1]]");
    assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue("ollama");
  }

  @Test
  void embeddings_thatAreNone_areAnError() {
    openai.always(vectors("\"AACAPw==\""));
    ollama.always(Reply.raw(200, "application/json", "{\"model\":\"m\"}"));

    for (String model : List.of("openai/e", "ollama/m")) {
      HttpResponse<String> answer =
          gateway.post("/api/embed", "{\"model\":\"" + model + "\",\"input\":\"a\"}");

      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(json(answer.body()).path("error").asString()).isNotEmpty();
    }
  }

  @Test
  void embeddings_ofNothing_areNone() {
    assertThat(gateway.post("/api/embed", "{\"model\":\"openai/e\",\"input\":[]}").body())
        .isEqualTo("{\"model\":\"openai/e\",\"embeddings\":[]}");
    assertThat(gateway.post("/api/embeddings", "{\"model\":\"openai/e\"}").body())
        .isEqualTo("{\"embedding\":[]}");
  }

  @Test
  void modelsAreListed_andShown_byTheirNamesHere() {
    JsonNode tags = json(gateway.get("/api/tags").body()).path("models");

    List<String> names = tags.valueStream().map(model -> model.path("name").asString()).toList();
    assertThat(names).contains("openai/gpt-4o-mini", "ollama/llama3.2:1b");
    HttpResponse<String> shown = gateway.post("/api/show", "{\"model\":\"openai/gpt-4o-mini\"}");
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(json(shown.body()).path("capabilities").size()).isPositive();
    for (String asked : List.of("auto", "openai", "openai/not-listed", "ollama/x:latest")) {
      assertThat(gateway.post("/api/show", "{\"model\":\"" + asked + "\"}").statusCode())
          .as(asked)
          .isEqualTo(200);
    }
    HttpResponse<String> unknown = gateway.post("/api/show", "{\"model\":\"nobody/knows\"}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown.body()).path("error").asString()).contains("not found");
  }

  @Test
  void somebodyIsThere() {
    assertThat(gateway.get("/").body()).isEqualTo("Ollama is running");
    assertThat(json(gateway.get("/api/version").body()).path("version").asString())
        .matches("\\d+\\.\\d+\\.\\d+");
    assertThat(json(gateway.get("/api/ps").body()).path("models").isArray()).isTrue();
  }

  @Test
  void errors_areOneSentence() {
    HttpResponse<String> wrong =
        gateway.post("/api/chat", "{\"model\":\"openai/m\",\"messages\":7}");

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong.body()).path("error").asString()).contains("messages");
  }
}
