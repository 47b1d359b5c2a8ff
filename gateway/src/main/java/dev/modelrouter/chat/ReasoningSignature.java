package dev.modelrouter.chat;

import java.util.List;

/**
 * What a provider puts on a model's thought so that it can tell its own thoughts from made-up ones.
 * Only its maker takes it back; for everybody else it is noise and is left out.
 *
 * <p>Towards callers a seal is one string. A dialect's own seals stand as they are; those of others
 * have their maker before them ({@code gemini:…}), so that the maker is known when the caller sends
 * them back, whoever is asked then. No maker's seals hold a colon: they are base64.
 *
 * @param maker the dialect that made it and takes it back, one of {@link #MAKERS}
 * @param value opaque
 */
public record ReasoningSignature(String maker, String value) {
  /** Anthropic's, on a thought that can be read ({@code thinking} blocks). */
  public static final String ANTHROPIC = "anthropic";

  /** Anthropic's, on a thought that nobody may read ({@code redacted_thinking} blocks). */
  public static final String ANTHROPIC_REDACTED = "anthropic-redacted";

  /** Gemini's {@code thoughtSignature}; it belongs to the part that follows the thought. */
  public static final String GEMINI = "gemini";

  /** The {@code encrypted_content} of OpenAI's reasoning items. */
  public static final String OPENAI = "openai";

  /** All makers. */
  public static final List<String> MAKERS = List.of(ANTHROPIC, ANTHROPIC_REDACTED, GEMINI, OPENAI);

  /**
   * A seal as a caller sent it.
   *
   * @param own the maker whose seals stand bare in the caller's dialect
   */
  public static ReasoningSignature read(String text, String own) {
    int colon = text.indexOf(':');
    if (colon > 0 && MAKERS.contains(text.substring(0, colon))) {
      return new ReasoningSignature(text.substring(0, colon), text.substring(colon + 1));
    }
    return new ReasoningSignature(own, text);
  }

  /**
   * The seal as a caller gets it.
   *
   * @param own the maker whose seals stand bare in the caller's dialect
   */
  public String write(String own) {
    return maker.equals(own) ? value : maker + ":" + value;
  }

  /** Whether this maker takes it back. */
  public boolean isOf(String maker) {
    return this.maker.equals(maker);
  }
}
