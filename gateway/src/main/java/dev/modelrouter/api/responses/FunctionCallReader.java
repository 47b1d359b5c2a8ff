package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads calls of tools that the caller itself runs, and what they brought. A result names its call,
 * but only the call names the tool, hence the memory. The tools that OpenAI has described itself
 * (shells, patches) become functions of their name.
 */
final class FunctionCallReader {
  private static final int EXTRA_CAPACITY = 256;
  private static final String CALL = "_call";

  private final Map<String, String> toolOfCall = new HashMap<>();
  private final Map<String, String> callOfItem = new HashMap<>();

  /**
   * What a tool brought.
   *
   * @param result its text
   * @param images what else there was, in its order; possibly nothing
   */
  record ToolOutput(ContentPart.ToolResult result, List<ContentPart> images) {}

  ContentPart.ToolCall call(String type, LocatedJson item) {
    String id = item.field("call_id").text();
    ContentPart.ToolCall call =
        switch (type) {
          case "function_call" -> {
            String arguments = item.field("arguments").optionalText();
            String name = NamespacedToolName.of(item);
            yield new ContentPart.ToolCall(id, name, arguments == null ? "" : arguments);
          }
          case "custom_tool_call" ->
              new ContentPart.ToolCall(
                  id,
                  NamespacedToolName.of(item),
                  CustomToolAdapter.wrap(item.field("input").text()));
          default -> {
            LocatedJson what = item.field(type.equals("apply_patch_call") ? "operation" : "action");
            String tool = type.substring(0, type.length() - CALL.length());
            yield new ContentPart.ToolCall(id, tool, what.raw());
          }
        };
    toolOfCall.put(id, call.name());
    String own = item.field("id").optionalText();
    if (own != null) {
      callOfItem.put(own, id);
    }
    return call;
  }

  ToolOutput result(String type, LocatedJson item) {
    String id = id(item);
    LocatedJson output = item.field("output");
    boolean failed =
        type.equals("apply_patch_call_output")
            && "failed".equals(item.field("status").optionalText());
    StringBuilder text = new StringBuilder();
    List<ContentPart> shown = new ArrayList<>();
    if (type.equals("function_call_output") || type.equals("custom_tool_call_output")) {
      for (ContentPart part : ResponsesPartReader.parts(output)) {
        if (part instanceof ContentPart.Text piece) {
          text.append(piece.text());
        } else {
          shown.add(part);
        }
      }
    } else if (output.isNull() || output.isText()) {
      text.append(output.isNull() ? "" : output.text());
    } else {
      text.append(json(output));
    }
    return new ToolOutput(
        new ContentPart.ToolResult(id, toolOfCall.get(id), text.toString(), failed), shown);
  }

  /** What OpenAI's servers, or others on their behalf, were asked to do. */
  ContentPart.ToolCall serverCall(String type, LocatedJson item) {
    String id = idOf(item);
    String tool = type.substring(0, type.length() - CALL.length());
    return switch (type) {
      case "mcp_call" -> {
        String arguments = item.field("arguments").optionalText();
        yield new ContentPart.ToolCall(
            id, item.field("name").text(), arguments == null ? "" : arguments);
      }
      case "web_search_call" -> new ContentPart.ToolCall(id, tool, fields(item, List.of("action")));
      case "file_search_call" ->
          new ContentPart.ToolCall(id, tool, fields(item, List.of("queries")));
      default -> new ContentPart.ToolCall(id, tool, fields(item, List.of("code")));
    };
  }

  /** What came of it. */
  ToolOutput serverResult(String type, LocatedJson item) {
    LocatedJson error = item.field("error");
    LocatedJson output =
        item.field(
            switch (type) {
              case "mcp_call" -> error.isNull() ? "output" : "error";
              case "file_search_call" -> "results";
              case "code_interpreter_call" -> "outputs";
              default -> "status";
            });
    String text = output.isNull() ? "" : output.isText() ? output.text() : json(output);
    return new ToolOutput(
        new ContentPart.ToolResult(idOf(item), null, text, !error.isNull()), List.of());
  }

  /** Its own id, or one from its place, which stays the same from turn to turn. */
  private static String idOf(LocatedJson item) {
    String id = item.field("id").optionalText();
    return id == null ? "call_" + item.path().replaceAll("\\D", "") : id;
  }

  private static String fields(LocatedJson item, List<String> names) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    String before = "{";
    for (String name : names) {
      out.append(before).appendJson(name).append(':');
      item.field(name).value().write(out);
      before = ",";
    }
    return new String(out.append('}').take(), UTF_8);
  }

  /** A local shell's output names the item of its call, all others the call. */
  private String id(LocatedJson item) {
    String call = item.field("call_id").optionalText();
    if (call != null) {
      return call;
    }
    String own = item.field("id").optionalText();
    if (own == null) {
      throw new UntranslatableRequestException(
          item.path() + ".call_id", item.path() + ".call_id must be a string");
    }
    return callOfItem.getOrDefault(own, own);
  }

  private static String json(LocatedJson located) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    located.value().write(out);
    return new String(out.take(), UTF_8);
  }
}
