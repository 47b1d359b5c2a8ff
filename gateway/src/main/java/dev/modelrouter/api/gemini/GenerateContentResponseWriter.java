package dev.modelrouter.api.gemini;

import dev.modelrouter.api.ContinuationNotice;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonObjectText;
import org.jspecify.annotations.Nullable;

/**
 * Writes one {@code GenerateContentResponse} after another, part by part. A seal stands as the
 * signature on the part behind it; with none behind it, on an empty text.
 */
final class GenerateContentResponseWriter {
  private final ByteBuilder out;
  private final byte[] tail;
  private final ContinuationNotice continuationNotice = new ContinuationNotice();
  private @Nullable String signature;
  private boolean empty;

  /**
   * A writer of one answer.
   *
   * @param id tells this answer from all others
   * @param model the model that answers
   */
  GenerateContentResponseWriter(ByteBuilder out, String id, String model) {
    this.out = out;
    this.tail =
        new ByteBuilder(64)
            .append(",\"modelVersion\":")
            .appendJson(model)
            .append(",\"responseId\":")
            .appendJson(id)
            .append('}')
            .take();
  }

  /** Notes who goes on with the answer, for the last response. */
  void continuedBy(String provider) {
    continuationNotice.add(provider);
  }

  /** Begins a response of which nothing is said yet. */
  void open() {
    empty = true;
    out.append("{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[");
  }

  void text(String text) {
    begin("text").appendJson(text);
    end();
  }

  void reasoning(String text) {
    begin("text").appendJson(text).append(",\"thought\":true");
    end();
  }

  /** A picture, a sound or a file. */
  void media(Media media) {
    if (media instanceof Media.Inline inline) {
      begin("inlineData").append("{\"mimeType\":").appendJson(inline.type());
      out.append(",\"data\":").appendJson(inline.base64()).append('}');
    } else {
      String type = media.type();
      begin("fileData").append("{\"mimeType\":").appendJson(type == null ? "image/png" : type);
      out.append(",\"fileUri\":").appendJson(media.address()).append('}');
    }
    end();
  }

  /** Keeps a seal for the next part; one that waited already gets a part of its own. */
  void signature(ReasoningSignature signature) {
    signEmptyText();
    holdSignature(signature);
  }

  /** Keeps a seal for the next part, where none waits. */
  void holdSignature(ReasoningSignature reasoningSignature) {
    signature = ThoughtSignatureCodec.write(reasoningSignature);
  }

  /** Whether a seal waits for its part. */
  boolean holdsSignature() {
    return signature != null;
  }

  /** Takes the seal that waits, for a part that comes later; null if there is none. */
  @Nullable String takeSignature() {
    String taken = signature;
    signature = null;
    return taken;
  }

  /** Puts a seal that waited on a part of its own. */
  void signEmptyText() {
    if (signature != null) {
      text("");
    }
  }

  /**
   * Writes a call.
   *
   * @param arguments all of them
   * @param seal the signature on it, or null
   */
  void call(String id, String name, String arguments, @Nullable String seal) {
    begin("functionCall").append('{');
    if (!id.isEmpty()) {
      out.append("\"id\":").appendJson(id).append(',');
    }
    out.append("\"name\":").appendJson(name).append(",\"args\":");
    JsonObjectText.append(out, arguments);
    out.append('}');
    String waiting = signature;
    signature = seal;
    end();
    signature = waiting;
  }

  private ByteBuilder begin(String field) {
    out.append(empty ? "{\"" : ",{\"").append(field).append("\":");
    empty = false;
    return out;
  }

  private void end() {
    if (signature != null) {
      out.append(",\"thoughtSignature\":").appendJson(signature);
      signature = null;
    }
    out.append('}');
  }

  /** Ends a response that is not the last. */
  void close() {
    out.append("]},\"index\":0}]").append(tail);
  }

  /** Ends the last response; what says nothing has an empty text, as Gemini itself sends it. */
  void close(FinishReason reason, @Nullable Usage usage) {
    signEmptyText();
    if (empty) {
      text("");
    }
    out.append("]},\"index\":0,\"finishReason\":\"")
        .append(GeminiFinishReasonWriter.of(reason))
        .append("\"}]");
    if (usage != null) {
      usage(usage);
    }
    continuationNotice.appendField(out);
    out.append(tail);
  }

  /** Thoughts are counted beside what was said, the cached part inside the prompt. */
  private void usage(Usage usage) {
    out.append(",\"usageMetadata\":{\"promptTokenCount\":").append(Long.toString(usage.input()));
    out.append(",\"candidatesTokenCount\":")
        .append(Long.toString(Math.max(0, usage.output() - usage.reasoning())));
    if (usage.reasoning() > 0) {
      out.append(",\"thoughtsTokenCount\":").append(Long.toString(usage.reasoning()));
    }
    if (usage.cached() > 0) {
      out.append(",\"cachedContentTokenCount\":").append(Long.toString(usage.cached()));
    }
    out.append(",\"totalTokenCount\":").append(Long.toString(usage.total())).append('}');
  }
}
