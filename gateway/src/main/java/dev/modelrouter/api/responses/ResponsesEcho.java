package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.List;

/**
 * What a response object repeats of its request, every digit as the caller wrote it. Clients take
 * several of these fields for always there, so all are written, with what holds when nobody says
 * anything; {@code null} where that is the provider's to know.
 *
 * @param members fields of a JSON object, separated by commas, without a comma at either end
 */
public record ResponsesEcho(String members) {
  private static final int ROOM = 1024;

  private record Field(String name, String otherwise) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("background", "false"),
          new Field("instructions", "null"),
          new Field("max_output_tokens", "null"),
          new Field("max_tool_calls", "null"),
          new Field("metadata", "{}"),
          new Field("parallel_tool_calls", "true"),
          new Field("previous_response_id", "null"),
          new Field("prompt_cache_key", "null"),
          new Field("reasoning", "{\"effort\":null,\"summary\":null}"),
          new Field("safety_identifier", "null"),
          new Field("store", "true"),
          new Field("temperature", "null"),
          new Field("text", "{\"format\":{\"type\":\"text\"}}"),
          new Field("tool_choice", "\"auto\""),
          new Field("tools", "[]"),
          new Field("top_p", "null"),
          new Field("truncation", "\"disabled\""),
          new Field("user", "null"));

  /** What is repeated of this body. */
  static ResponsesEcho of(JsonPlace body) {
    ByteAccumulator out = new ByteAccumulator(ROOM);
    for (Field field : FIELDS) {
      if (out.size() > 0) {
        out.append(',');
      }
      out.append('"').append(field.name()).append("\":");
      JsonPlace said = body.field(field.name());
      if (said.isNull()) {
        out.append(field.otherwise());
      } else {
        said.value().write(out);
      }
    }
    return new ResponsesEcho(new String(out.take(), UTF_8));
  }
}
