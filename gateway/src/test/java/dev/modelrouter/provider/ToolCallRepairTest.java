package dev.modelrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.provider.ProviderStreams.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tool calls whose numbers a provider leaves out are numbered for callers of its own dialect. */
class ToolCallRepairTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static String chunk(String delta, String reason) {
    return "data: {\"choices\":[{\"delta\":{"
        + delta
        + "},\"index\":0,\"finish_reason\":"
        + reason
        + "}]}\r\n\r\n";
  }

  private static String call(String id, String arguments) {
    return "{ \"id\":\""
        + id
        + "\",\"type\":\"function\",\"function\":{\"name\":\"f"
        + id
        + "\",\"arguments\":\""
        + arguments
        + "\"}}";
  }

  private static List<JsonNode> chunks(String bytes) {
    List<JsonNode> chunks = new ArrayList<>();
    for (String event : bytes.split("\r?\n\r?\n")) {
      if (event.startsWith("data: {")) {
        chunks.add(JSON.readTree(event.substring(6)));
      }
    }
    return chunks;
  }

  private static List<Integer> numbers(String bytes) {
    List<Integer> numbers = new ArrayList<>();
    for (JsonNode chunk : chunks(bytes)) {
      for (JsonNode call : chunk.get("choices").get(0).get("delta").path("tool_calls")) {
        numbers.add(call.get("index").asInt());
      }
    }
    return numbers;
  }

  private static final String STREAM =
      chunk("\"role\":\"assistant\",\"content\":\"hm\"", "null")
          + chunk(
              "\"tool_calls\":[" + call("a", "{}") + "," + call("b", "{\\\"x\\\":") + "]", "null")
          + chunk("\"tool_calls\":[{\"function\":{\"arguments\":\"1}\"}}]", "null")
          + chunk("\"tool_calls\":[" + call("c", "{}") + "]", "null")
          + chunk("\"tool_calls\":[{\"id\":\"b\",\"function\":{\"arguments\":\"\"}},{}]", "null")
          + chunk("", "\"stop\"")
          + "data: [DONE]\r\n\r\n";

  @Test
  void missingNumbers_areAdded_howeverTheStreamIsCut() {
    Result result = ProviderStreams.of("gemini-openai").relayed(STREAM);

    assertThat(numbers(result.bytes())).containsExactly(0, 1, 1, 2, 1, 2);
    assertThat(
            chunks(result.bytes()).getLast().get("choices").get(0).get("finish_reason").asString())
        .isEqualTo("tool_calls");
    assertThat(result.bytes()).endsWith("data: [DONE]\r\n\r\n");
    assertThat(result.completed()).isTrue();
  }

  @Test
  void whatNeedsNoRepair_staysAsItIs() {
    String text =
        chunk("\"content\":\"a\"", "null") + chunk("", "\"stop\"") + "data: [DONE]\r\n\r\n";
    String numbered =
        chunk(
                "\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]",
                "\"tool_calls\"")
            + "data: [DONE]\r\n\r\n";

    for (String stream : List.of(text, numbered)) {
      assertThat(ProviderStreams.of("gemini-openai").relayed(stream).bytes()).isEqualTo(stream);
    }
    assertThat(ProviderStreams.of("openai").relayed(STREAM).bytes()).isEqualTo(STREAM);
  }
}
