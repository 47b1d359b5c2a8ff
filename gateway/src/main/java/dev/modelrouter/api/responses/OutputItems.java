package dev.modelrouter.api.responses;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.Media;
import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The items of one answer in the order in which they began.
 *
 * <p><b>Implementation notes.</b> The items are told one after another, as clients expect it,
 * however their pieces come: one item has its turn and is told as it grows, those that began later
 * wait with what they have. A message and a thought are over when something else begins; a tool
 * call only when its arguments are a whole JSON object, since pieces of parallel calls may come
 * mixed. At the end of the answer all are over. A piece of a call that had its end already is part
 * of no JSON object, and is left out.
 */
final class OutputItems {
  private final String answer;
  private final ResponsesRequest request;
  private final EventWriter events;
  private final List<OutputItem> items = new ArrayList<>();
  private final Map<Integer, FunctionCallItem> calls = new HashMap<>();
  private int turn;

  /**
   * No items yet.
   *
   * @param answer is part of the ids of all items
   * @param request what is answered; it knows the tools
   * @param events where they are told
   */
  OutputItems(String answer, ResponsesRequest request, EventWriter events) {
    this.answer = answer;
    this.request = request;
    this.events = events;
  }

  /**
   * Takes a piece of the answer.
   *
   * @throws IllegalArgumentException if it is content that has not been read
   */
  void add(ChatEvent.Content piece) {
    switch (piece) {
      case ChatEvent.TextDelta delta -> message().add(delta.text());
      case ChatEvent.ReasoningDelta delta -> reasoning().add(delta.text());
      case ChatEvent.SignatureDelta sealed -> reasoning().signature(sealed.signature());
      case ChatEvent.ToolCallDelta delta -> call(delta).add(delta.arguments());
      case ChatEvent.MediaOutput output -> {
        if (output.media() instanceof Media.Inline image && image.isImage()) {
          begin(new ImageItem(answer, items.size(), image));
        }
      }
      case ChatEvent.OpaqueContent ignored ->
          throw new IllegalArgumentException("relayed content is written by whoever relays it");
    }
    while (turn < items.size()) {
      OutputItem item = items.get(turn);
      item.write(events);
      if (!item.over(turn == items.size() - 1)) {
        return;
      }
      item.finish(events, "completed");
      turn++;
    }
  }

  /**
   * Tells the rest.
   *
   * @param cut whether the answer was cut off
   */
  void finish(boolean cut) {
    for (; turn < items.size(); turn++) {
      OutputItem item = items.get(turn);
      item.write(events);
      item.finish(events, item.ending(cut, turn == items.size() - 1));
    }
  }

  /** Appends the array of all items that have been told to their end. */
  void write(ByteBuilder out) {
    out.append('[');
    for (int i = 0; i < turn; i++) {
      items.get(i).write(i == 0 ? out : out.append(','));
    }
    out.append(']');
  }

  private OutputItem message() {
    if (!items.isEmpty() && items.getLast() instanceof MessageItem message) {
      return message;
    }
    return begin(new MessageItem(answer, items.size()));
  }

  private ReasoningItem reasoning() {
    if (!items.isEmpty()
        && items.getLast() instanceof ReasoningItem thought
        && !thought.isSigned()) {
      return thought;
    }
    return begin(new ReasoningItem(answer, items.size()));
  }

  private FunctionCallItem call(ChatEvent.ToolCallDelta delta) {
    FunctionCallItem known = calls.get(delta.index());
    if (known != null) {
      return known;
    }
    String id = delta.id() == null ? "" : delta.id();
    String name = delta.name() == null ? "" : delta.name();
    FunctionCallItem call =
        begin(
            new FunctionCallItem(
                answer,
                items.size(),
                id,
                name,
                request.spacedTools().get(name),
                request.freeTextTools().contains(name)));
    calls.put(delta.index(), call);
    return call;
  }

  private <T extends OutputItem> T begin(T item) {
    items.add(item);
    return item;
  }
}
