package dev.modelrouter.provider.anthropic;

import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/**
 * What an error says: {@code {"type":"error","error":{"type","message","details":{"error_code"}}}},
 * or the inner object alone.
 *
 * @param type one of Anthropic's words, or null
 * @param message for people, or null
 * @param code the finer {@code error_code} of some, or null
 */
record AnthropicErrorBody(@Nullable String type, @Nullable String message, @Nullable String code) {
  static final AnthropicErrorBody NONE = new AnthropicErrorBody(null, null, null);

  /**
   * Reads one.
   *
   * @throws dev.modelrouter.wire.MalformedJsonException if the bytes are not JSON
   */
  static AnthropicErrorBody read(byte[] bytes, int from, int to) {
    JsonScanner json = new JsonScanner();
    json.reset(bytes, from, to);
    AnthropicErrorBody error = value(json);
    json.finish();
    return error;
  }

  private static AnthropicErrorBody value(JsonScanner json) {
    String type = null;
    String message = null;
    String code = null;
    if (!json.beginObject()) {
      json.skip();
      return NONE;
    }
    AnthropicErrorBody inner = null;
    for (boolean first = true; json.nextField(first); first = false) {
      String name = json.name();
      if (name.equals("error") || name.equals("details")) {
        AnthropicErrorBody found = value(json);
        inner = name.equals("error") ? found : inner;
        code = found.code() == null ? code : found.code();
      } else if (!json.isString()) {
        json.skip();
      } else {
        switch (name) {
          case "type" -> type = json.string();
          case "message" -> message = json.string();
          case "error_code" -> code = json.string();
          default -> json.skip();
        }
      }
    }
    return inner == null ? new AnthropicErrorBody(type, message, code) : inner;
  }

  /** Whether the operator's account is empty, whatever the status. */
  boolean unpaid() {
    return "billing_error".equals(type)
        || (message != null && message.contains("credit balance is too low"));
  }
}
