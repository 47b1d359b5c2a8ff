package dev.modelrouter.routing;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.TextOnlyOutline;
import dev.modelrouter.chat.TokenEstimate;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from a request what decides where it goes, and no more of it than the route asks for. */
final class RoutingInputReader {
  private RoutingInputReader() {}

  /**
   * Reads them.
   *
   * @param harmless tokens that a prompt may have without being too long for any of the targets
   */
  static RoutingInput of(
      RequiredInputs requiredInputs,
      Request request,
      String wanted,
      CallerContext caller,
      int harmless) {
    List<String> names = requiredInputs.headers();
    Map<String, String> headers = names.isEmpty() ? Map.of() : headers(names, caller);
    TextOnlyOutline plain = plain(requiredInputs, request, harmless);
    if (plain != null) {
      Integer max = plain.maxTokens();
      return new RoutingInput(
          request.operation(),
          wanted,
          caller.caller(),
          headers,
          TokenEstimate.roughly(plain),
          max == null ? 0 : max,
          Set.of(),
          0);
    }
    ChatRequest chat = requiredInputs.content() ? chat(request) : null;
    if (chat == null) {
      return new RoutingInput(
          request.operation(), wanted, caller.caller(), headers, 0, 0, Set.of(), 0);
    }
    Integer max = chat.sampling().maxTokens();
    return new RoutingInput(
        request.operation(),
        wanted,
        caller.caller(),
        headers,
        tokens(requiredInputs, chat, harmless),
        max == null ? 0 : max,
        needs(chat),
        requiredInputs.conversation() ? affinity(chat) : 0);
  }

  private static Map<String, String> headers(List<String> names, CallerContext caller) {
    Map<String, String> sent = Map.of();
    for (int i = 0; i < names.size(); i++) {
      String value = caller.header(names.get(i));
      if (value != null) {
        if (sent.isEmpty()) {
          sent = new HashMap<>();
        }
        sent.put(names.get(i), value);
      }
    }
    return sent;
  }

  /** What is known of plain talk, where its texts do not matter; else null. */
  private static @Nullable TextOnlyOutline plain(
      RequiredInputs requiredInputs, Request request, int harmless) {
    if (!requiredInputs.content() || requiredInputs.conversation() || requiredInputs.tokens()) {
      return null;
    }
    TextOnlyOutline plain = request.plainTalk();
    boolean harms =
        plain != null
            && TokenEstimate.atMost(plain) > Math.min(harmless, requiredInputs.anyTokens());
    return harms ? null : plain;
  }

  /** The conversation, or null for what is none or cannot be said in our words. */
  private static @Nullable ChatRequest chat(Request request) {
    Operation operation = request.operation();
    if (operation != Operation.CHAT
        && operation != Operation.RESPONSE
        && operation != Operation.COUNT) {
      return null;
    }
    try {
      return request.outline();
    } catch (UntranslatableRequestException e) {
      // Whoever understands its own dialect only has the last word; nothing is known of it here.
      return null;
    }
  }

  /** The tokens of the prompt; a rough number of them where it cannot matter. */
  private static int tokens(RequiredInputs requiredInputs, ChatRequest chat, int harmless) {
    if (!requiredInputs.tokens()
        && TokenEstimate.atMost(chat) <= Math.min(harmless, requiredInputs.anyTokens())) {
      return (int) TokenEstimate.roughly(chat);
    }
    return (int) Math.min(Integer.MAX_VALUE, TokenEstimate.of(chat));
  }

  private static Set<Capability> needs(ChatRequest chat) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    for (Message message : chat.messages()) {
      for (ContentPart part : message.parts()) {
        switch (part) {
          case ContentPart.Image ignored -> capabilities.add(Capability.IMAGES);
          case ContentPart.Audio ignored -> capabilities.add(Capability.AUDIO);
          case ContentPart.Document ignored -> capabilities.add(Capability.DOCUMENTS);
          case ContentPart.ToolCall ignored -> capabilities.add(Capability.TOOLS);
          case ContentPart.Text ignored -> {}
          case ContentPart.ToolResult ignored -> {}
          case ContentPart.Reasoning ignored -> {}
        }
      }
    }
    if (!chat.tools().isEmpty()) {
      capabilities.add(Capability.TOOLS);
    }
    if (chat.format() instanceof ResponseFormat.Schema) {
      capabilities.add(Capability.JSON_SCHEMA);
    }
    return capabilities;
  }

  /**
   * The user where one is named, else what a conversation begins with and keeps: its instructions
   * and the user's first message.
   */
  private static long affinity(ChatRequest chat) {
    String user = chat.user();
    if (user != null) {
      return hash(1, user);
    }
    long hash = 2;
    for (Message message : chat.messages()) {
      hash = hash(hash, message.text());
      if (message.role() == Role.USER) {
        break;
      }
    }
    return hash;
  }

  /** FNV-1a over the characters. */
  private static long hash(long seed, String text) {
    long hash = 0xCBF29CE484222325L ^ seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }
}
