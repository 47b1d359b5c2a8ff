package dev.modelrouter.chat;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One piece of a {@link Message}. */
public sealed interface ContentPart {

  /**
   * Text.
   *
   * @param text possibly empty; well-formed UTF-16 (no lone surrogates, no NUL)
   */
  record Text(String text) implements ContentPart {
    public Text {
      requireNonNull(text);
    }
  }

  /**
   * A picture.
   *
   * @param media where it is
   * @param detail how closely it should be looked at ({@code low}, {@code high}, {@code auto}), or
   *     null
   */
  record Image(Media media, @Nullable String detail) implements ContentPart {}

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
   */
  record Document(Media media, @Nullable String name) implements ContentPart {}

  /**
   * The model wants a tool to be used; only in a message of the assistant.
   *
   * @param id names this call within the conversation
   * @param name the tool
   * @param arguments a JSON object as text, as the model wrote it
   */
  record ToolCall(String id, String name, String arguments) implements ContentPart {}

  /**
   * What a tool answered; only in a message of a tool.
   *
   * @param callId the call it answers
   * @param name the tool, or null where the dialect does not say
   * @param text the answer
   * @param failed whether the tool failed
   */
  record ToolResult(String callId, @Nullable String name, String text, boolean failed)
      implements ContentPart {}

  /**
   * What the model thought before it spoke; only in a message of the assistant.
   *
   * @param text the thought, possibly empty
   * @param seal the provider's, without which that provider does not take it back; or null
   */
  record Reasoning(String text, @Nullable Seal seal) implements ContentPart {}
}
