package dev.modelrouter.provider;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ids of a conversation's tool calls as an API accepts them, each used for one call only, in
 * calls and results alike. The same conversation always has the same ids. An id that is accepted
 * and not used before stays. A result belongs to the first call of its id that has none yet.
 */
public final class ToolCallIds {
  private final IdentifierRule rule;
  private final Set<String> taken = new HashSet<>();

  /** Ids that were sent for a caller's id and have no result yet. */
  private final Map<String, Deque<String>> open = new HashMap<>();

  /** The last id that was sent for a caller's id. */
  private final Map<String, String> last = new HashMap<>();

  /**
   * Without any call yet.
   *
   * @param rule which ids the API accepts
   */
  public ToolCallIds(IdentifierRule rule) {
    this.rule = rule;
  }

  /** The id to send for the next call of the conversation. */
  public String call(String id) {
    String sent = rule.fit(id, taken);
    open.computeIfAbsent(id, one -> new ArrayDeque<>(1)).add(sent);
    last.put(id, sent);
    return sent;
  }

  /** The id to send for the next result of the conversation. */
  public String result(String id) {
    Deque<String> waiting = open.get(id);
    if (waiting != null && !waiting.isEmpty()) {
      return waiting.remove();
    }
    String known = last.get(id);
    if (known != null) {
      return known;
    }
    String sent = rule.fit(id, taken);
    last.put(id, sent);
    return sent;
  }

  /** The conversation with the ids to send; the same instance where nothing is to be changed. */
  List<Message> messages(List<Message> messages) {
    List<Message> all = null;
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      Message sent = message(message);
      if (!sent.equals(message) && all == null) {
        all = new ArrayList<>(messages);
      }
      if (all != null) {
        all.set(i, sent);
      }
    }
    return all == null ? messages : all;
  }

  @SuppressWarnings("ReferenceEquality") // A part that needs no change is given back itself.
  private Message message(Message message) {
    List<ContentPart> parts = null;
    for (int i = 0; i < message.parts().size(); i++) {
      ContentPart part = message.parts().get(i);
      ContentPart sent = part(part);
      if (sent != part) {
        parts = parts == null ? new ArrayList<>(message.parts()) : parts;
        parts.set(i, sent);
      }
    }
    return parts == null ? message : new Message(message.role(), parts);
  }

  private ContentPart part(ContentPart part) {
    if (part instanceof ContentPart.ToolCall call) {
      String sent = call(call.id());
      return sent.equals(call.id())
          ? call
          : new ContentPart.ToolCall(sent, call.name(), call.arguments(), call.cache());
    }
    if (part instanceof ContentPart.ToolResult result) {
      String sent = result(result.callId());
      return sent.equals(result.callId())
          ? result
          : new ContentPart.ToolResult(
              sent, result.name(), result.text(), result.failed(), result.cache());
    }
    return part;
  }
}
