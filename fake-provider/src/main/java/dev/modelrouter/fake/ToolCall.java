package dev.modelrouter.fake;

import java.util.List;

/**
 * A call of a tool.
 *
 * @param name the tool's
 * @param arguments a JSON object
 */
public record ToolCall(String name, String arguments) {

  /** The name under which the dialects that have one know the call at this place. */
  static String id(ChatRequest chatRequest, int place) {
    return "call_" + chatRequest.id() + "_" + place;
  }

  /** The arguments in three pieces, some empty if they are short. */
  List<String> pieces() {
    int third = arguments.length() / 3;
    return List.of(
        arguments.substring(0, third),
        arguments.substring(third, 2 * third),
        arguments.substring(2 * third));
  }
}
