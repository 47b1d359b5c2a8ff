package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads calls of tools that the caller itself runs, and what they brought. A result names its call,
 * but only the call names the tool, hence the memory. The tools that OpenAI has described itself
 * (shells, patches) become functions of their name.
 */
final class CallReader {
  private static final int ROOM = 256;
  private static final String CALL = "_call";

  private final Map<String, String> toolOfCall = new HashMap<>();
  private final Map<String, String> callOfItem = new HashMap<>();

  /**
   * What a tool brought.
   *
   * @param said its text
   * @param shown what else there was, in its order; possibly nothing
   */
  record Result(ContentPart.ToolResult said, List<ContentPart> shown) {}

  ContentPart.ToolCall call(String type, JsonPlace item) {
    String id = item.field("call_id").text();
    ContentPart.ToolCall call =
        switch (type) {
          case "function_call" -> {
            String arguments = item.field("arguments").optionalText();
            String name = SpacedName.of(item);
            yield new ContentPart.ToolCall(id, name, arguments == null ? "" : arguments);
          }
          case "custom_tool_call" ->
              new ContentPart.ToolCall(
                  id, SpacedName.of(item), CustomToolAdapter.wrap(item.field("input").text()));
          default -> {
            JsonPlace what = item.field(type.equals("apply_patch_call") ? "operation" : "action");
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

  Result result(String type, JsonPlace item) {
    String id = id(item);
    JsonPlace output = item.field("output");
    boolean failed =
        type.equals("apply_patch_call_output")
            && "failed".equals(item.field("status").optionalText());
    StringBuilder text = new StringBuilder();
    List<ContentPart> shown = new ArrayList<>();
    if (type.equals("function_call_output") || type.equals("custom_tool_call_output")) {
      for (ContentPart part : PartReader.parts(output)) {
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
    return new Result(
        new ContentPart.ToolResult(id, toolOfCall.get(id), text.toString(), failed), shown);
  }

  /** What OpenAI's servers, or others on their behalf, were asked to do. */
  ContentPart.ToolCall serverCall(String type, JsonPlace item) {
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
  Result serverResult(String type, JsonPlace item) {
    JsonPlace error = item.field("error");
    JsonPlace output =
        item.field(
            switch (type) {
              case "mcp_call" -> error.isNull() ? "output" : "error";
              case "file_search_call" -> "results";
              case "code_interpreter_call" -> "outputs";
              default -> "status";
            });
    String text = output.isNull() ? "" : output.isText() ? output.text() : json(output);
    return new Result(
        new ContentPart.ToolResult(idOf(item), null, text, !error.isNull()), List.of());
  }

  /** Its own id, or one from its place, which stays the same from turn to turn. */
  private static String idOf(JsonPlace item) {
    String id = item.field("id").optionalText();
    return id == null ? "call_" + item.path().replaceAll("\\D", "") : id;
  }

  private static String fields(JsonPlace item, List<String> names) {
    ByteAccumulator out = new ByteAccumulator(ROOM);
    String before = "{";
    for (String name : names) {
      out.append(before).appendJson(name).append(':');
      item.field(name).value().write(out);
      before = ",";
    }
    return new String(out.append('}').take(), UTF_8);
  }

  /** A local shell's output names the item of its call, all others the call. */
  private String id(JsonPlace item) {
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

  private static String json(JsonPlace place) {
    ByteAccumulator out = new ByteAccumulator(ROOM);
    place.value().write(out);
    return new String(out.take(), UTF_8);
  }
}
