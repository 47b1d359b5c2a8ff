package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.ContinuationNotice;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;

/** Writes the events of one streamed message, and keeps their bytes until they are taken. */
final class MessageEventWriter {
  private final ByteBuilder out = new ByteBuilder(512);
  private int index;

  /**
   * Nothing written yet.
   *
   * @param index the number of the block that is open, or of the next one
   */
  MessageEventWriter(int index) {
    this.index = index;
  }

  int size() {
    return out.size();
  }

  byte[] take() {
    return out.take();
  }

  /** The message begins. */
  void begin(String id, String model) {
    event("message_start");
    out.append("{\"type\":\"message_start\",\"message\":{\"id\":");
    out.appendJson("msg_" + id).append(",\"type\":\"message\",\"role\":\"assistant\",\"model\":");
    out.appendJson(model);
    out.append(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":");
    AnthropicUsageWriter.append(out, null);
    out.append("}}\n\n");
  }

  /** A block begins, as this JSON says. */
  void start(String empty) {
    event("content_block_start");
    out.append("{\"type\":\"content_block_start\",\"index\":").append(Integer.toString(index));
    out.append(",\"content_block\":").append(empty).append("}\n\n");
  }

  /** The open block goes on. */
  void delta(String type, String field, String text) {
    event("content_block_delta");
    out.append("{\"type\":\"content_block_delta\",\"index\":").append(Integer.toString(index));
    out.append(",\"delta\":{\"type\":\"").append(type).append("\",\"").append(field);
    out.append("\":").appendJson(text).append("}}\n\n");
  }

  /** The open block ends. */
  void stop() {
    event("content_block_stop");
    out.append("{\"type\":\"content_block_stop\",\"index\":").append(Integer.toString(index));
    out.append("}\n\n");
    index++;
  }

  /** The message ends: why, and its tokens. */
  void end(CompletionSummary completionSummary) {
    event("message_delta");
    out.append("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"");
    out.append(StopReasonWriter.of(completionSummary.finish()))
        .append("\",\"stop_sequence\":null},\"usage\":");
    AnthropicUsageWriter.append(out, completionSummary.usage());
    out.append("}\n\n");
    event("message_stop");
    out.append("{\"type\":\"message_stop\"}\n\n");
  }

  /** The event {@code error}. */
  void failed(GatewayError error) {
    event("error");
    out.append(AnthropicErrorWriter.body(error, null, null)).append("\n\n");
  }

  /** Says who goes on with the answer. */
  void continuedBy(String provider) {
    ContinuationNotice.comment(out, provider);
  }

  private void event(String name) {
    out.append("event: ").append(name).append("\ndata: ");
  }
}
