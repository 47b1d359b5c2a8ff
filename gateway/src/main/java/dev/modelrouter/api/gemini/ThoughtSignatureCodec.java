package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ReasoningSignature;
import java.util.Base64;

/**
 * Seals as the {@code thoughtSignature} of Gemini's dialect, a field of bytes: the SDKs of typed
 * languages decode its base64, and encode it again in either alphabet. Gemini's own seals are
 * base64 already; those of others go as the base64 of their maker and value.
 */
final class ThoughtSignatureCodec {
  private ThoughtSignatureCodec() {}

  /** What the caller gets. */
  static String write(ReasoningSignature signature) {
    return signature.isOf(ReasoningSignature.GEMINI)
        ? signature.value()
        : Base64.getEncoder()
            .encodeToString(signature.write(ReasoningSignature.GEMINI).getBytes(UTF_8));
  }

  /** What a caller sent back. */
  static ReasoningSignature read(String signature) {
    String usual = signature.replace('-', '+').replace('_', '/');
    try {
      String text = new String(Base64.getDecoder().decode(usual), ISO_8859_1);
      ReasoningSignature reasoningSignature =
          ReasoningSignature.read(text, ReasoningSignature.GEMINI);
      if (!reasoningSignature.isOf(ReasoningSignature.GEMINI)) {
        return reasoningSignature;
      }
    } catch (IllegalArgumentException e) {
      // No base64: Gemini's own words, such as the one that stands for a signature.
      return ReasoningSignature.read(signature, ReasoningSignature.GEMINI);
    }
    return ReasoningSignature.read(signature, ReasoningSignature.GEMINI);
  }
}
