package dev.modelrouter.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the pieces of an answer together: neighbouring text becomes one part, a thought with its
 * seal one part, a tool call with all its arguments one part, in the order in which they began.
 */
public final class MessageAggregator {
  private final List<ContentPart> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final Map<Integer, ToolCallBuilder> toolCallBuilders = new HashMap<>();

  private record ToolCallBuilder(int place, String id, String name, StringBuilder arguments) {}

  private MessageAggregator() {}

  /**
   * The message that the pieces are.
   *
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static Message message(List<? extends ChatEvent.Content> pieces) {
    MessageAggregator fold = new MessageAggregator();
    for (ChatEvent.Content piece : pieces) {
      fold.add(piece);
    }
    fold.close();
    fold.closeCalls();
    return new Message(Role.ASSISTANT, fold.parts);
  }

  private void add(ChatEvent.Content piece) {
    switch (piece) {
      case ChatEvent.TextDelta delta -> {
        closeReasoning();
        text.append(delta.text());
      }
      case ChatEvent.ReasoningDelta delta -> {
        closeText();
        reasoning.append(delta.text());
      }
      case ChatEvent.SignatureDelta sealed -> {
        closeText();
        parts.add(new ContentPart.Reasoning(reasoning.toString(), sealed.signature()));
        reasoning.setLength(0);
      }
      case ChatEvent.ToolCallDelta delta -> call(delta);
      case ChatEvent.MediaOutput output -> {
        close();
        parts.add(part(output.media()));
      }
      case ChatEvent.OpaqueContent ignored ->
          throw new IllegalArgumentException("relayed content has not been read");
    }
  }

  private static ContentPart part(Media media) {
    if (media.isImage()) {
      return new ContentPart.Image(media, null);
    }
    return media.isAudio() ? new ContentPart.Audio(media) : new ContentPart.Document(media, null);
  }

  private void call(ChatEvent.ToolCallDelta delta) {
    ToolCallBuilder toolCallBuilder = toolCallBuilders.get(delta.index());
    if (toolCallBuilder == null) {
      close();
      toolCallBuilder =
          new ToolCallBuilder(
              parts.size(),
              delta.id() == null ? "" : delta.id(),
              delta.name() == null ? "" : delta.name(),
              new StringBuilder());
      toolCallBuilders.put(delta.index(), toolCallBuilder);
      // Its arguments are put in when all of them are known.
      parts.add(new ContentPart.ToolCall(toolCallBuilder.id(), toolCallBuilder.name(), ""));
    }
    toolCallBuilder.arguments().append(delta.arguments());
  }

  private void closeCalls() {
    for (ToolCallBuilder toolCallBuilder : toolCallBuilders.values()) {
      parts.set(
          toolCallBuilder.place(),
          new ContentPart.ToolCall(
              toolCallBuilder.id(),
              toolCallBuilder.name(),
              toolCallBuilder.arguments().toString()));
    }
  }

  private void close() {
    closeText();
    closeReasoning();
  }

  private void closeText() {
    if (!text.isEmpty()) {
      parts.add(new ContentPart.Text(text.toString()));
      text.setLength(0);
    }
  }

  private void closeReasoning() {
    if (!reasoning.isEmpty()) {
      parts.add(new ContentPart.Reasoning(reasoning.toString(), null));
      reasoning.setLength(0);
    }
  }
}
