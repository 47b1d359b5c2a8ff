package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.wire.ByteBuilder;
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
  static void text(ByteBuilder out, String text, int index) {
    out.append("{\"type\":\"reasoning.text\",\"text\":").appendJson(text);
    index(out, index);
  }

  /**
   * Appends a seal.
   *
   * @param text the thought that it is on, or null where that was written before
   * @param call the id of the tool call it belongs to, or null
   */
  static void signature(
      ByteBuilder out,
      ReasoningSignature signature,
      @Nullable String text,
      @Nullable String call,
      int index) {
    if (signature.isOf(ReasoningSignature.ANTHROPIC)) {
      out.append("{\"type\":\"reasoning.text\"");
      if (text != null) {
        out.append(",\"text\":").appendJson(text);
      }
      out.append(",\"signature\":").appendJson(signature.value());
    } else {
      out.append("{\"type\":\"reasoning.encrypted\",\"data\":").appendJson(signature.value());
      if (call != null) {
        out.append(",\"id\":").appendJson(call);
      }
    }
    out.append(",\"format\":\"").append(format(signature)).append('"');
    index(out, index);
  }

  private static void index(ByteBuilder out, int index) {
    out.append(",\"index\":").append(Integer.toString(index)).append('}');
  }

  private static String format(ReasoningSignature signature) {
    return switch (signature.maker()) {
      case ReasoningSignature.GEMINI -> GEMINI;
      case ReasoningSignature.OPENAI -> OPENAI;
      default -> ANTHROPIC;
    };
  }
}
