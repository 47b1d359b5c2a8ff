package dev.modelrouter.provider.gemini;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.provider.ToolArguments;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonObjectText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the turns of a conversation as {@code contents}. A seal of Gemini's own is its signature
 * on the part that follows. The first call of each step must have one where the step belongs to the
 * current turn, and may have one elsewhere: where the call is not Gemini's own, the value
 * documented for that stands in. It is written for all steps, since a picture in a tool's result,
 * which stands behind it, looks as if the user had begun another turn.
 */
final class GeminiContents {
  private static final String UNSIGNED = "skip_thought_signature_validator";

  private final ByteBuilder out;
  private final Set<String> dropped;
  private final CacheControlWriter cacheControlWriter;
  private @Nullable String signature;
  private char before = '[';

  GeminiContents(ByteBuilder out, Set<String> dropped) {
    this.out = out;
    this.dropped = dropped;
    this.cacheControlWriter = new CacheControlWriter(false, dropped);
  }

  /** Writes all turns, with the brackets around. */
  void write(List<GeminiTurns.GeminiTurn> geminiTurns) {
    for (int i = 0; i < geminiTurns.size(); i++) {
      GeminiTurns.GeminiTurn geminiTurn = geminiTurns.get(i);
      out.append(i == 0 ? '[' : ',')
          .append(
              geminiTurn.model()
                  ? "{\"role\":\"model\",\"parts\":"
                  : "{\"role\":\"user\",\"parts\":");
      turn(geminiTurn.parts());
      out.append('}');
    }
    out.append(']');
  }

  private void turn(List<ContentPart> parts) {
    before = '[';
    boolean mustSign = true;
    for (ContentPart part : parts) {
      if (part instanceof ContentPart.ToolCall && mustSign) {
        mustSign = false;
        signature = signature == null ? UNSIGNED : signature;
      }
      part(part);
    }
    flush();
    out.append(']');
  }

  private void part(ContentPart part) {
    cacheControlWriter.written(part);
    switch (part) {
      case ContentPart.Text text -> {
        begin("text").appendJson(text.text());
        end();
      }
      case ContentPart.Image image -> {
        if (image.detail() != null && !image.detail().equals("auto")) {
          dropped.add("image_url.detail");
        }
        media(image.media());
      }
      case ContentPart.Audio audio -> media(audio.media());
      case ContentPart.Document document -> {
        if (document.name() != null) {
          dropped.add("file.filename");
        }
        media(document.media());
      }
      case ContentPart.ToolCall call -> call(call);
      case ContentPart.ToolResult result -> result(result);
      case ContentPart.Reasoning reasoning -> reasoning(reasoning);
    }
  }

  private ByteBuilder begin(String field) {
    out.append(before).append("{\"").append(field).append("\":");
    before = ',';
    return out;
  }

  private void end() {
    if (signature != null) {
      out.append(",\"thoughtSignature\":").appendJson(signature);
      signature = null;
    }
    out.append('}');
  }

  private void reasoning(ContentPart.Reasoning reasoning) {
    ReasoningSignature reasoningSignature = reasoning.signature();
    if (!reasoning.text().isEmpty()) {
      begin("text").appendJson(reasoning.text()).append(",\"thought\":true");
      end();
    }
    if (reasoningSignature != null) {
      flush();
      signature = reasoningSignature.value();
    }
  }

  /** A signature with no part behind it stands on an empty text, as Gemini itself sends it. */
  private void flush() {
    if (signature != null) {
      begin("text").append("\"\"");
      end();
    }
  }

  private void media(Media media) {
    switch (media) {
      case Media.Inline inline ->
          begin("inlineData")
              .append("{\"mimeType\":")
              .appendJson(inline.type())
              .append(",\"data\":")
              .appendJson(inline.base64())
              .append('}');
      case Media.Remote remote -> {
        begin("fileData").append('{');
        if (remote.type() != null) {
          out.append("\"mimeType\":").appendJson(remote.type()).append(',');
        }
        out.append("\"fileUri\":").appendJson(remote.url()).append('}');
      }
    }
    end();
  }

  private void call(ContentPart.ToolCall call) {
    begin("functionCall");
    named(call.id(), call.name()).append(",\"args\":");
    ToolArguments.appendObject(out, call.arguments());
    out.append('}');
    end();
  }

  private void result(ContentPart.ToolResult result) {
    begin("functionResponse");
    named(result.callId(), result.name() == null ? "" : result.name()).append(",\"response\":");
    if (result.failed()) {
      out.append("{\"error\":").appendJson(result.text()).append('}');
    } else if (JsonObjectText.is(result.text())) {
      out.append(result.text());
    } else {
      out.append("{\"output\":").appendJson(result.text()).append('}');
    }
    out.append('}');
    end();
  }

  private ByteBuilder named(String id, String name) {
    out.append('{');
    if (!id.isEmpty()) {
      out.append("\"id\":").appendJson(id).append(',');
    }
    return out.append("\"name\":").appendJson(name);
  }
}
