package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the contents of one body in their order. A content of the user becomes a message for each
 * result in it, and one for the rest. A thought and the signature on the part behind it become one
 * sealed thought before that part.
 */
final class ContentReader {
  private final GeminiPartReader geminiPartReader;
  private final PendingFunctionCalls calls = new PendingFunctionCalls();
  private final List<Message> messages = new ArrayList<>();

  /** A reader that notes here what it cannot say. */
  ContentReader(Set<String> untranslatable) {
    this.geminiPartReader = new GeminiPartReader(untranslatable, calls);
  }

  /** Reads the instruction, if there is one, and the contents. */
  List<Message> read(LocatedJson instruction, LocatedJson contents) {
    if (!instruction.isNull()) {
      String text = text(instruction);
      if (!text.isEmpty()) {
        messages.add(new Message(Role.SYSTEM, text));
      }
    }
    List<LocatedJson> elements = ProtoJson.elements(contents);
    if (elements.isEmpty()) {
      throw new UntranslatableRequestException(
          contents.path(), contents.path() + " must have at least one content");
    }
    for (int i = 0; i < elements.size(); i++) {
      content(elements.get(i), i);
    }
    if (messages.isEmpty()) {
      throw new UntranslatableRequestException(
          contents.path(), contents.path() + " must say something");
    }
    return messages;
  }

  /** The text of an instruction, its parts joined by a blank line. */
  private static String text(LocatedJson instruction) {
    StringBuilder text = new StringBuilder();
    for (LocatedJson part : parts(instruction)) {
      String piece = part.field("text").text();
      text.append(text.isEmpty() || piece.isEmpty() ? "" : "\n\n").append(piece);
    }
    return text.toString();
  }

  private static List<LocatedJson> parts(LocatedJson content) {
    LocatedJson parts = content.field("parts");
    return ProtoJson.elements(parts);
  }

  private void content(LocatedJson content, int index) {
    LocatedJson role = content.field("role");
    switch (role.isNull() ? "user" : role.text()) {
      case "user", "function" -> user(parts(content), index);
      case "model" -> model(parts(content), index);
      default ->
          throw new UntranslatableRequestException(
              role.path(), role.path() + " must be user or model");
    }
  }

  private void user(List<LocatedJson> parts, int index) {
    List<ContentPart> rest = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      for (ContentPart part : geminiPartReader.read(parts.get(i), index, i)) {
        switch (part) {
          case ContentPart.ToolResult result ->
              messages.add(new Message(Role.TOOL, List.of(result)));
          case ContentPart.ToolCall ignored -> throw misplaced(parts.get(i), "functionCall");
          case ContentPart.Text text -> {
            if (!text.text().isEmpty() || parts.size() == 1) {
              rest.add(text);
            }
          }
          case ContentPart.Image image -> rest.add(image);
          case ContentPart.Audio audio -> rest.add(audio);
          case ContentPart.Document document -> rest.add(document);
          case ContentPart.Reasoning reasoning -> rest.add(reasoning);
        }
      }
    }
    if (!rest.isEmpty()) {
      messages.add(new Message(Role.USER, rest));
    }
  }

  private void model(List<LocatedJson> parts, int index) {
    List<ContentPart> said = new ArrayList<>();
    StringBuilder thought = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      LocatedJson located = parts.get(i);
      ReasoningSignature signature = GeminiPartReader.signature(located);
      if (signature != null) {
        said.add(new ContentPart.Reasoning(thought.toString(), signature));
        thought.setLength(0);
      }
      if (GeminiPartReader.isReasoning(located)) {
        thought.append(located.field("text").text());
        continue;
      }
      think(said, thought);
      for (ContentPart part : geminiPartReader.read(located, index, i)) {
        if (part instanceof ContentPart.ToolResult result) {
          if (!GeminiPartReader.isOfServer(located)) {
            throw misplaced(located, "functionResponse");
          }
          addMessage(said);
          said = new ArrayList<>();
          messages.add(new Message(Role.TOOL, List.of(result)));
        } else if (!isEmpty(part)) {
          said.add(part);
        }
      }
    }
    think(said, thought);
    addMessage(said);
  }

  /** SDKs keep each chunk of a stream as a content of its own: together they are one message. */
  private void addMessage(List<ContentPart> said) {
    if (said.isEmpty()) {
      return;
    }
    if (!messages.isEmpty() && messages.getLast().role() == Role.ASSISTANT) {
      List<ContentPart> all = new ArrayList<>(messages.removeLast().parts());
      all.addAll(said);
      messages.add(new Message(Role.ASSISTANT, all));
    } else {
      messages.add(new Message(Role.ASSISTANT, said));
    }
  }

  private static void think(List<ContentPart> said, StringBuilder thought) {
    if (!thought.isEmpty()) {
      said.add(new ContentPart.Reasoning(thought.toString(), null));
      thought.setLength(0);
    }
  }

  private static boolean isEmpty(ContentPart part) {
    return part instanceof ContentPart.Text text && text.text().isEmpty();
  }

  private static UntranslatableRequestException misplaced(LocatedJson part, String kind) {
    return new UntranslatableRequestException(
        part.path(), part.path() + " has a " + kind + ", which belongs into the other role");
  }
}
