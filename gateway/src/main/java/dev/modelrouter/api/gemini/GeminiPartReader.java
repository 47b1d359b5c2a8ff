package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ReadableJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one part of a content: text, media, a call or a result. */
final class GeminiPartReader {
  private static final String EXECUTABLE = "executableCode";
  private static final String EXECUTED = "codeExecutionResult";
  private static final String SERVER_CALL = "toolCall";
  private static final String SERVER_RESPONSE = "toolResponse";

  /** The name by which the sandbox of Google's servers is told to other models. */
  private static final String SANDBOX = "code_execution";

  private static final List<String> KINDS =
      List.of(
          "text",
          "inlineData",
          "fileData",
          "functionCall",
          "functionResponse",
          EXECUTABLE,
          EXECUTED,
          SERVER_CALL,
          SERVER_RESPONSE);

  /** Beside the kind, and read elsewhere. */
  private static final Set<String> BESIDE = Set.of("thought", "thoughtSignature");

  private final Set<String> untranslatable;
  private final PendingFunctionCalls calls;

  /** A reader that notes here what it cannot say, and the calls it reads. */
  GeminiPartReader(Set<String> untranslatable, PendingFunctionCalls calls) {
    this.untranslatable = untranslatable;
    this.calls = calls;
  }

  /** The signature on a part, or null. */
  static @Nullable ReasoningSignature signature(LocatedJson part) {
    String signature = ProtoJson.field(part, "thoughtSignature").optionalText();
    return signature == null || signature.isEmpty() ? null : ThoughtSignatureCodec.read(signature);
  }

  /** Whether a part is a summary of what was thought. */
  static boolean isReasoning(LocatedJson part) {
    return Boolean.TRUE.equals(part.field("thought").optionalTruth())
        && !part.field("text").isNull();
  }

  /**
   * What a part says: one thing, or a result and the media in it.
   *
   * @param content the place of its content in the conversation
   * @param index its place in that content
   */
  List<ContentPart> read(LocatedJson part, int content, int index) {
    String kind = kind(part);
    LocatedJson value = ProtoJson.field(part, kind);
    return switch (kind) {
      case "text" -> List.of(new ContentPart.Text(value.text()));
      case "inlineData" -> List.of(inline(value));
      case "fileData" -> List.of(file(value));
      case "functionCall" -> List.of(call(value, content, index));
      case EXECUTABLE -> List.of(code(value, content, index));
      case EXECUTED -> List.of(executed(value, content, index));
      case SERVER_CALL -> List.of(serverCall(value, content, index));
      case SERVER_RESPONSE -> List.of(serverResponse(value, content, index));
      default -> result(value, content, index);
    };
  }

  /** Whether a part is the result of a tool of Google's servers, which stands in the answer. */
  static boolean isOfServer(LocatedJson part) {
    return !ProtoJson.field(part, EXECUTED).isNull()
        || !ProtoJson.field(part, SERVER_RESPONSE).isNull();
  }

  private ContentPart code(LocatedJson code, int content, int index) {
    String id = calls.call(code.field("id").optionalText(), SANDBOX, content, index);
    return new ContentPart.ToolCall(id, SANDBOX, ReadableJson.of(code.raw()));
  }

  private ContentPart executed(LocatedJson result, int content, int index) {
    String id = calls.result(result.field("id").optionalText(), SANDBOX, content, index);
    String outcome = result.field("outcome").optionalText();
    String output = result.field("output").optionalText();
    boolean failed = outcome != null && !outcome.equals("OUTCOME_OK");
    return new ContentPart.ToolResult(id, SANDBOX, output == null ? "" : output, failed);
  }

  private ContentPart serverCall(LocatedJson call, int content, int index) {
    String name = serverTool(call);
    LocatedJson args = call.field("args");
    return new ContentPart.ToolCall(
        calls.call(call.field("id").optionalText(), name, content, index),
        name,
        args.isNull() ? "{}" : ReadableJson.of(args.raw()));
  }

