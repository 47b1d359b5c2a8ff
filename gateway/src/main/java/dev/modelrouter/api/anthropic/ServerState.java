package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.Map;

/**
 * Fields of a request that stand for what only Anthropic keeps: without them it would be another
 * request, so it can go to Anthropic only.
 */
final class ServerState {
  /** The code of a request with a {@code thread} that the one asked cannot hold. */
  static final String UNSUPPORTED_THREAD = "thread_unsupported_request";

  /** The code of a request that goes on from a message that the one asked does not have. */
  static final String UNKNOWN_THREAD = "thread_not_found";

  /** How the ids of messages begin that were made here. */
  private static final String OWN_MESSAGE = "msg_req_";

  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "container", "leave it out, and send the files themselves",
          "mcp_servers", "call the servers' tools yourself, and send them as tools");

  private ServerState() {}

  /**
   * Checks a body.
   *
   * @throws UntranslatableRequestException if there is such a field
   */
  static void refuse(LocatedJson body) {
    LocatedJson thread = body.field("thread");
    if (!thread.isNull()) {
      throw thread(thread);
    }
    ELSEWHERE.forEach(
        (name, instead) -> {
          LocatedJson located = body.field(name);
          boolean empty = located.isArray() && located.elements().isEmpty();
          if (!located.isNull() && !empty) {
            throw new UntranslatableRequestException(
                name, name + " is what only Anthropic keeps; " + instead, "unsupported_parameter");
          }
        });
  }

  /** A message that was made here is in no thread, whoever is asked. */
  private static UntranslatableRequestException thread(LocatedJson thread) {
    String previous = thread.isObject() ? thread.field("previous_message_id").optionalText() : null;
    return previous != null && previous.startsWith(OWN_MESSAGE)
        ? new UntranslatableRequestException(
            "thread", "thread goes on from " + previous + ", which is in no thread", UNKNOWN_THREAD)
        : new UntranslatableRequestException(
            "thread",
            "thread is what only Anthropic keeps; send the whole conversation without it",
            UNSUPPORTED_THREAD);
  }
}
