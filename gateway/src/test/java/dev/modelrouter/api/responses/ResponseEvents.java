package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a stream says, and what it is made of. */
final class ResponseEvents {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What a response says of itself; the rest repeats the request. */
  private static final Set<String> OWN =
      Set.of(
          "object",
          "created_at",
          "completed_at",
          "status",
          "error",
          "incomplete_details",
          "model",
          "output",
          "usage");

  private ResponseEvents() {}

  static ResponsesStreamWriter writer(String request) {
    return new ResponsesStreamWriter(
        "7",
        1790000000,
        () -> 1790000003,
        "gpt-5.4-2026-03-05",
        ResponsesRequestReader.read(request.getBytes(UTF_8), ModelId.ANY, true));
  }

  /** The events, each of which says its type twice and has its number. */
  static List<JsonNode> events(String stream) {
    List<JsonNode> events = new ArrayList<>();
    for (String event : stream.split("\n\n")) {
      String[] lines = event.split("\n");
      assertThat(lines).hasSize(2);
      JsonNode data = JSON.readTree(lines[1].substring("data: ".length()));
      assertThat(lines[0]).isEqualTo("event: " + data.get("type").asString());
      assertThat(data.get("sequence_number").asInt()).isEqualTo(events.size());
      events.add(data);
    }
    return events;
  }

  static List<String> types(List<JsonNode> events) {
    return events.stream()
        .map(event -> event.get("type").asString().substring("response.".length()))
        .toList();
  }

  static void say(ResponsesStreamWriter writer, Object... pieces) {
    for (Object piece : pieces) {
      writer.content(
          piece instanceof String text ? new ChatEvent.TextDelta(text) : (ChatEvent.Content) piece);
    }
  }

  static ChatEvent.ToolCallDelta call(int index, String id, String name, String piece) {
    return new ChatEvent.ToolCallDelta(index, id, name, piece);
  }

  static ChatEvent.ToolCallDelta more(int index, String piece) {
    return new ChatEvent.ToolCallDelta(index, null, null, piece);
  }

  /** Without what is free: ids, and what only repeats the request. */
  static JsonNode comparable(JsonNode event) {
    JsonNode copy = event.deepCopy();
    strip(copy);
    if (copy.get("response") instanceof ObjectNode response) {
      response.retain(OWN);
    }
    if (copy.get("type").asString().equals("response.function_call_arguments.done")) {
      ((ObjectNode) copy).remove("name");
    }
    return copy;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(List.of("id", "item_id"));
    }
    node.forEach(ResponseEvents::strip);
  }
}
