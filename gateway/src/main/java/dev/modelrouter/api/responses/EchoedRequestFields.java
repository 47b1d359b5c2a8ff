package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;

/**
 * What a response object repeats of its request, every digit as the caller wrote it. Clients take
 * several of these fields for always there, so all are written, with what holds when nobody says
 * anything; {@code null} where that is the provider's to know.
 *
 * @param members fields of a JSON object, separated by commas, without a comma at either end
 */
public record EchoedRequestFields(String members) {
  private static final int EXTRA_CAPACITY = 1024;

  private record EchoedField(String name, String otherwise) {}

  private static final List<EchoedField> FIELDS =
      List.of(
          new EchoedField("background", "false"),
          new EchoedField("instructions", "null"),
          new EchoedField("max_output_tokens", "null"),
          new EchoedField("max_tool_calls", "null"),
          new EchoedField("metadata", "{}"),
          new EchoedField("parallel_tool_calls", "true"),
          new EchoedField("previous_response_id", "null"),
          new EchoedField("prompt_cache_key", "null"),
          new EchoedField("reasoning", "{\"effort\":null,\"summary\":null}"),
          new EchoedField("safety_identifier", "null"),
          new EchoedField("store", "true"),
          new EchoedField("temperature", "null"),
          new EchoedField("text", "{\"format\":{\"type\":\"text\"}}"),
          new EchoedField("tool_choice", "\"auto\""),
          new EchoedField("tools", "[]"),
          new EchoedField("top_p", "null"),
          new EchoedField("truncation", "\"disabled\""),
          new EchoedField("user", "null"));

  /** What is repeated of this body. */
  static EchoedRequestFields of(LocatedJson body) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    for (EchoedField echoedField : FIELDS) {
      if (out.size() > 0) {
        out.append(',');
      }
      out.append('"').append(echoedField.name()).append("\":");
      LocatedJson said = body.field(echoedField.name());
      if (said.isNull()) {
        out.append(echoedField.otherwise());
      } else {
        said.value().write(out);
      }
    }
    return new EchoedRequestFields(new String(out.take(), UTF_8));
  }
}
