package dev.modelrouter.provider;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the result of each tool call directly behind the message that made it, as OpenAI demands. A
 * call without a result, as an interrupted turn leaves it, gets one that says so; a result without
 * a call becomes the user's text.
 */
final class ToolResultOrdering {
  private static final String NO_RESULT = "no result";

  private ToolResultOrdering() {}

  /** The conversation in this order; the same instance where it has it already. */
  static List<Message> mend(List<Message> messages) {
    return paired(messages) ? messages : mended(messages);
  }

  private static boolean paired(List<Message> messages) {
    Map<String, ContentPart.ToolCall> open = new LinkedHashMap<>();
    for (Message message : messages) {
      boolean other = message.parts().isEmpty();
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.ToolResult result) {
          if (other || open.remove(result.callId()) == null) {
            return false;
          }
        } else {
          other = true;
        }
      }
      if (other && !open.isEmpty()) {
        return false;
      }
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.ToolCall call) {
          open.put(call.id(), call);
        }
      }
    }
    return open.isEmpty();
  }

  private static List<Message> mended(List<Message> messages) {
    Map<String, ContentPart.ToolResult> results = results(messages);
    List<Message> all = new ArrayList<>(messages.size());
    for (Message message : messages) {
      List<ContentPart> calls = new ArrayList<>();
      List<ContentPart> rest = new ArrayList<>(message.parts().size());
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.ToolCall call) {
          rest.add(call);
          ContentPart.ToolResult result = results.remove(call.id());
          calls.add(
              result == null
                  ? new ContentPart.ToolResult(call.id(), call.name(), NO_RESULT, true)
                  : result);
        } else if (part instanceof ContentPart.ToolResult result) {
          if (isSame(results.get(result.callId()), result)) {
            // No call of it came before.
            results.remove(result.callId());
            rest.add(new ContentPart.Text("Result of a tool call: " + result.text()));
          }
        } else {
          rest.add(part);
        }
      }
      if (!rest.isEmpty() || message.parts().isEmpty()) {
        all.add(rest.equals(message.parts()) ? message : new Message(role(message), rest));
      }
      for (ContentPart result : calls) {
        all.add(new Message(Role.TOOL, List.of(result)));
      }
    }
    return all;
  }

  private static Role role(Message message) {
    return message.role() == Role.TOOL ? Role.USER : message.role();
  }

  /** Ids are used once by now; of several results of a call the first counts. */
  private static Map<String, ContentPart.ToolResult> results(List<Message> messages) {
    Map<String, ContentPart.ToolResult> results = new LinkedHashMap<>();
    for (Message message : messages) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.ToolResult result) {
          results.putIfAbsent(result.callId(), result);
        }
      }
    }
    return results;
  }

  @SuppressWarnings(
      "ReferenceEquality") // Two results may say the same; which of them it is matters.
  private static boolean isSame(ContentPart.@Nullable ToolResult one, ContentPart other) {
    return one == other;
  }
}
