package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.wire.ByteBuilder;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Writes what tools the model has and whether it must use them. Where a conversation has calls and
 * the request no tools, which Anthropic refuses, the tools called are named, and none may be used.
 */
final class AnthropicTools {
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private final ByteBuilder out;
  private final ModelCapabilities traits;
  private final Set<String> dropped;

  AnthropicTools(ByteBuilder out, ModelCapabilities traits, Set<String> dropped) {
    this.out = out;
    this.traits = traits;
    this.dropped = dropped;
  }

  /** Appends {@code tools} and {@code tool_choice}, or nothing. */
  void write(ChatRequest request) {
    if (request.tools().isEmpty()) {
      stubs(request);
      return;
    }
    String before = ",\"tools\":[";
    for (Tool tool : request.tools()) {
      out.append(before);
      tool(tool);
      before = ",";
    }
    out.append(']');
    choice(request.toolChoice(), Boolean.FALSE.equals(request.parallelTools()));
  }

  private void stubs(ChatRequest request) {
    Set<String> names = new LinkedHashSet<>();
    for (Message message : request.messages()) {
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.ToolCall call) {
          names.add(call.name());
        }
      }
    }
    String before = ",\"tools\":[";
    for (String name : names) {
      out.append(before);
      tool(new Tool(name, null, null, null));
      before = ",";
    }
    if (!names.isEmpty()) {
      out.append("],\"tool_choice\":{\"type\":\"none\"}");
    }
  }

  private void tool(Tool tool) {
    out.append("{\"name\":").appendJson(tool.name());
    if (tool.description() != null) {
      out.append(",\"description\":").appendJson(tool.description());
    }
    out.append(",\"input_schema\":");
    out.append(
        tool.parameters() == null ? NO_PARAMETERS : AnthropicSchema.parameters(tool.parameters()));
    if (Boolean.TRUE.equals(tool.strict())) {
      if (traits.takesStrictTools()) {
        out.append(",\"strict\":true");
      } else {
        dropped.add("tools.strict");
      }
    }
    new CacheControlWriter(true, dropped).write(out, tool.cache());
    out.append('}');
  }

  private void choice(ToolChoice choice, boolean oneAtATime) {
    switch (choice) {
      case ToolChoice.Auto ignored -> {
        if (!oneAtATime) {
          return;
        }
        out.append(",\"tool_choice\":{\"type\":\"auto\"");
      }
      case ToolChoice.None ignored -> {
        out.append(",\"tool_choice\":{\"type\":\"none\"}");
        return;
      }
      case ToolChoice.Required ignored -> out.append(",\"tool_choice\":{\"type\":\"any\"");
      case ToolChoice.Named named ->
          out.append(",\"tool_choice\":{\"type\":\"tool\",\"name\":").appendJson(named.name());
    }
    out.append(oneAtATime ? ",\"disable_parallel_tool_use\":true}" : "}");
  }
}
