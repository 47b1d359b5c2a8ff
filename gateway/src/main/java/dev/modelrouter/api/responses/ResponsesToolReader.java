package dev.modelrouter.api.responses;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what tools the model has and whether it must use them. Functions are flat here, those of a
 * namespace too ({@link NamespacedToolName}); custom tools become functions ({@link
 * CustomToolAdapter}); what only OpenAI's servers can do is not spoken.
 */
final class ResponsesToolReader {
  private final Set<String> untranslatable;
  private final List<Tool> tools = new ArrayList<>();
  private final Set<String> customTools = new HashSet<>();
  private final Map<String, NamespacedToolName> spaced = new HashMap<>();
  private ToolChoice choice = ToolChoice.AUTO;

  /** A reader that notes here what it cannot say. */
  ResponsesToolReader(Set<String> untranslatable) {
    this.untranslatable = untranslatable;
  }

  List<Tool> tools() {
    return tools;
  }

  /** Names of the custom tools. */
  Set<String> customTools() {
    return customTools;
  }

  /** The tools of namespaces, by the names that the model knows. */
  Map<String, NamespacedToolName> spaced() {
    return spaced;
  }

  ToolChoice choice() {
    return choice;
  }

  /**
   * Reads the tools and the choice among them.
   *
   * @param more lists of tools that stand in the input
   */
  void read(LocatedJson body, List<LocatedJson> more) {
    LocatedJson given = body.field("tools");
    tools(given);
    more.forEach(this::tools);
    boolean asked = !given.isNull() && !given.elements().isEmpty();
    LocatedJson chosen = body.field("tool_choice");
    if (!chosen.isNull()) {
      choice = chosen.isText() ? word(chosen) : choice(chosen);
      if (choice instanceof ToolChoice.Required && tools.isEmpty() && asked) {
        throw new UntranslatableRequestException(
            chosen.path(),
            chosen.path() + " demands one of the tools, all of which only OpenAI's servers have");
      }
    }
  }

  private void tools(LocatedJson given) {
    if (given.isNull()) {
      return;
    }
    for (LocatedJson tool : given.elements()) {
      if (tool.field("type").text().equals("namespace")) {
        namespace(tool);
      } else {
        tool(tool, null);
      }
    }
  }

  /** A list of tools may be given again, in the tools and in the input. */
  private void add(Tool tool) {
    tools.removeIf(known -> known.name().equals(tool.name()) && known.equals(tool));
    tools.add(tool);
  }

  private void tool(LocatedJson tool, @Nullable String namespace) {
    switch (tool.field("type").text()) {
      case "function" -> add(function(tool, name(tool, namespace)));
      case "custom" -> add(custom(tool, name(tool, namespace)));
      case "mcp", "file_search" -> throw kept(tool);
      case "code_interpreter" -> {
        if (tool.field("container").isText()) {
          throw kept(tool);
        }
        untranslatable.add(tool.path());
      }
      default -> untranslatable.add(tool.path());
    }
  }

  private static UntranslatableRequestException kept(LocatedJson tool) {
    return new UntranslatableRequestException(
        tool.path() + ".type",
        tool.path() + " works with what only OpenAI's servers reach; leave it out");
  }

  private void namespace(LocatedJson namespace) {
    String name = namespace.field("name").text();
    for (LocatedJson tool : namespace.field("tools").elements()) {
      tool(tool, name);
    }
    if (!namespace.field("description").isNull()) {
      untranslatable.add(namespace.path() + ".description");
    }
  }

  private String name(LocatedJson tool, @Nullable String namespace) {
    String name = tool.field("name").text();
    if (namespace == null || namespace.isEmpty()) {
      return name;
    }
    NamespacedToolName both = new NamespacedToolName(namespace, name);
    spaced.put(both.joined(), both);
    return both.joined();
  }

  private static Tool function(LocatedJson function, String name) {
    LocatedJson parameters = function.field("parameters");
    return new Tool(
        name,
        function.field("description").optionalText(),
        parameters.isNull() ? null : parameters.raw(),
        function.field("strict").optionalTruth());
  }

  private Tool custom(LocatedJson tool, String name) {
    customTools.add(name);
    return new Tool(
        name,
        tool.field("description").optionalText(),
        CustomToolAdapter.schema(form(tool.field("format"))),
        null);
  }

  /** A grammar can be told to the model, but nobody holds it to it. */
  private @Nullable String form(LocatedJson format) {
    if (format.isNull() || format.field("type").text().equals("text")) {
      return null;
    }
    untranslatable.add(format.path());
    String definition = format.field("definition").optionalText();
    String syntax = format.field("syntax").optionalText();
    return CustomToolAdapter.form(syntax, definition);
  }

  private static ToolChoice word(LocatedJson choice) {
    return switch (choice.text()) {
      case "auto" -> ToolChoice.AUTO;
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      default ->
          throw new UntranslatableRequestException(
              choice.path(), choice.path() + " must be auto, none, required or name a tool");
    };
  }

  private ToolChoice choice(LocatedJson choice) {
    return switch (choice.field("type").text()) {
      case "function", "custom" -> new ToolChoice.Named(NamespacedToolName.of(choice));
      case "allowed_tools" -> allowed(choice);
      default ->
          throw new UntranslatableRequestException(
              choice.path(), choice.path() + " names a tool that only OpenAI's servers have");
    };
  }

  /** A subset of the tools is said by giving only these. */
  private ToolChoice allowed(LocatedJson choice) {
    Set<String> names = new HashSet<>();
    for (LocatedJson tool : choice.field("tools").elements()) {
      String type = tool.field("type").text();
      if (type.equals("function") || type.equals("custom")) {
        names.add(NamespacedToolName.of(tool));
      }
    }
    tools.removeIf(tool -> !names.contains(tool.name()));
    return word(choice.field("mode"));
  }
}