  private ContentPart serverResponse(LocatedJson result, int content, int index) {
    String name = serverTool(result);
    LocatedJson response = result.field("response");
    return new ContentPart.ToolResult(
        calls.result(result.field("id").optionalText(), name, content, index),
        name,
        response.isNull() ? "" : ReadableJson.of(response.raw()),
        false);
  }

  private static String serverTool(LocatedJson located) {
    String type = ProtoJson.field(located, "toolType").optionalText();
    return type == null ? SERVER_CALL : type.toLowerCase(Locale.ROOT);
  }

  private String kind(LocatedJson part) {
    String kind = null;
    for (String name : part.names()) {
      String camel = ProtoJson.camel(name);
      if (part.field(name).isNull() || BESIDE.contains(camel)) {
        continue;
      }
      if (!KINDS.contains(camel)) {
        // How to look at the part (mediaResolution, videoMetadata), not what it says.
        untranslatable.add("contents.parts." + camel);
      } else if (kind != null && !kind.equals(camel)) {
        throw new UntranslatableRequestException(
            part.path(), part.path() + " must have one of " + kind + " and " + camel);
      } else {
        kind = camel;
      }
    }
    if (kind == null) {
      throw new UntranslatableRequestException(
          part.path(), part.path() + " must have one of " + String.join(", ", KINDS));
    }
    return kind;
  }

  private static ContentPart inline(LocatedJson data) {
    String type = ProtoJson.field(data, "mimeType").text().toLowerCase(Locale.ROOT);
    String name = ProtoJson.field(data, "displayName").optionalText();
    return media(type, MediaReader.inline(data.field("data"), type), name);
  }

  private static ContentPart file(LocatedJson file) {
    String type = ProtoJson.field(file, "mimeType").optionalText();
    String name = ProtoJson.field(file, "displayName").optionalText();
    String address = ProtoJson.field(file, "fileUri").text();
    return media(type == null ? "" : type, new Media.Remote(address, type), name);
  }

  private static ContentPart media(String type, Media media, @Nullable String name) {
    if (type.startsWith("image/")) {
      return new ContentPart.Image(media, null);
    }
    return type.startsWith("audio/")
        ? new ContentPart.Audio(media)
        : new ContentPart.Document(media, name);
  }

  private ContentPart call(LocatedJson call, int content, int index) {
    String name = call.field("name").text();
    LocatedJson args = call.field("args");
    return new ContentPart.ToolCall(
        calls.call(call.field("id").optionalText(), name, content, index),
        name,
        args.isNull() ? "{}" : ReadableJson.of(args.raw()));
  }

  private List<ContentPart> result(LocatedJson result, int content, int index) {
    String name = result.field("name").text();
    String id = calls.result(result.field("id").optionalText(), name, content, index);
    LocatedJson response = result.field("response");
    String output = only(response, "output");
    String error = only(response, "error");
    String text =
        output != null
            ? output
            : error != null ? error : response.isNull() ? "" : ReadableJson.of(response.raw());
    List<ContentPart> parts = new ArrayList<>();
    parts.add(new ContentPart.ToolResult(id, name, text, error != null));
    LocatedJson media = result.field("parts");
    if (!media.isNull()) {
      for (LocatedJson part : ProtoJson.elements(media)) {
        LocatedJson data = ProtoJson.field(part, "inlineData");
        parts.add(data.isNull() ? file(ProtoJson.field(part, "fileData")) : inline(data));
      }
    }
    return parts;
  }

  /** The text under a name that is the only one of an object; null if it is not so. */
  private static @Nullable String only(LocatedJson object, String name) {
    return object.value() instanceof JsonValue.JsonObject jsonObject
            && jsonObject.fields().size() == 1
            && object.field(name).isText()
        ? object.field(name).text()
        : null;
  }
}
