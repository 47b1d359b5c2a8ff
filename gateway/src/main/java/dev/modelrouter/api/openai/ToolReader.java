package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UnspeakableException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what tools the model has and whether it must use them, in today's form and the older. */
final class ToolReader {
  private final Set<String> unspoken;
  private final List<Tool> tools = new ArrayList<>();
  private ToolChoice choice = ToolChoice.AUTO;

  /** A reader that notes here what it cannot say. */
  ToolReader(Set<String> unspoken) {
    this.unspoken = unspoken;
  }

  List<Tool> tools() {
    return tools;
  }

  ToolChoice choice() {
    return choice;
  }

  void read(JsonPlace body) {
    JsonPlace current = body.field("tools");
    if (!current.isNull()) {
      for (JsonPlace tool : current.elements()) {
        tool(tool);
      }
    }
    JsonPlace older = body.field("functions");
    if (!older.isNull()) {
      for (JsonPlace function : older.elements()) {
        tools.add(function(function));
      }
    }
    JsonPlace currentChoice = body.field("tool_choice");
    JsonPlace olderChoice = body.field("function_call");
    if (!currentChoice.isNull()) {
      choice = currentChoice.isText() ? word(currentChoice) : choice(currentChoice);
    } else if (!olderChoice.isNull()) {
      choice =
          olderChoice.isText()
              ? word(olderChoice)
              : new ToolChoice.Named(olderChoice.field("name").text());
    }
  }

  private void tool(JsonPlace tool) {
    if (tool.field("type").text().equals("function")) {
      tools.add(function(tool.field("function")));
    } else {
      // Free-text and built-in tools: no other dialect has them.
      unspoken.add(tool.path());
    }
  }

  private static Tool function(JsonPlace function) {
    JsonPlace parameters = function.field("parameters");
    return new Tool(
        function.field("name").text(),
        function.field("description").optionalText(),
        parameters.isNull() ? null : parameters.raw(),
        function.field("strict").optionalTruth());
  }

  private static ToolChoice word(JsonPlace choice) {
    return switch (choice.text()) {
      case "auto" -> ToolChoice.AUTO;
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      default ->
          throw new UnspeakableException(
              choice.path(), choice.path() + " must be auto, none, required or name a function");
    };
  }

  private ToolChoice choice(JsonPlace choice) {
    JsonPlace type = choice.field("type");
    return switch (type.text()) {
      case "function" -> new ToolChoice.Named(choice.field("function").field("name").text());
      case "allowed_tools" -> allowed(choice.field("allowed_tools"));
      default ->
          throw new UnspeakableException(
              type.path(), type.path() + " must be function or allowed_tools");
    };
  }

  /** A subset of the tools is said by giving only these. */
  private ToolChoice allowed(JsonPlace allowed) {
    Set<String> names = new HashSet<>();
    for (JsonPlace tool : allowed.field("tools").elements()) {
      if (tool.field("type").text().equals("function")) {
        names.add(tool.field("function").field("name").text());
      }
    }
    tools.removeIf(tool -> !names.contains(tool.name()));
    return word(allowed.field("mode"));
  }
}
