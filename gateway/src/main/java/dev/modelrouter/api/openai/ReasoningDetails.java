package dev.modelrouter.api.openai;

import dev.modelrouter.chat.Seal;
import dev.modelrouter.wire.ByteAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Writes signed thoughts for callers of OpenAI's dialect, which has no field for them, in the field
 * that OpenRouter gives them: {@code reasoning_details}. A caller sends them back unchanged. The
 * {@code format} tells whose signature it is.
 *
 * <p>Format: OpenRouter's documentation, "Reasoning tokens", 2026-08.
 */
final class ReasoningDetails {
  static final String ANTHROPIC = "anthropic-claude-v1";
  static final String GEMINI = "google-gemini-v1";
  static final String OPENAI = "openai-responses-v1";

  private ReasoningDetails() {}

  /** Appends a piece of a thought that can be read. */
  static void text(ByteAccumulator out, String text, int index) {
    out.append("{\"type\":\"reasoning.text\",\"text\":").appendJson(text);
    index(out, index);
  }

  /**
   * Appends a seal.
   *
   * @param text the thought that it is on, or null where that was written before
   * @param call the id of the tool call it belongs to, or null
   */
  static void sealed(
      ByteAccumulator out, Seal seal, @Nullable String text, @Nullable String call, int index) {
    if (seal.isOf(Seal.ANTHROPIC)) {
      out.append("{\"type\":\"reasoning.text\"");
      if (text != null) {
        out.append(",\"text\":").appendJson(text);
      }
      out.append(",\"signature\":").appendJson(seal.value());
    } else {
      out.append("{\"type\":\"reasoning.encrypted\",\"data\":").appendJson(seal.value());
      if (call != null) {
        out.append(",\"id\":").appendJson(call);
      }
    }
    out.append(",\"format\":\"").append(format(seal)).append('"');
    index(out, index);
  }

  private static void index(ByteAccumulator out, int index) {
    out.append(",\"index\":").append(Integer.toString(index)).append('}');
  }

  private static String format(Seal seal) {
    return switch (seal.maker()) {
      case Seal.GEMINI -> GEMINI;
      case Seal.OPENAI -> OPENAI;
      default -> ANTHROPIC;
    };
  }
}
