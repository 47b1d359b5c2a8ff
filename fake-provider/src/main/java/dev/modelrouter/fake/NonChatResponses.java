package dev.modelrouter.fake;

/** What the provider answers outside its chat routes: its models, its version, 404. */
final class NonChatResponses {

  private static final String MODELS =
      "{\"object\":\"list\",\"data\":[{\"id\":\"fake-model\",\"object\":\"model\","
          + "\"created\":1790000000,\"owned_by\":\"fake\"}]}";
  private static final String GEMINI_MODELS =
      "{\"models\":[{\"name\":\"models/fake-model\",\"displayName\":\"Fake\","
          + "\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536,"
          + "\"supportedGenerationMethods\":[\"generateContent\"]}]}";
  private static final String TAGS =
      "{\"models\":[{\"name\":\"fake-model:latest\",\"model\":\"fake-model:latest\","
          + "\"modified_at\":\"2026-11-01T10:00:00.123456789Z\",\"size\":2019393189,"
          + "\"digest\":\"a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72\","
          + "\"details\":{\"parent_model\":\"\",\"format\":\"gguf\",\"family\":\"llama\","
          + "\"families\":[\"llama\"],\"parameter_size\":\"3.2B\","
          + "\"quantization_level\":\"Q4_K_M\"}}]}";

  private NonChatResponses() {}

  /** The answer to a request that is no chat. */
  static StatusReply answer(RecordedRequest request) {
    String route = request.route();
    if (request.method().equals("GET") || request.method().equals("HEAD")) {
      if (route.endsWith("/v1beta/models")) {
        return json(GEMINI_MODELS);
      }
      if (route.endsWith("/models")) {
        return json(MODELS);
      }
      if (route.endsWith("/api/tags")) {
        return json(TAGS);
      }
      if (route.endsWith("/api/version")) {
        return json("{\"version\":\"0.12.6\"}");
      }
      if (route.equals("/")) {
        return Reply.raw(200, "text/plain; charset=utf-8", "Ollama is running");
      }
    }
    return Reply.error(
        404, "unknown_url", "Unknown request URL: " + request.method() + " " + route);
  }

  private static StatusReply json(String body) {
    return Reply.raw(200, "application/json", body);
  }
}
