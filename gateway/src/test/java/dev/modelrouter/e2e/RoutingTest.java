package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Routes of modelrouter.yaml, as callers see them. */
class RoutingTest {
  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .groq(groq.baseUrl())
          .openai(openai.baseUrl())
          .file(
              """
              routes:
                smart: [groq/llama-3.3-70b-versatile, openai/gpt-4o-mini]
                claude-*: [openai/gpt-4o]
                any-*: [openai]
                shared:
                  strategy: weighted
                  targets:
                    - {target: groq/a, weight: 3}
                    - {target: openai/b, weight: 1}
                picky:
                  targets:
                    - target: groq/long
                      when: {min_input_tokens: 200}
                    - target: groq/tools
                      when: {needs: tools}
                    - target: openai/gold
                      when: {headers: {x-tier: gold*}}
                    - target: mistral/not-there
                toolsOnly:
                  targets:
                    - target: groq/tools
                      when: {needs: tools}
                sticky:
                  strategy: affinity
                  targets: [groq/a, openai/b]
                strict:
                  targets: [groq/a, openai/b]
                  timeouts: {first_token: 200ms}
                  content_policy_fallback: on
                able: [groq/llama-3.3-70b-versatile, groq/toolless, openai/gpt-4o]
                cheap:
                  strategy: lowest_cost
                  targets: [openai/gpt-4o, openai/unheard-of, groq/llama-3.1-8b-instant]
                auto: [openai/by-default]
              models:
                groq/toolless: {tools: false}
              """)
          .start();

  @AfterEach
  void stop() {
    gateway.assertIdle();
    gateway.close();
    for (FakeProvider provider : new FakeProvider[] {groq, openai}) {
      eventually("nothing runs", () -> provider.openRequests() == 0);
      provider.close();
    }
  }

  private static String body(String model, String text, String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
        .formatted(model, text, more);
  }

  private HttpResponse<String> ask(String model) {
    return gateway.post("/v1/chat/completions", body(model, "Hi", ""));
  }

