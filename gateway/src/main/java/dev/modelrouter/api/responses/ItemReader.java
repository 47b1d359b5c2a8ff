package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes messages of the items of a conversation, in their order. What the model said, thought and
 * called between two words of others is one message, as it was one answer. Results of tools stand
 * each in a message of their own; pictures and files in them follow in a message of the user behind
 * the last result, since only text can be a result everywhere.
 */
final class ItemReader {
  private static final String IMAGE = "image/png";

  private final Set<String> untranslatable;
  private final Set<String> known;
  private final FunctionCallReader calls = new FunctionCallReader();
  private final List<LocatedJson> tools = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<ContentPart> turn = new ArrayList<>();
  private final List<ContentPart> shown = new ArrayList<>();

  /**
   * A reader of one conversation.
   *
   * @param untranslatable where it notes what it cannot say
   * @param known ids of items that may be referred to, since they are read too
   */
  ItemReader(Set<String> untranslatable, Set<String> known) {
    this.untranslatable = untranslatable;
    this.known = known;
  }

  /** A message of text alone. */
  void addMessage(Role role, String text) {
    closeTurn();
    closeResults();
    messages.add(new Message(role, text));
  }

  /** The next item. */
  void read(LocatedJson item) {
    String type = InputItem.type(item);
    switch (type) {
      case "message" -> message(item);
      case "reasoning" -> reasoning(item);
      case "function_call",
          "custom_tool_call",
          "local_shell_call",
          "shell_call",
          "apply_patch_call" -> {
        closeResults();
        turn.add(calls.call(type, item));
      }
      case "function_call_output",
          "custom_tool_call_output",
          "local_shell_call_output",
          "shell_call_output",
          "apply_patch_call_output" ->
          result(calls.result(type, item));
      case "additional_tools" -> tools.add(item.field("tools"));
      case "tool_search_call" -> {}
      case "tool_search_output" -> tools.add(item.field("tools"));
      case "web_search_call", "file_search_call", "code_interpreter_call", "mcp_call" -> {
        closeResults();
        turn.add(calls.serverCall(type, item));
        result(calls.serverResult(type, item));
      }
      case "image_generation_call" -> image(item);
      // Its tools are offered by the tool itself, which is refused or named where it is given.
      case "mcp_list_tools" -> untranslatable.add(item.path());
      case "item_reference" -> reference(item);
      case "compaction" ->
          throw new UntranslatableRequestException(
              item.path(),
              item.path() + " is a conversation that only OpenAI can read; send its items");
      default ->
          throw new UntranslatableRequestException(
              item.path() + ".type",
              item.path() + " is a " + type + ", which only OpenAI understands; leave it out");
    }
  }

  /** All messages; nothing may be read after this. */
  List<Message> messages() {
    closeTurn();
    closeResults();
    return messages;
  }

  /** The lists of tools among the items. */
  List<LocatedJson> tools() {
    return tools;
  }

  private void message(LocatedJson message) {
    LocatedJson role = message.field("role");
    LocatedJson content = message.field("content");
    switch (role.text()) {
      case "system" -> addMessage(Role.SYSTEM, ResponsesPartReader.text(content));
      case "developer" -> addMessage(Role.DEVELOPER, ResponsesPartReader.text(content));
      case "user" -> {
        closeTurn();
        closeResults();
        messages.add(new Message(Role.USER, ResponsesPartReader.parts(content)));
      }
      case "assistant" -> {
        closeResults();
        note(message, "phase");
        turn.addAll(ResponsesPartReader.parts(content));
      }
      default ->
          throw new UntranslatableRequestException(
              role.path(), role.path() + " must be one of system, developer, user, assistant");
    }
  }

  private void reasoning(LocatedJson item) {
    closeResults();
    String text = texts(item.field("summary"));
    if (text.isEmpty()) {
      text = texts(item.field("content"));
    }
    String sealed = item.field("encrypted_content").optionalText();
    if (sealed != null && !sealed.isEmpty()) {
      turn.add(
          new ContentPart.Reasoning(
              text, ReasoningSignature.read(sealed, ReasoningSignature.OPENAI)));
    } else if (!text.isEmpty()) {
      turn.add(new ContentPart.Reasoning(text, null));
    }
  }

  private static String texts(LocatedJson parts) {
    StringBuilder all = new StringBuilder();
    if (!parts.isNull()) {
      for (LocatedJson part : parts.elements()) {
        all.append(all.isEmpty() ? "" : "\n\n").append(part.field("text").text());
      }
    }
    return all.toString();
  }

  private void result(FunctionCallReader.ToolOutput toolOutput) {
    closeTurn();
    messages.add(new Message(Role.TOOL, List.of(toolOutput.result())));
    if (!toolOutput.images().isEmpty()) {
      shown.add(new ContentPart.Text("From the result of " + toolOutput.result().callId() + ":"));
      shown.addAll(toolOutput.images());
    }
  }

  /** A picture that a model made; only the user can show one everywhere. */
  private void image(LocatedJson item) {
    String made = item.field("result").optionalText();
    if (made == null || made.isEmpty()) {
      return;
    }
    closeTurn();
    shown.add(new ContentPart.Text("The picture that was made:"));
    shown.add(new ContentPart.Image(MediaReader.inline(item.field("result"), IMAGE), null));
  }

  private void reference(LocatedJson item) {
    LocatedJson id = item.field("id");
    if (!known.contains(id.text())) {
      throw new UntranslatableRequestException(
          id.path(), id.path() + " is no item of previous_response_id; send the item itself");
    }
  }

  private void note(LocatedJson item, String name) {
    if (!item.field(name).isNull()) {
      untranslatable.add("input." + name);
    }
  }

  private void closeTurn() {
    if (!turn.isEmpty()) {
      messages.add(new Message(Role.ASSISTANT, turn));
      turn.clear();
    }
  }

  private void closeResults() {
    if (!shown.isEmpty()) {
      messages.add(new Message(Role.USER, shown));
      shown.clear();
    }
  }
}
