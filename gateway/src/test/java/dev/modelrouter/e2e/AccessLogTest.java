package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.documentation.Page;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every request leaves one line with the documented fields. */
class AccessLogTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final List<String> OF_EVERY_LINE =
      List.of("timestamp", "level", "logger", "message");

  private static TreeSet<String> documented() {
    TreeSet<String> names = new TreeSet<>(OF_EVERY_LINE);
    boolean table = false;
    for (String line : Page.read("docs/observability.md").lines()) {
      table = line.startsWith("| access field") || (table && line.startsWith("|"));
      if (table && line.startsWith("| `")) {
        Pattern.compile("`([a-z_]+)`")
            .matcher(line.substring(0, line.indexOf('|', 1)))
            .results()
            .forEach(name -> names.add(name.group(1)));
      }
    }
    return names;
  }

  private static List<JsonNode> lines(GatewayUnderTest gateway) {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : gateway.log().split("\n")) {
      if (line.contains("\"modelrouter.access\"")) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  @Test
  void everyRequest_leavesOneLine_withTheDocumentedFields() {
    try (FakeProvider groq = FakeProvider.start();
        FakeProvider openai = FakeProvider.start();
        GatewayUnderTest gateway =
            GatewayUnderTest.with().groq(groq.baseUrl()).openai(openai.baseUrl()).start()) {
      groq.always(Reply.words(2).usage(3, 4).model("m-1"));
      HttpResponse<String> first = gateway.chat(ASK);
      HttpResponse<String> second = gateway.stream(ASK);
      gateway.post("/v1/chat/completions", ASK);
      openai.always(Reply.status(400));
      groq.always(Reply.status(400));
      gateway.chat(ASK);
      gateway.chat("{}");
      gateway.get("/nowhere");
      groq.always(Reply.words(9).resetAfter(2));
      openai.always(Reply.words(2));
      gateway.stream(ASK);
      gateway.send(HttpRequest.newBuilder(gateway.request("/v1/models").build().uri()).build());

      GatewayUnderTest.eventually("eight lines", () -> lines(gateway).size() == 8);

      TreeSet<String> seen = new TreeSet<>();
      for (JsonNode line : lines(gateway)) {
        seen.addAll(line.propertyNames());
        assertThat(line.path("duration_ms").asDouble()).isPositive();
      }
      // HedgeTest sees this one.
      seen.add("hedges");
      assertThat(seen).isEqualTo(documented());
      assertThat(lines(gateway))
          .allSatisfy(line -> assertThat(line.path("address").asString()).isEqualTo("127.0.0.1"));
      JsonNode whole = lines(gateway).getFirst();
      assertThat(whole.path("caller").asString()).isEqualTo("key");
      assertThat(whole.path("model_asked").asString()).isEqualTo("auto");
      assertThat(whole.path("stream").isMissingNode()).isTrue();
      assertThat(whole.path("bytes_in").asInt()).isEqualTo(ASK.length());
      assertThat(whole.path("bytes_out").asInt()).isEqualTo(first.body().length());
      JsonNode streamed = lines(gateway).get(1);
      assertThat(streamed.path("stream").asBoolean()).isTrue();
      assertThat(streamed.path("first_token_ms").asDouble())
          .isPositive()
          .isLessThan(streamed.path("duration_ms").asDouble());
      assertThat(streamed.path("bytes_out").asInt()).isEqualTo(second.body().length());
      JsonNode denied = lines(gateway).getLast();
      assertThat(denied.path("status").asInt()).isEqualTo(401);
      assertThat(denied.path("denied").asString()).isEqualTo("missing");
      assertThat(denied.path("caller").isMissingNode()).isTrue();
      assertThat(lines(gateway).subList(0, 3))
          .allSatisfy(
              line -> {
                assertThat(line.path("status").asInt()).isEqualTo(200);
                assertThat(line.path("attempts").asInt()).isOne();
                assertThat(line.path("provider").asString()).isEqualTo("groq");
                assertThat(line.path("model").asString()).isEqualTo("m-1");
                assertThat(line.path("tokens_prompt").asInt()).isEqualTo(3);
                assertThat(line.path("tokens_completion").asInt()).isEqualTo(4);
              });
    }
  }

  @Test
  void probesAndScrapers_leaveLinesAtDebugOnly() {
    try (GatewayUnderTest quiet = GatewayUnderTest.with().start()) {
      for (String path : List.of("/health", "/health/live", "/health/ready", "/metrics")) {
        assertThat(quiet.get(path).statusCode()).isEqualTo(200);
      }
      quiet.get("/v1/models");
      GatewayUnderTest.eventually("one line", () -> !lines(quiet).isEmpty());
      assertThat(lines(quiet)).hasSize(1);
      assertThat(lines(quiet).getFirst().path("route").asString()).isEqualTo("/v1/models");
    }
    try (GatewayUnderTest open = GatewayUnderTest.with().unset("API_KEY").start()) {
      open.get("/v1/models");
      GatewayUnderTest.eventually("one line", () -> lines(open).size() == 1);
      assertThat(lines(open).getFirst().path("caller").asString()).isEqualTo("address:127.0.0.1");
      assertThat(lines(open).getFirst().path("address").isMissingNode()).isTrue();
    }
    try (GatewayUnderTest chatty = GatewayUnderTest.with().set("LOG_LEVEL", "DEBUG").start()) {
      chatty.get("/health");
      GatewayUnderTest.eventually("one line", () -> lines(chatty).size() == 1);
      assertThat(lines(chatty).getFirst().path("level").asString()).isEqualTo("DEBUG");
    }
  }
}
