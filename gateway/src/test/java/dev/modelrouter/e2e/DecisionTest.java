package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.decision.DecisionRecord;
import dev.modelrouter.decision.DecisionReplay;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.routing.Condition;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.RouteTarget;
import dev.modelrouter.routing.Strategy;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Why a request went where it went, as callers and operators see it. */
class DecisionTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ADMIN = "operators-own";
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .groq(groq.baseUrl())
          .openai(openai.baseUrl())
          .set("ADMIN_KEY", ADMIN)
          // It has no Responses API of its own.
          .set("DEEPSEEK_API_KEY", "ds-key")
          .set("DEEPSEEK_BASE_URL", openai.baseUrl())
          .file(
              """
              routes:
                smart:
                  strategy: weighted
                  targets:
                    - {target: groq/a, weight: 1000000}
                    - {target: openai/b}
                    - {target: mistral/c}
                words: [deepseek/d]
                any-*: [groq]
              """)
          .start();

  @AfterEach
  void stop() {
    gateway.assertIdle();
    gateway.close();
    groq.close();
    openai.close();
  }

  private HttpResponse<String> ask(String path, String body, String id, boolean explain) {
    HttpRequest.Builder request = gateway.post(path).header("x-request-id", id);
    if (explain) {
      request.header("x-modelrouter-explain", "true");
    }
    return gateway.send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> ask(String model, String id) {
    String body = "{\"model\":\"" + model + "\"," + MESSAGES + "}";
    return ask("/v1/chat/completions", body, id, false);
  }

  private HttpResponse<String> decision(String id, String key) {
    return gateway.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port() + "/admin/decisions/" + id))
            .header("Authorization", "Bearer " + key)
            .build());
  }

  private static String header(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-modelrouter-decision").orElse("");
  }

  @Test
  void record_tellsCandidatesStepsAndOutcome_andCanBeMadeAgain() {
    groq.script(Reply.status(503));

    HttpResponse<String> answer = ask("smart", "one");

    assertThat(header(answer)).isEqualTo("smart/weighted: groq/a SERVER_ERROR, openai/b");
    HttpResponse<String> told = decision("one", ADMIN);
    assertThat(told.statusCode()).isEqualTo(200);
    JsonNode record = JSON.readTree(told.body());
    assertThat(record.path("request_id").asString()).isEqualTo("one");
    assertThat(record.path("route").asString()).isEqualTo("smart");
    assertThat(record.path("strategy").asString()).isEqualTo("weighted");
    assertThat(record.path("asked").path("input_tokens").asInt()).isPositive();
    assertThat(record.path("candidates"))
        .extracting(one -> one.path("target").asString() + " " + one.path("why").asString(""))
        .containsExactly("groq/a ", "openai/b ", "mistral/c not configured");
    assertThat(record.path("steps"))
        .extracting(one -> one.path("provider").asString() + " " + one.path("outcome").asString())
        .containsExactly("groq SERVER_ERROR", "openai answered");
    assertThat(record.path("outcome").path("status").asString()).isEqualTo("answered");
    assertThat(record.path("outcome").path("provider").asString()).isEqualTo("openai");
    assertThat(record.path("outcome").path("input_tokens").asInt()).isPositive();
    eventually(
        "the log has it in short",
        () ->
            gateway
                .log()
                .contains("\"decision\":\"smart/weighted: groq/a SERVER_ERROR, openai/b\""));

    DecisionRecord read = DecisionRecord.read(told.body());
    Route route = route(1_000_000);
    assertThat(DecisionReplay.of(read, route))
        .isEqualTo(
            new DecisionReplay(
                true, "the same choice: groq/a, openai/b, mistral/c (not configured)"));
    assertThat(DecisionReplay.of(read, route(1)).text()).contains("another one now");
    assertThat(DecisionReplay.of(read, null).same()).isFalse();
    String other = told.body().replace("\"why\":\"not configured\"", "\"why\":\"else\"");
    assertThat(DecisionReplay.of(DecisionRecord.read(other), route).same()).isFalse();
  }

  @Test
  void record_tellsBothPartsOfAnAnswerThatWasContinued() {
    groq.always(Reply.words(60).resetAfter(40));
    openai.replyBy(new PatientModel(Reply.words(60), false));

    ask(
        "/v1/chat/completions",
        "{\"model\":\"smart\",\"stream\":true," + MESSAGES + "}",
        "two",
        false);

    JsonNode record = JSON.readTree(decision("two", ADMIN).body());
    assertThat(record.path("steps"))
        .extracting(one -> one.path("provider").asString() + " " + one.path("outcome").asString())
        .containsExactly("groq CONNECTION_ERROR", "openai answered");
    assertThat(record.path("steps"))
        .allSatisfy(
            one -> {
              assertThat(one.path("asked").asBoolean()).isTrue();
              assertThat(one.path("took_millis").asDouble(-1)).isNotNegative();
            });
    JsonNode outcome = record.path("outcome");
    assertThat(outcome.path("provider").asString()).isEqualTo("openai");
    assertThat(outcome.path("continued_from"))
        .extracting(JsonNode::asString)
        .containsExactly("groq");
    assertThat(outcome.path("output_tokens").asInt()).as("of both parts").isBetween(50, 70);
  }

  private static Route route(int weight) {
    return new Route(
        new NamePattern("smart"),
        Strategy.WEIGHTED,
        List.of(
            new RouteTarget("groq", "a", weight, Condition.ALWAYS),
            new RouteTarget("openai", "b", 1, Condition.ALWAYS),
            new RouteTarget("mistral", "c", 1, Condition.ALWAYS)));
  }

  @Test
  void withoutARoute_theOrderIsReported_onlyWhereSomethingWentWrong() {
    assertThat(header(ask("auto", "smooth"))).isEmpty();
    groq.script(Reply.status(500));
    assertThat(header(ask("auto", "rough")))
        .startsWith("order: groq/llama-3.3-70b-versatile SERVER_ERROR, openai/");
    assertThat(header(ask("auto", "after")))
        .as("it is put away now")
        .startsWith("order: groq/llama-3.3-70b-versatile PROVIDER_UNAVAILABLE, openai/");

    JsonNode record = JSON.readTree(decision("after", ADMIN).body());
    assertThat(record.path("route").isNull()).isTrue();
    assertThat(record.path("steps").get(0).path("asked").asBoolean()).isFalse();
    assertThat(DecisionReplay.of(DecisionRecord.read(decision("after", ADMIN).body()), null).same())
        .isTrue();
  }

  @Test
  void fallbacksOfTheRequestItself_areInTheRecord() {
    groq.always(Reply.status(503));
    openai.script(Reply.status(503), Reply.text("well"));
    String body =
        "{\"model\":\"smart\",\"models\":[\"openai/own\",\"groq/a\",\"deepseek/d\"],"
            + MESSAGES
            + "}";

    assertThat(header(ask("/v1/chat/completions", body, "own", false)))
        .isEqualTo(
            "smart/weighted: groq/a SERVER_ERROR, openai/b SERVER_ERROR, openai/own "
                + "PROVIDER_UNAVAILABLE, deepseek/d");

    JsonNode record = JSON.readTree(decision("own", ADMIN).body());
    assertThat(record.path("candidates")).hasSize(3);
    assertThat(record.path("fallbacks"))
        .extracting(JsonNode::asString)
        .containsExactly("openai/own", "deepseek/d");
    assertThat(record.path("not_allowed")).isEmpty();
    assertThat(DecisionReplay.of(DecisionRecord.read(record.toString()), route(1_000_000)).same())
        .isTrue();
  }

  @Test
  void failures_haveARecordToo() {
    groq.always(Reply.status(500));
    openai.always(Reply.status(500));

    HttpResponse<String> answer = ask("smart", "lost");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(header(answer))
        .isEqualTo("smart/weighted: groq/a SERVER_ERROR, openai/b SERVER_ERROR");
    assertThat(
            JSON.readTree(decision("lost", ADMIN).body()).path("outcome").path("error").asString())
        .isEqualTo("ALL_PROVIDERS_FAILED");
  }

  @Test
  void records_areTheOperatorsOnly() {
    assertThat(ask("smart", "mine").statusCode()).isEqualTo(200);

    assertThat(decision("mine", GatewayUnderTest.KEY).statusCode()).isEqualTo(401);
    assertThat(decision("nobodys", ADMIN).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/chat/completions|{"model":"smart",MESSAGES}
          /v1/messages|{"model":"smart","max_tokens":9,MESSAGES}
          /v1/responses|{"model":"smart","input":"Hi"}
          /v1beta/models/smart:generateContent|{"contents":[{"parts":[{"text":"Hi"}]}]}
          /api/chat|{"model":"smart","stream":false,MESSAGES}
          /chat|{"model":"smart",MESSAGES}
          """)
  void wholeAnswers_haveItAsAField(String path, String body) {
    HttpResponse<String> answer = ask(path, body.replace("MESSAGES", MESSAGES), "w", true);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).path("x_modelrouter").path("route").asString())
        .isEqualTo("smart");
    assertThat(ask(path, body.replace("MESSAGES", MESSAGES), "v", false).body())
        .doesNotContain("x_modelrouter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/chat/completions|{"model":"smart","stream":true,MESSAGES}
          /v1/messages|{"model":"smart","stream":true,"max_tokens":9,MESSAGES}
          /v1/responses|{"model":"words","stream":true,"input":"Hi"}
          /v1beta/models/smart:streamGenerateContent?alt=sse|{"contents":[{"parts":[{"text":"Hi"}]}]}
          /api/chat|{"model":"smart",MESSAGES}
          /stream|{"model":"smart",MESSAGES}
          """)
  void streams_haveItAtTheirEnd(String path, String body) {
    HttpResponse<String> answer = ask(path, body.replace("MESSAGES", MESSAGES), "s", true);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String last = answer.body().strip();
    last = last.substring(last.lastIndexOf('\n') + 1);
    JsonNode told = JSON.readTree(last.replaceFirst("^data: ", ""));
    JsonNode record = path.equals("/api/chat") ? told.path("x_modelrouter") : told;
    assertThat(record.path("outcome").path("status").asString()).isEqualTo("answered");
  }

  @Test
  void targetsThatCallersName_areForgottenForNewOnes() {
    for (int i = 0; i < 1_010; i++) {
      assertThat(ask("any-" + i, "many").statusCode()).isEqualTo(200);
    }
    ask("any-last", "first");
    ask("any-last", "second");

    assertThat(firstText("first")).as("nothing is known of it").isNegative();
    assertThat(firstText("second")).as("it was seen").isPositive();
  }

  private double firstText(String id) {
    return JSON.readTree(decision(id, ADMIN).body())
        .path("candidates")
        .path(0)
        .path("standing")
        .path("first_text_millis")
        .asDouble();
  }
}
