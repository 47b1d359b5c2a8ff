package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Responses over several requests, before a provider that has the API and keeps its own answers
 * ({@code openai}) and one that has only a chat ({@code ollama}), which is asked first.
 */
class StoredResponsesTest {
  private static final String RESPONSES = "/v1/responses";
  private static final String ASK = "{\"model\":\"openai/m\",\"input\":\"Hi\"}";

  private final FakeProvider openai = FakeProvider.start();
  private final FakeProvider ollama = FakeProvider.start();
  private GatewayUnderTest gateway = settings().start();

  private GatewayUnderTest.Builder settings() {
    return GatewayUnderTest.with()
        .openai(openai.baseUrl())
        .ollama(ollama.baseUrl())
        .set("PROVIDER_ORDER", "ollama,openai")
        .set("OPENAI_RATE_LIMIT", 0)
        .set("OLLAMA_RATE_LIMIT", 0)
        .set("BACKOFF_BASE_SECONDS", "0.001");
  }

  @AfterEach
  void stop() {
    gateway.close();
    openai.close();
    ollama.close();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String error(HttpResponse<String> answer, String field) {
    return json(answer).at("/error/" + field).asString("");
  }

  private HttpResponse<String> send(String method, String path) {
    return gateway.send(
        gateway
            .request(RESPONSES + path)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private static Reply recorded(String name) {
    byte[] bytes = Fixture.in("openai-operations", name).getFirst().bytes();
    String type = name.endsWith(".sse") ? "text/event-stream" : "application/json";
    return Reply.raw(200, type, bytes);
  }

  /** An answer that OpenAI makes and keeps; its id. */
  private String madeByOpenAi(boolean stream) {
    openai.always(recorded(stream ? "61-response-stream.sse" : "60-response-text.json"));
    HttpResponse<String> answer =
        gateway.post(RESPONSES, ASK.replace("}", ",\"stream\":" + stream + "}"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().replaceFirst("(?s).*?\"id\": ?\"([^\"]+)\".*", "$1");
  }

  private String madeHere(String input) {
    ollama.always(Reply.text("Good day."));
    HttpResponse<String> answer =
        gateway.post(RESPONSES, "{\"model\":\"ollama/m\",\"input\":" + input + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).path("id").asString();
  }

  private static String goOn(String id, String model) {
    return "{\"model\":\""
        + model
        + "\",\"previous_response_id\":\""
        + id
        + "\",\"input\":\"And?\"}";
  }

  private RecordedRequest last(FakeProvider provider) {
    return provider.requests().getLast();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAProviderKeeps_isAskedOfIt(boolean stream) {
    String id = madeByOpenAi(stream);
    openai.always(Reply.raw(200, "application/json", "{\"id\" : \"x\",\"odd\":1e400}"));

    HttpResponse<String> found = send("GET", "/" + id + "?include[]=a");
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).isEqualTo("{\"id\" : \"x\",\"odd\":1e400}");
    assertThat(last(openai).method()).isEqualTo("GET");
    assertThat(last(openai).path()).isEqualTo("/responses/" + id + "?include[]=a");
    assertThat(last(openai).header("authorization"))
        .hasValue("Bearer " + GatewayUnderTest.OPENAI_KEY);

    assertThat(send("GET", "/" + id + "/input_items?limit=2").statusCode()).isEqualTo(200);
    assertThat(last(openai).path()).isEqualTo("/responses/" + id + "/input_items?limit=2");
    assertThat(send("POST", "/" + id + "/cancel").statusCode()).isEqualTo(200);
    assertThat(last(openai).method()).isEqualTo("POST");
    assertThat(last(openai).path()).isEqualTo("/responses/" + id + "/cancel");
    assertThat(send("DELETE", "/" + id).statusCode()).isEqualTo(200);
    assertThat(last(openai).method()).isEqualTo("DELETE");
    assertThat(last(openai).path()).isEqualTo("/responses/" + id);
  }

  @ParameterizedTest
  @CsvSource({"404,404", "401,502", "429,429", "500,502"})
  void whatTheKeeperDoesNotGive_isAnErrorOfOpenAis(int theirs, int ours) {
    String id = madeByOpenAi(false);
    openai.always(Reply.status(theirs));

    HttpResponse<String> answer = send("GET", "/" + id);

    assertThat(answer.statusCode()).isEqualTo(ours);
    assertThat(error(answer, "type")).isNotEmpty();
  }

  @Test
  void silentOrLostKeeper_isAnErrorInTime() {
    String id = madeByOpenAi(false);
    openai.always(Reply.hang());
    assertThat(send("GET", "/" + id).statusCode()).isEqualTo(504);

    openai.stopListening();
    openai.dropConnections();
    assertThat(send("GET", "/" + id).statusCode()).isEqualTo(502);
  }

  @Test
  void keeper_isNotKnown_whereTheAnswerIsNotToBeStored() {
    openai.always(recorded("60-response-text.json"));
    HttpResponse<String> answer = gateway.post(RESPONSES, ASK.replace("}", ",\"store\":false}"));

    assertThat(send("GET", "/" + json(answer).path("id").asString()).statusCode()).isEqualTo(404);
  }

  @Test
  void whatAProviderKeeps_isContinuedByIt_asBytes() {
    String id = madeByOpenAi(true);
    openai.always(recorded("60-response-text.json"));
    String ask = goOn(id, "auto");

    HttpResponse<String> answer = gateway.post(RESPONSES, ask);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(ollama.chatRequests()).as("knows nothing of it").isEmpty();
    assertThat(last(openai).bodyText()).isEqualTo(ask.replace("auto", "gpt-4o-mini"));
  }

  @Test
  void whatNobodyIsKnownToKeep_goesToTheFirstWhoMightKnow() {
    openai.always(recorded("60-response-text.json"));

    HttpResponse<String> answer = gateway.post(RESPONSES, goOn("resp_of_last_week", "auto"));

    assertThat(answer.headers().firstValue("x-modelrouter-provider")).hasValue("openai");
    assertThat(ollama.chatRequests()).isEmpty();
    assertThat(last(openai).bodyText()).contains("resp_of_last_week");
  }

  @Test
  void whatIsForgottenHere_isNotAskedOfOthers() {
    String id = madeHere("\"Hi\"");
    assertThat(send("DELETE", "/" + id).body())
        .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}");

    HttpResponse<String> answer = gateway.post(RESPONSES, goOn(id, "auto"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer, "code")).isEqualTo("previous_response_not_found");
    assertThat(error(answer, "param")).isEqualTo("previous_response_id");
    assertThat(openai.chatRequests()).isEmpty();
  }

  @Test
  void conversation_isListed() {
    String id =
        madeHere(
            "[{\"role\":\"user\",\"content\":\"one\"},{\"role\":\"user\",\"content\":\"two\"}]");
    HttpResponse<String> next = gateway.post(RESPONSES, goOn(id, "ollama/m"));

    JsonNode newest =
        json(send("GET", "/" + json(next).path("id").asString() + "/input_items?limit=1"));
    JsonNode all =
        json(send("GET", "/" + json(next).path("id").asString() + "/input_items?order=asc"));

    assertThat(newest.at("/data/0/content/0/text").asString()).isEqualTo("And?");
    assertThat(newest.path("has_more").asBoolean()).isTrue();
    assertThat(all.path("data").valueStream().map(item -> item.at("/content/0/text").asString()))
        .containsExactly("one", "two", "Good day.", "And?");
    HttpResponse<String> wrong = send("GET", "/" + id + "/input_items?limit=0");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(error(wrong, "param")).isEqualTo("limit");
  }

  @Test
  void answerMadeHere_isWholeAtOnce() {
    String id = madeHere("\"Hi\"");

    HttpResponse<String> cancelled = send("POST", "/" + id + "/cancel");
    assertThat(cancelled.statusCode()).isEqualTo(400);
    assertThat(error(cancelled, "param")).isEqualTo("background");
    HttpResponse<String> streamed = send("GET", "/" + id + "?stream=true");
    assertThat(streamed.statusCode()).isEqualTo(400);
    assertThat(error(streamed, "param")).isEqualTo("stream");
  }

  @ParameterizedTest
  @CsvSource({"GET,''", "GET,/input_items", "POST,/cancel", "DELETE,''"})
  void unknownId_isNotFound(String method, String suffix) {
    HttpResponse<String> answer = send(method, "/resp_x" + suffix);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(error(answer, "type")).isEqualTo("invalid_request_error");
    assertThat(openai.requests()).isEmpty();
  }

  /** Without keys a caller is its address. */
  @Test
  void nobody_findsWhatIsAnothers() throws IOException, InterruptedException {
    gateway.close();
    gateway = settings().unset("API_KEY").start();
    String mine = madeHere("\"Hi\"");
    String theirs = madeByOpenAi(false);
    assertThat(send("GET", "/" + mine).statusCode()).isEqualTo(200);

    try (HttpClient stranger =
        HttpClient.newBuilder().localAddress(InetAddress.getByName("127.0.0.2")).build()) {
      for (String id : List.of(mine, theirs)) {
        for (String method : List.of("GET", "DELETE")) {
          HttpRequest request =
              gateway
                  .request(RESPONSES + "/" + id)
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build();
          assertThat(stranger.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
              .isEqualTo(404);
        }
      }
      HttpRequest onward =
          gateway
              .post(RESPONSES)
              .POST(HttpRequest.BodyPublishers.ofString(goOn(mine, "ollama/m")))
              .build();
      assertThat(stranger.send(onward, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(400);
    }
    assertThat(send("GET", "/" + mine).statusCode()).isEqualTo(200);
  }
}
