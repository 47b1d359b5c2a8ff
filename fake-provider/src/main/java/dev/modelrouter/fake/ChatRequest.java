package dev.modelrouter.fake;

import java.util.Map;

/**
 * What a chat request asks for, as far as it shapes the answer.
 *
 * @param id name of the answer, unique to this provider
 * @param model the model's name as a JSON string
 * @param stream whether events are wanted
 * @param includeUsage whether the stream should report usage
 */
record ChatRequest(String id, String model, boolean stream, boolean includeUsage) {

  /**
   * Reads a request's body.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  static ChatRequest read(String id, String body, boolean streamsByDefault) {
    Map<String, String> fields = Json.fields(body);
    String stream = fields.getOrDefault("stream", "null");
    String options = fields.getOrDefault("stream_options", "null");
    return new ChatRequest(
        id,
        fields.getOrDefault("model", "\"fake-model\""),
        stream.equals("null") ? streamsByDefault : stream.equals("true"),
        options.startsWith("{")
            && Json.fields(options).getOrDefault("include_usage", "false").equals("true"));
  }
}
