package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.documentation.Page;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.net.http.HttpRequest;
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
      gateway.chat(ASK);
      gateway.stream(ASK);
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
      assertThat(seen).isEqualTo(documented());
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
}