  private HttpResponse<String> ask(String body, String header, String value) {
    return gateway.send(
        gateway
            .post("/v1/chat/completions")
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static String answered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-modelrouter-provider").orElse("")
        + "/"
        + answer.headers().firstValue("x-modelrouter-model").orElse("");
  }

  @Test
  void name_leadsToItsTargets_inOrder() {
    assertThat(answered(ask("smart"))).isEqualTo("groq/llama-3.3-70b-versatile");
    assertThat(new String(groq.chatRequests().getFirst().body(), StandardCharsets.UTF_8))
        .contains("\"llama-3.3-70b-versatile\"");

    groq.always(Reply.status(503));
    assertThat(answered(ask("smart"))).isEqualTo("openai/gpt-4o-mini");
  }

  @Test
  void pattern_leadsAllNamesThatFit_andATargetWithoutModelTakesTheName() {
    assertThat(answered(ask("claude-opus-5"))).isEqualTo("openai/gpt-4o");
    assertThat(answered(ask("any-thing"))).isEqualTo("openai/any-thing");
  }

  @Test
  void noName_takesTheRouteAuto() {
    assertThat(answered(ask("auto"))).isEqualTo("openai/by-default");
    assertThat(gateway.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}").body())
        .contains("by-default");
  }

  @Test
  void otherNames_stayAsTheyAre() {
    assertThat(answered(ask("groq/x"))).isEqualTo("groq/x");
    assertThat(answered(ask("bare"))).isEqualTo("groq/bare");
  }

  @Test
  void everyDialect_findsTheRoute() {
    HttpResponse<String> claude =
        gateway.post(
            "/v1/messages",
            "{\"model\":\"claude-sonnet-5\",\"max_tokens\":9,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertThat(answered(claude)).isEqualTo("openai/gpt-4o");
    assertThat(answered(gateway.post("/v1/responses", "{\"model\":\"smart\",\"input\":\"Hi\"}")))
        .isEqualTo("groq/llama-3.3-70b-versatile");
    assertThat(
            answered(
                gateway.post(
                    "/v1beta/models/smart:generateContent",
                    "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}")))
        .isEqualTo("groq/llama-3.3-70b-versatile");
    assertThat(answered(gateway.post("/api/chat", body("smart", "Hi", ",\"stream\":false"))))
        .isEqualTo("groq/llama-3.3-70b-versatile");
  }

  @Test
  void weights_shareTheRequests() {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      counts.merge(answered(ask("shared")), 1, Integer::sum);
    }
    assertThat(counts.get("groq/a")).isBetween(120, 180);
    assertThat(counts.get("openai/b")).isBetween(20, 80);
  }

  @Test
  void conditions_decide() {
    assertThat(answered(ask(body("picky", "Hi", ""), "X-Tier", "gold-plus")))
        .isEqualTo("openai/gold");
    assertThat(
            answered(gateway.post("/v1/chat/completions", body("picky", "word ".repeat(300), ""))))
        .isEqualTo("groq/long");
    String tool = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    assertThat(answered(gateway.post("/v1/chat/completions", body("picky", "Hi", tool))))
        .isEqualTo("groq/tools");
  }

  @Test
  void noTargetFits_isTheCallersError() {
    HttpResponse<String> answer = ask("toolsOnly");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("groq/tools: needs no tools");
  }

  /** One that is not configured might have taken it. */
  @Test
  void noTargetFits_whereOneIsNotConfigured_isTheOperatorsFault_withEachReason() {
    HttpResponse<String> answer = ask("picky");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains(
            "groq/long: fewer than 200 input tokens",
            "groq/tools: needs no tools",
            "openai/gold: header x-tier is not gold*",
            "mistral/not-there: not configured");
  }

  @Test
  void affinity_keepsAConversationWhereItIs() {
    Map<String, String> places = new HashMap<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20; i++) {
        String first =
            answered(gateway.post("/v1/chat/completions", body("sticky", "Talk " + i, "")));
        assertThat(places.putIfAbsent("Talk " + i, first)).isIn(null, first);
      }
    }
    assertThat(places.values()).contains("groq/a", "openai/b");
  }

  @Test
  void ownLimits_ofTheRoute() {
    groq.always(Reply.text("late").beforeHead(Duration.ofMillis(500)));
    String stream = body("strict", "Hi", ",\"stream\":true");

    assertThat(answered(gateway.post("/v1/chat/completions", stream))).isEqualTo("openai/b");
  }

  @Test
  void refusedContent_isAskedElsewhere_whereTheRouteSaysSo() {
    groq.always(
        Reply.raw(
            400,
            "application/json",
            "{\"error\":{\"message\":\"no\",\"code\":\"content_policy_violation\"}}"
                .getBytes(StandardCharsets.UTF_8)));

    assertThat(ask("smart").statusCode()).isEqualTo(400);
    assertThat(answered(ask("strict"))).isEqualTo("openai/b");
  }

  @Test
  void ownFallbacks_comeBehindWhatIsNamed() {
    groq.always(Reply.status(503));

    HttpResponse<String> answer =
        ask(body("groq/x", "Hi", ""), "x-modelrouter-fallbacks", "groq/y, openai/z");
    assertThat(answered(answer)).isEqualTo("openai/z");
    assertThat(ask("groq/x").statusCode()).as("nobody else was named").isEqualTo(503);
  }

  @Test
  void operators_decideWhichFallbacksRequestsMayBring() {
    groq.always(Reply.status(503));
    for (String allowed : new String[] {"off", "openai/cheap, smart-*"}) {
      try (GatewayUnderTest strict =
          GatewayUnderTest.with()
              .groq(groq.baseUrl())
              .openai(openai.baseUrl())
              .set("CALLER_FALLBACKS", allowed)
              .start()) {
        HttpResponse<String> answer =
            strict.post("/v1/chat/completions", body("groq/x", "Hi", ",\"models\":[\"openai/z\"]"));

        assertThat(answer.statusCode()).as("groq alone is asked").isEqualTo(502);
        assertThat(openai.requests()).isEmpty();
      }
    }
    try (GatewayUnderTest strict =
        GatewayUnderTest.with()
            .groq(groq.baseUrl())
            .openai(openai.baseUrl())
            .set("CALLER_FALLBACKS", "openai/cheap*")
            .start()) {
      HttpResponse<String> answer =
          strict.send(
              strict
                  .post("/v1/chat/completions")
                  .header("x-modelrouter-fallbacks", "openai/dear, openai/cheap-1")
                  .POST(HttpRequest.BodyPublishers.ofString(body("groq/x", "Hi", "")))
                  .build());

      assertThat(answered(answer)).isEqualTo("openai/cheap-1");
      assertThat(answer.headers().firstValue("x-modelrouter-warnings"))
          .hasValue("not asked, not allowed as fallbacks: openai/dear");
    }
  }

  @Test
  void aRouteThatNobodyFits_isContinuedByTheRequestsOwnFallbacks() {
    HttpResponse<String> answer =
        ask(body("picky", "Hi", ""), "x-modelrouter-fallbacks", "openai/z");

    assertThat(answered(answer)).isEqualTo("openai/z");
    assertThat(answer.headers().firstValue("x-modelrouter-decision"))
        .hasValue("picky/ordered: openai/z");
  }

  @Test
  void namesThatAreTooLong_areTheCallersError() {
    String name = "n".repeat(513);

    assertThat(ask(name).statusCode()).isEqualTo(400);
    assertThat(
            gateway
                .post(
                    "/v1/chat/completions", body("groq/x", "Hi", ",\"models\":[\"" + name + "\"]"))
                .statusCode())
        .isEqualTo(400);
    assertThat(gateway.chat(body(name, "Hi", "")).statusCode()).isEqualTo(422);
    assertThat(gateway.chat(body("n".repeat(512), "Hi", "")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"models\":[\"openai/z\"],\"model\":\"groq/x\",REST}",
        "{\"model\":\"groq/x\", \"models\" : [ \"groq/y\" , \"openai/z\" ] , REST}",
        "{\"model\":\"groq/x\",REST,\"models\":[\"groq/y\",\"openai/z\"]}",
        "{REST, \"models\":[\"groq/x\",\"openai/z\"]\n}",
      })
  void modelsInTheBody_areAskedInOrder_andNotPassedOn(String body) {
    String rest = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"odd\":1";
    groq.always(Reply.status(503));

    assertThat(answered(gateway.post("/v1/chat/completions", body.replace("REST", rest))))
        .isEqualTo("openai/z");

    String asked = new String(openai.chatRequests().getFirst().body(), StandardCharsets.UTF_8);
    JsonNode received = JsonMapper.shared().readTree(asked);
    assertThat(received.propertyNames()).containsExactlyInAnyOrder("model", "messages", "odd");
    assertThat(received.path("model").asString()).isEqualTo("z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "[7]", "[\"a\",[]]"})
  void modelsThatAreNoNames_areTheCallersError(String models) {
    HttpResponse<String> answer =
        gateway.post("/v1/chat/completions", body("groq/x", "Hi", ",\"models\":" + models));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("'models' must be a list");
  }

  @Test
  void whoCannotDoIt_isLeftOut() {
    String picture =
        "{\"model\":\"able\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
            + "\"image_url\":{\"url\":\"https://x.example/a.png\"}}]}]}";
    groq.always(Reply.status(400));

    HttpResponse<String> answer = gateway.post("/v1/chat/completions", picture);
    assertThat(answered(answer)).as("nothing is known against it").isEqualTo("openai/gpt-4o");
    assertThat(answer.headers().firstValue("x-modelrouter-decision"))
        .hasValue("able/ordered: groq/toolless BAD_REQUEST, openai/gpt-4o");

    String tool = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    HttpResponse<String> called =
        gateway.post("/v1/chat/completions", body("able", "word ".repeat(140_000), tool));
    assertThat(called.statusCode()).isEqualTo(400);
    assertThat(called.body())
        .contains(
            "groq/llama-3.3-70b-versatile: about 1",
            "groq/toolless: takes no tools",
            "openai/gpt-4o: about 1");
  }

  @Test
  void lowestCost_asksTheCheapest() {
    assertThat(answered(ask("cheap"))).isEqualTo("groq/llama-3.1-8b-instant");
    groq.always(Reply.status(503));
    assertThat(answered(ask("cheap"))).as("who has no price comes last").isEqualTo("openai/gpt-4o");
  }

  @Test
  void routes_areModelsToCallers() {
    JsonNode list = JsonMapper.shared().readTree(gateway.get("/v1/models").body());
    assertThat(list.path("data"))
        .extracting(one -> one.path("id").asString() + " " + one.path("owned_by").asString())
        .contains("smart modelrouter", "auto modelrouter", "openai/gpt-4o-mini openai")
        .doesNotContain("claude-* modelrouter");
    assertThat(gateway.get("/v1/models/smart").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/api/tags").body()).contains("\"smart\"");
    assertThat(gateway.get("/v1beta/models").body()).contains("\"models/smart\"");
  }
}
