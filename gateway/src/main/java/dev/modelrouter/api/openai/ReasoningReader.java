package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.ReasoningSignature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the thoughts of an assistant's message: {@code reasoning_details} as OpenRouter gives them,
 * {@code thinking_blocks} as LiteLLM does, else the bare text of {@code reasoning_content} or
 * {@code reasoning}. A signature that belongs to a tool call is found by the call's id.
 */
final class ReasoningReader {
  private static final String NAMES = "messages.reasoning_details";

  private final Set<String> untranslatable;
  private final List<ContentPart> parts = new ArrayList<>();
  private final Map<String, ContentPart.Reasoning> ofCalls = new HashMap<>();

  /** A detail that has only text so far; the next may be its signature. */
  private @Nullable String unsigned;

  /**
   * Reads the thoughts of one message.
   *
   * @param untranslatable gets the names of what cannot be read
   */
  ReasoningReader(LocatedJson message, Set<String> untranslatable) {
    this.untranslatable = untranslatable;
    LocatedJson details = message.field("reasoning_details");
    LocatedJson blocks = message.field("thinking_blocks");
    if (details.isArray() && !details.elements().isEmpty()) {
      details.elements().forEach(this::detail);
      flush();
    } else if (blocks.isArray() && !blocks.elements().isEmpty()) {
      blocks.elements().forEach(this::block);
    } else {
      LocatedJson thought = message.field("reasoning_content");
      if (!thought.isText()) {
        thought = message.field("reasoning");
      }
      if (thought.isText()) {
        parts.add(new ContentPart.Reasoning(thought.text(), null));
      }
    }
  }

  /** The thoughts that stand before everything else. */
  List<ContentPart> parts() {
    return parts;
  }

  /** The thought, possibly without text, whose signature belongs to this call; or null. */
  ContentPart.@Nullable Reasoning of(LocatedJson call) {
    LocatedJson extra = call.field("extra_content");
    LocatedJson google = extra.isObject() ? extra.field("google") : extra;
    String signature = google.isObject() ? google.field("thought_signature").optionalText() : null;
    String id = call.field("id").optionalText();
    ContentPart.Reasoning known = id == null ? null : ofCalls.get(id);
    if (known != null || signature == null || signature.isEmpty()) {
      return known;
    }
    return new ContentPart.Reasoning(
        "", ReasoningSignature.read(signature, ReasoningSignature.GEMINI));
  }

  private void detail(LocatedJson detail) {
    String format = detail.field("format").optionalText();
    String type = detail.field("type").optionalText();
    switch (type == null ? "" : type) {
      case "reasoning.text" -> {
        String text = text(detail.field("text"));
        String signature = text(detail.field("signature"));
        ReasoningSignature reasoningSignature =
            signature.isEmpty() ? null : signature(signature, format, ReasoningSignature.ANTHROPIC);
        if (reasoningSignature == null) {
          unsigned = (unsigned == null ? "" : unsigned) + text;
        } else {
          parts.add(
              new ContentPart.Reasoning(
                  (unsigned == null ? "" : unsigned) + text, reasoningSignature));
          unsigned = null;
        }
      }
      case "reasoning.summary" -> {
        flush();
        unsigned = text(detail.field("summary"));
      }
      case "reasoning.encrypted" -> encrypted(detail, format);
      default -> untranslatable.add(NAMES);
    }
  }

  private void encrypted(LocatedJson detail, @Nullable String format) {
    ReasoningSignature signature =
        signature(text(detail.field("data")), format, ReasoningSignature.ANTHROPIC_REDACTED);
    if (signature == null) {
      untranslatable.add(NAMES);
      return;
    }
    if (signature.isOf(ReasoningSignature.ANTHROPIC_REDACTED)) {
      flush();
    }
    ContentPart.Reasoning reasoning =
        new ContentPart.Reasoning(unsigned == null ? "" : unsigned, signature);
    unsigned = null;
    String id = detail.field("id").optionalText();
    if (id != null && signature.isOf(ReasoningSignature.GEMINI)) {
      ofCalls.put(id, reasoning);
    } else {
      parts.add(reasoning);
    }
  }

  private void block(LocatedJson block) {
    String type = block.field("type").optionalText();
    if ("thinking".equals(type)) {
      String signature = text(block.field("signature"));
      parts.add(
          new ContentPart.Reasoning(
              text(block.field("thinking")),
              signature.isEmpty()
                  ? null
                  : ReasoningSignature.read(signature, ReasoningSignature.ANTHROPIC)));
    } else if ("redacted_thinking".equals(type)) {
      parts.add(
          new ContentPart.Reasoning(
              "",
              ReasoningSignature.read(
                  text(block.field("data")), ReasoningSignature.ANTHROPIC_REDACTED)));
    }
  }

  private void flush() {
    if (unsigned != null && !unsigned.isEmpty()) {
      parts.add(new ContentPart.Reasoning(unsigned, null));
    }
    unsigned = null;
  }

  /**
   * The seal of a maker known by the detail's format; null for one whose maker is not known, which
   * goes to no provider.
   */
  private static @Nullable ReasoningSignature signature(
      String value, @Nullable String format, String anthropic) {
    if (value.isEmpty()) {
      return null;
    }
    if (format == null) {
      // Only Claude signs a thought that can be read.
      return anthropic.equals(ReasoningSignature.ANTHROPIC)
          ? ReasoningSignature.read(value, anthropic)
          : null;
    }
    return switch (format) {
      case ReasoningDetails.ANTHROPIC -> new ReasoningSignature(anthropic, value);
      case ReasoningDetails.GEMINI -> new ReasoningSignature(ReasoningSignature.GEMINI, value);
      case ReasoningDetails.OPENAI -> new ReasoningSignature(ReasoningSignature.OPENAI, value);
      default -> null;
    };
  }

  private static String text(LocatedJson located) {
    return located.isText() ? located.text() : "";
  }
}
