package dev.modelrouter.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the pieces of an answer together: neighbouring text becomes one part, a thought with its
 * seal one part, a tool call with all its arguments one part, in the order in which they began.
 */
public final class AnswerFold {
  private final List<ContentPart> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thought = new StringBuilder();
  private final Map<Integer, Call> calls = new HashMap<>();

  private record Call(int place, String id, String name, StringBuilder arguments) {}

  private AnswerFold() {}

  /**
   * The message that the pieces are.
   *
   * @throws IllegalArgumentException if there is content that has not been read
   */
  public static Message message(List<? extends ChatEvent.Content> pieces) {
    AnswerFold fold = new AnswerFold();
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
        closeThought();
        text.append(delta.text());
      }
      case ChatEvent.ReasoningDelta delta -> {
        closeText();
        thought.append(delta.text());
      }
      case ChatEvent.ReasoningSealed sealed -> {
        closeText();
        parts.add(new ContentPart.Reasoning(thought.toString(), sealed.seal()));
        thought.setLength(0);
      }
      case ChatEvent.ToolCallDelta delta -> call(delta);
      case ChatEvent.MediaOutput output -> {
        close();
        parts.add(part(output.media()));
      }
      case ChatEvent.Relayed ignored ->
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
    Call call = calls.get(delta.index());
    if (call == null) {
      close();
      call =
          new Call(
              parts.size(),
              delta.id() == null ? "" : delta.id(),
              delta.name() == null ? "" : delta.name(),
              new StringBuilder());
      calls.put(delta.index(), call);
      // Its arguments are put in when all of them are known.
      parts.add(new ContentPart.ToolCall(call.id(), call.name(), ""));
    }
    call.arguments().append(delta.arguments());
  }

  private void closeCalls() {
    for (Call call : calls.values()) {
      parts.set(
          call.place(),
          new ContentPart.ToolCall(call.id(), call.name(), call.arguments().toString()));
    }
  }

  private void close() {
    closeText();
    closeThought();
  }

  private void closeText() {
    if (!text.isEmpty()) {
      parts.add(new ContentPart.Text(text.toString()));
      text.setLength(0);
    }
  }

  private void closeThought() {
    if (!thought.isEmpty()) {
      parts.add(new ContentPart.Reasoning(thought.toString(), null));
      thought.setLength(0);
    }
  }
}
