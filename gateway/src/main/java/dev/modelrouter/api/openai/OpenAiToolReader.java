package dev.modelrouter.api.openai;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.api.json.CacheControlReader;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.CacheControl;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what tools the model has and whether it must use them, in today's form and the older. */
final class OpenAiToolReader {
  private final Set<String> untranslatable;
  private final List<Tool> tools = new ArrayList<>();
  private ToolChoice choice = ToolChoice.AUTO;

  /** A reader that notes here what it cannot say. */
  OpenAiToolReader(Set<String> untranslatable) {
    this.untranslatable = untranslatable;
  }

  List<Tool> tools() {
    return tools;
  }

  ToolChoice choice() {
    return choice;
  }

  void read(LocatedJson body) {
    LocatedJson current = body.field("tools");
    if (!current.isNull()) {
      for (LocatedJson tool : current.elements()) {
        tool(tool);
      }
    }
    LocatedJson older = body.field("functions");
    if (!older.isNull()) {
      for (LocatedJson function : older.elements()) {
        tools.add(function(function, function));
      }
    }
    LocatedJson currentChoice = body.field("tool_choice");
    LocatedJson olderChoice = body.field("function_call");
    if (!currentChoice.isNull()) {
      choice = currentChoice.isText() ? word(currentChoice) : choice(currentChoice);
    } else if (!olderChoice.isNull()) {
      choice =
          olderChoice.isText()
              ? word(olderChoice)
              : new ToolChoice.Named(olderChoice.field("name").text());
    }
  }

  private void tool(LocatedJson tool) {
    switch (tool.field("type").text()) {
      case "function" -> tools.add(function(tool, tool.field("function")));
      case "custom" -> tools.add(custom(tool.field("custom"), CacheControlReader.of(tool)));
      // Built-in tools: no other dialect has them.
      default -> untranslatable.add(tool.path());
    }
  }

  private Tool custom(LocatedJson custom, @Nullable CacheControl cache) {
    LocatedJson format = custom.field("format");
    LocatedJson grammar = format.isObject() ? format.field("grammar") : format;
    String form = null;
    if (grammar.isObject()) {
      untranslatable.add(format.path());
      form =
          CustomToolAdapter.form(
              grammar.field("syntax").optionalText(), grammar.field("definition").optionalText());
    }
    return new Tool(
        custom.field("name").text(),
        custom.field("description").optionalText(),
        CustomToolAdapter.schema(form),
        null,
        cache);
  }

  private static Tool function(LocatedJson tool, LocatedJson function) {
    LocatedJson parameters = function.field("parameters");
    CacheControl cache = CacheControlReader.of(tool);
    return new Tool(
        function.field("name").text(),
        function.field("description").optionalText(),
        parameters.isNull() ? null : parameters.raw(),
        function.field("strict").optionalTruth(),
        cache == null ? CacheControlReader.of(function) : cache);
  }

  private static ToolChoice word(LocatedJson choice) {
    return switch (choice.text()) {
      case "auto" -> ToolChoice.AUTO;
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      default ->
          throw new UntranslatableRequestException(
              choice.path(), choice.path() + " must be auto, none, required or name a function");
    };
  }

  private ToolChoice choice(LocatedJson choice) {
    LocatedJson type = choice.field("type");
    return switch (type.text()) {
      case "function" -> new ToolChoice.Named(choice.field("function").field("name").text());
      case "custom" -> new ToolChoice.Named(choice.field("custom").field("name").text());
      case "allowed_tools" -> allowed(choice.field("allowed_tools"));
      default ->
          throw new UntranslatableRequestException(
              type.path(), type.path() + " must be function, custom or allowed_tools");
    };
  }

  /** A subset of the tools is said by giving only these. */
  private ToolChoice allowed(LocatedJson allowed) {
    Set<String> names = new HashSet<>();
    for (LocatedJson tool : allowed.field("tools").elements()) {
      String type = tool.field("type").text();
      if (type.equals("function") || type.equals("custom")) {
        names.add(tool.field(type).field("name").text());
      }
    }
    tools.removeIf(tool -> !names.contains(tool.name()));
    return word(allowed.field("mode"));
  }
}
