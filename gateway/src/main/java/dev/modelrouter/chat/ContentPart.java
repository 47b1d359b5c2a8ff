package dev.modelrouter.chat;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One piece of a {@link Message}. */
public sealed interface ContentPart {

  /** The prompt cache mark behind it, or null. */
  default @Nullable CacheControl cache() {
    return null;
  }

  /** The same with this cache mark behind it; sound and thoughts bear none. */
  default ContentPart cached(CacheControl mark) {
    return switch (this) {
      case Text text -> new Text(text.text(), mark);
      case Image image -> new Image(image.media(), image.detail(), mark);
      case Document document -> new Document(document.media(), document.name(), mark);
      case ToolCall call -> new ToolCall(call.id(), call.name(), call.arguments(), mark);
      case ToolResult result ->
          new ToolResult(result.callId(), result.name(), result.text(), result.failed(), mark);
      case Audio audio -> audio;
      case Reasoning reasoning -> reasoning;
    };
  }

  /**
   * Text.
   *
   * @param text possibly empty; well-formed UTF-16 (no lone surrogates)
   * @param cache the prompt cache mark behind it, or null
   */
  record Text(String text, @Nullable CacheControl cache) implements ContentPart {
    public Text {
      requireNonNull(text);
    }

    /** Text without a cache mark. */
    public Text(String text) {
      this(text, null);
    }
  }

  /**
   * A picture.
   *
   * @param media where it is
   * @param detail how closely it should be looked at ({@code low}, {@code high}, {@code auto}), or
   *     null
   * @param cache the prompt cache mark behind it, or null
   */
  record Image(Media media, @Nullable String detail, @Nullable CacheControl cache)
      implements ContentPart {
    /** A picture without a cache mark. */
    public Image(Media media, @Nullable String detail) {
      this(media, detail, null);
    }
  }

  /**
   * Sound.
   *
   * @param media where it is
   */
  record Audio(Media media) implements ContentPart {}

  /**
   * A document.
   *
   * @param media where it is
   * @param name its file name, or null
   * @param cache the prompt cache mark behind it, or null
   */
  record Document(Media media, @Nullable String name, @Nullable CacheControl cache)
      implements ContentPart {
    /** A document without a cache mark. */
    public Document(Media media, @Nullable String name) {
      this(media, name, null);
    }
  }

  /**
   * The model wants a tool to be used; only in a message of the assistant.
   *
   * @param id names this call within the conversation
   * @param name the tool
   * @param arguments a JSON object as text, as the model wrote it
   * @param cache the prompt cache mark behind it, or null
   */
  record ToolCall(String id, String name, String arguments, @Nullable CacheControl cache)
      implements ContentPart {
    /** A call without a cache mark. */
    public ToolCall(String id, String name, String arguments) {
      this(id, name, arguments, null);
    }
  }

  /**
   * What a tool answered; only in a message of a tool.
   *
   * @param callId the call it answers
   * @param name the tool, or null where the dialect does not say
   * @param text the answer
   * @param failed whether the tool failed
   * @param cache the prompt cache mark behind it, or null
   */
  record ToolResult(
      String callId,
      @Nullable String name,
      String text,
      boolean failed,
      @Nullable CacheControl cache)
      implements ContentPart {
    /** A result without a cache mark. */
    public ToolResult(String callId, @Nullable String name, String text, boolean failed) {
      this(callId, name, text, failed, null);
    }
  }

  /**
   * What the model thought before it spoke; only in a message of the assistant.
   *
   * @param text the thought, possibly empty
   * @param signature the provider's, without which that provider does not take it back; or null
   */
  record Reasoning(String text, @Nullable ReasoningSignature signature) implements ContentPart {}
}
