package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.json.CacheControlReader;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what tools the model has and whether it must use them. */
final class AnthropicToolReader {
  private final Set<String> untranslatable;
  private final List<Tool> tools = new ArrayList<>();

  /** Names of the tools that are only to be had from Anthropic. */
  private final Set<String> elsewhere = new HashSet<>();

  private ToolChoice choice = ToolChoice.AUTO;
  private @Nullable Boolean parallel;

  /** A reader that notes here what it cannot say. */
  AnthropicToolReader(Set<String> untranslatable) {
    this.untranslatable = untranslatable;
  }

  void read(LocatedJson all, LocatedJson choose) {
    if (!all.isNull()) {
      all.elements().forEach(this::tool);
    }
    if (!choose.isNull()) {
      choose(choose);
    }
  }

  private void tool(LocatedJson tool) {
    String type = tool.field("type").optionalText();
    if (type != null && !type.equals("custom")) {
      // Tools that run at Anthropic, or that only its models have been taught.
      untranslatable.add("tools." + type);
      elsewhere.add(String.valueOf(tool.field("name").optionalText()));
      return;
    }
    LocatedJson schema = tool.field("input_schema");
    tools.add(
        new Tool(
            tool.field("name").text(),
            tool.field("description").optionalText(),
            schema.isNull() ? null : schema.raw(),
            tool.field("strict").optionalTruth(),
            CacheControlReader.of(tool)));
    if (!tool.field("input_examples").isNull()) {
      untranslatable.add("tools.input_examples");
    }
  }

  private void choose(LocatedJson choose) {
    LocatedJson type = choose.field("type");
    choice =
        switch (type.text()) {
          case "auto" -> ToolChoice.AUTO;
          case "any" -> new ToolChoice.Required();
          case "none" -> new ToolChoice.None();
          case "tool" -> new ToolChoice.Named(choose.field("name").text());
          default -> throw type.must("be auto, any, tool or none");
        };
    boolean unknown =
        choice instanceof ToolChoice.Named named
            ? elsewhere.contains(named.name())
            : choice instanceof ToolChoice.Required && tools.isEmpty() && !elsewhere.isEmpty();
    if (unknown) {
      throw new UntranslatableRequestException(
          type.path(), type.path() + " demands a tool that only Anthropic has");
    }
    Boolean oneAtATime = choose.field("disable_parallel_tool_use").optionalTruth();
    parallel = oneAtATime == null ? null : !oneAtATime;
  }

  List<Tool> tools() {
    return tools;
  }

  ToolChoice choice() {
    // A choice among nothing is none.
    return tools.isEmpty() ? ToolChoice.AUTO : choice;
  }

  @Nullable Boolean parallel() {
    return tools.isEmpty() ? null : parallel;
  }
}
