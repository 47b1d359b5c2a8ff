package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pieces of an answer put together.
 *
 * @param text what the model said, possibly empty
 * @param reasoning what it thought before, possibly empty
 * @param calls the tools it wants to be called, in their order
 */
record WholeMessage(String text, String reasoning, List<Call> calls) {

  /** One tool call with all its arguments. */
  record Call(String id, String name, String arguments) {}

  private static final class Growing {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();

    void add(ChatEvent.ToolCallDelta delta) {
      if (delta.id() != null) {
        id = delta.id();
      }
      if (delta.name() != null) {
        name = delta.name();
      }
      arguments.append(delta.arguments());
    }

    Call whole() {
      return new Call(id, name, arguments.toString());
    }
  }

  /**
   * Puts them together.
   *
   * @throws IllegalArgumentException if there is content that has not been read
   */
  static WholeMessage of(List<ChatEvent.Content> content) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    SortedMap<Integer, Growing> calls = new TreeMap<>();
    for (ChatEvent.Content piece : content) {
      switch (piece) {
        case ChatEvent.TextDelta delta -> text.append(delta.text());
        case ChatEvent.ReasoningDelta delta -> reasoning.append(delta.text());
        case ChatEvent.ReasoningSealed ignored -> {}
        case ChatEvent.ToolCallDelta delta ->
            calls.computeIfAbsent(delta.index(), index -> new Growing()).add(delta);
        case ChatEvent.Relayed ignored ->
            throw new IllegalArgumentException("relayed content is written by whoever relays it");
      }
    }
    List<Call> whole = new ArrayList<>(calls.size());
    for (Growing call : calls.values()) {
      whole.add(call.whole());
    }
    return new WholeMessage(text.toString(), reasoning.toString(), whole);
  }
}
