package dev.modelrouter.api.responses;

import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/** What the model thinks: a reasoning item with one part of summary, or none. */
final class ReasoningItem extends OutputItem {
  private static final String PART = ",\"summary_index\":0";

  private @Nullable ReasoningSignature seal;
  private boolean open;

  ReasoningItem(String answer, int index) {
    super("rs_" + answer + "_" + index, index);
  }

  /** Takes the seal, after which nothing more belongs to it. */
  void signature(ReasoningSignature signature) {
    this.seal = signature;
  }

  boolean isSigned() {
    return seal != null;
  }

  @Override
  boolean over(boolean last) {
    return !last || isSigned();
  }

  @Override
  void announce(EventWriter events) {}

  @Override
  void delta(EventWriter events, String piece) {
    if (!open) {
      open = true;
      ByteBuilder out = about(events, "response.reasoning_summary_part.added").append(PART);
      events.end(part(out.append(",\"part\":"), ""));
    }
    ByteBuilder out = about(events, "response.reasoning_summary_text.delta").append(PART);
    events.end(out.append(",\"delta\":").appendJson(piece));
  }

  @Override
  void close(EventWriter events) {
    if (open) {
      String text = text();
      ByteBuilder out = about(events, "response.reasoning_summary_text.done").append(PART);
      events.end(out.append(",\"text\":").appendJson(text));
      about(events, "response.reasoning_summary_part.done").append(PART);
      events.end(part(out.append(",\"part\":"), text));
    }
  }

  @Override
  void write(ByteBuilder out) {
    out.append("{\"id\":\"").append(id()).append("\",\"type\":\"reasoning\",\"summary\":[");
    if (finished() && open) {
      part(out, text());
    }
    out.append(']');
    ReasoningSignature signature = seal;
    if (finished() && signature != null) {
      out.append(",\"encrypted_content\":").appendJson(signature.write(ReasoningSignature.OPENAI));
    }
    out.append('}');
  }

  private static ByteBuilder part(ByteBuilder out, String text) {
    return out.append("{\"type\":\"summary_text\",\"text\":").appendJson(text).append('}');
  }
}
