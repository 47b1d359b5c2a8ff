package dev.modelrouter.api.responses;

import dev.modelrouter.wire.ByteBuilder;

/** What the model says: a message with one part of text. */
final class MessageItem extends OutputItem {
  private static final String PART = ",\"content_index\":0";

  MessageItem(String answer, int index) {
    super("msg_" + answer + "_" + index, index);
  }

  @Override
  boolean over(boolean last) {
    return !last;
  }

  @Override
  void announce(EventWriter events) {
    ByteBuilder out = about(events, "response.content_part.added").append(PART);
    events.end(part(out.append(",\"part\":"), ""));
  }

  @Override
  void delta(EventWriter events, String piece) {
    ByteBuilder out = about(events, "response.output_text.delta").append(PART);
    events.end(out.append(",\"delta\":").appendJson(piece).append(",\"logprobs\":[]"));
  }

  @Override
  void close(EventWriter events) {
    String text = text();
    ByteBuilder out = about(events, "response.output_text.done").append(PART);
    events.end(out.append(",\"text\":").appendJson(text).append(",\"logprobs\":[]"));
    about(events, "response.content_part.done").append(PART);
    events.end(part(out.append(",\"part\":"), text));
  }

  @Override
  void write(ByteBuilder out) {
    out.append("{\"id\":\"").append(id()).append("\",\"type\":\"message\",\"status\":\"");
    out.append(status()).append("\",\"role\":\"assistant\",\"content\":[");
    if (finished()) {
      part(out, text());
    }
    out.append("]}");
  }

  private static ByteBuilder part(ByteBuilder out, String text) {
    return out.append("{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":")
        .appendJson(text)
        .append('}');
  }
}
