package dev.modelrouter.api.responses;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The model's wish to have a tool called: a function with its arguments, or a custom tool with its
 * text. The text is told in one piece, since it is inside of arguments that must be whole before
 * they can be read.
 */
final class FunctionCallItem extends OutputItem {
  private final String callId;
  private final String name;
  private final @Nullable String namespace;
  private final boolean freeText;
  private final JsonObjectEndDetector end = new JsonObjectEndDetector();

  /**
   * A call that has begun.
   *
   * @param name the tool's as the model knows it
   * @param spaced the same as the caller does, where it is of a namespace
   */
  FunctionCallItem(
      String answer,
      int index,
      String callId,
      String name,
      @Nullable NamespacedToolName spaced,
      boolean freeText) {
    super((freeText ? "ctc_" : "fc_") + answer + "_" + index, index);
    this.callId = callId;
    this.name = spaced == null ? name : spaced.name();
    this.namespace = spaced == null ? null : spaced.namespace();
    this.freeText = freeText;
  }

  /** Takes a piece; nothing that comes after its end was told is part of it. */
  @Override
  void add(String piece) {
    if (!finished()) {
      super.add(piece);
      end.feed(piece);
    }
  }

  @Override
  boolean over(boolean last) {
    return !last && end.reached();
  }

  @Override
  String ending(boolean cut, boolean last) {
    return cut && !end.reached() ? "incomplete" : "completed";
  }

  @Override
  void announce(EventWriter events) {}

  @Override
  void delta(EventWriter events, String piece) {
    if (!freeText) {
      ByteBuilder out = about(events, "response.function_call_arguments.delta");
      events.end(out.append(",\"delta\":").appendJson(piece));
    }
  }

  @Override
  void close(EventWriter events) {
    if (!freeText) {
      ByteBuilder out = about(events, "response.function_call_arguments.done");
      out.append(",\"name\":").appendJson(name);
      events.end(out.append(",\"arguments\":").appendJson(text()));
      return;
    }
    String input = CustomToolAdapter.unwrap(text());
    if (!input.isEmpty()) {
      ByteBuilder out = about(events, "response.custom_tool_call_input.delta");
      events.end(out.append(",\"delta\":").appendJson(input));
    }
    ByteBuilder out = about(events, "response.custom_tool_call_input.done");
    events.end(out.append(",\"input\":").appendJson(input));
  }

  @Override
  void write(ByteBuilder out) {
    String said = finished() ? text() : "";
    out.append("{\"id\":\"").append(id()).append("\",\"type\":\"");
    out.append(freeText ? "custom_tool_call" : "function_call");
    out.append("\",\"status\":\"").append(status()).append("\",\"call_id\":").appendJson(callId);
    out.append(",\"name\":").appendJson(name);
    if (namespace != null) {
      out.append(",\"namespace\":").appendJson(namespace);
    }
    out.append(freeText ? ",\"input\":" : ",\"arguments\":");
    out.appendJson(freeText ? CustomToolAdapter.unwrap(said) : said).append('}');
  }
}
