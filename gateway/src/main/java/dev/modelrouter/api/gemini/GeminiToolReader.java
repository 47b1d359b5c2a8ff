package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what tools the model has and whether it must use them. */
final class GeminiToolReader {
  private static final Set<String> READ =
      Set.of("name", "description", "parameters", "parametersJsonSchema");

  /** Tools that bring what the caller or somebody else keeps at Google's servers. */
  private static final Set<String> KEPT = Set.of("fileSearch", "mcpServers", "retrieval");

  private final Set<String> untranslatable;
  private final List<Tool> tools = new ArrayList<>();
  private ToolChoice choice = ToolChoice.AUTO;

  /** A reader that notes here what it cannot say. */
  GeminiToolReader(Set<String> untranslatable) {
    this.untranslatable = untranslatable;
  }

  List<Tool> tools() {
    return tools;
  }

  ToolChoice choice() {
    return choice;
  }

  void read(LocatedJson all, LocatedJson config) {
    if (!all.isNull()) {
      for (LocatedJson one : ProtoJson.elements(all)) {
        tool(one);
      }
    }
    if (!config.isNull()) {
      for (String name : config.names()) {
        if (!ProtoJson.camel(name).equals("functionCallingConfig")
            && !config.field(name).isNull()) {
          untranslatable.add("toolConfig." + ProtoJson.camel(name));
        }
      }
      LocatedJson calling = ProtoJson.field(config, "functionCallingConfig");
      if (!calling.isNull()) {
        choose(calling);
      }
    }
  }

  private void tool(LocatedJson tool) {
    for (String name : tool.names()) {
      LocatedJson value = tool.field(name);
      if (!ProtoJson.camel(name).equals("functionDeclarations")) {
        // Searches, sandboxes and the like, which only Google's servers have.
        if (!value.isNull() && KEPT.contains(ProtoJson.camel(name))) {
          throw new UntranslatableRequestException(
              value.path(),
              value.path() + " searches what only Google's servers reach; leave it out");
        }
        if (!value.isNull()) {
          untranslatable.add("tools." + ProtoJson.camel(name));
        }
      } else if (!value.isNull()) {
        for (LocatedJson function : ProtoJson.elements(value)) {
          tools.add(function(function));
        }
      }
    }
  }

  private Tool function(LocatedJson function) {
    for (String name : function.names()) {
      if (!READ.contains(ProtoJson.camel(name)) && !function.field(name).isNull()) {
        untranslatable.add("tools.functionDeclarations." + ProtoJson.camel(name));
      }
    }
    return new Tool(
        function.field("name").text(),
        function.field("description").optionalText(),
        schema(function),
        null);
  }

  private @Nullable String schema(LocatedJson function) {
    LocatedJson own = function.field("parameters");
    LocatedJson plain = ProtoJson.field(function, "parametersJsonSchema");
    if (!own.isNull() && !plain.isNull()) {
      throw new UntranslatableRequestException(
          plain.path(), plain.path() + " must not be given together with parameters");
    }
    if (!plain.isNull()) {
      return plain.raw();
    }
    return own.isNull() ? null : SchemaReader.read(own, untranslatable);
  }

  private void choose(LocatedJson calling) {
    LocatedJson mode = calling.field("mode");
    List<String> allowed = ProtoJson.texts(ProtoJson.field(calling, "allowedFunctionNames"));
    String word = mode.isNull() ? "AUTO" : mode.text();
    switch (word) {
      case "AUTO", "MODE_UNSPECIFIED" -> {}
      // Besides leaving the choice, it holds the arguments to their schema.
      case "VALIDATED" -> untranslatable.add("toolConfig.functionCallingConfig.mode");
      case "NONE" -> choice = new ToolChoice.None();
      case "ANY" ->
          choice =
              allowed.size() == 1
                  ? new ToolChoice.Named(allowed.getFirst())
                  : new ToolChoice.Required();
      default ->
          throw new UntranslatableRequestException(
              mode.path(), mode.path() + " must be AUTO, ANY, NONE or VALIDATED");
    }
    if (allowed.size() > 1 || (!allowed.isEmpty() && !word.equals("ANY"))) {
      // A subset of the tools is said by giving only these.
      tools.removeIf(tool -> !allowed.contains(tool.name()));
    }
  }
}
