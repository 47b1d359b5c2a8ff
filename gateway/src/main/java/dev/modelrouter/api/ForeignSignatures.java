package dev.modelrouter.api;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import java.util.List;

/**
 * Finds seals that another provider put on a thought. A request with one cannot go as bytes to a
 * provider of the caller's dialect, which would not take it.
 */
public final class ForeignSignatures {
  private ForeignSignatures() {}

  /**
   * Whether there is none.
   *
   * @param own the makers whose seals the dialect takes
   */
  public static boolean none(ChatRequest request, List<String> own) {
    for (Message message : request.messages()) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.Reasoning reasoning
            && reasoning.signature() != null
            && !own.contains(reasoning.signature().maker())) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether every thought bears one: there are providers that take none without. */
  public static boolean allSigned(ChatRequest request) {
    for (Message message : request.messages()) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.Reasoning reasoning && reasoning.signature() == null) {
          return false;
        }
      }
    }
    return true;
  }
}
