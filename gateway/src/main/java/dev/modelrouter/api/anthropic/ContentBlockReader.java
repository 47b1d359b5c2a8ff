package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.json.CacheControlReader;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.CacheControl;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.TextDocument;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ReadableJson;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Reads the blocks of a message's content. */
final class ContentBlockReader {
  private final Set<String> untranslatable;

  /** A reader that notes here what it cannot say. */
  ContentBlockReader(Set<String> untranslatable) {
    this.untranslatable = untranslatable;
  }

  /** A content: a string, or an array of blocks. */
  List<ContentPart> read(LocatedJson content) {
    if (content.isText()) {
      return List.of(new ContentPart.Text(content.text()));
    }
    List<ContentPart> parts = new ArrayList<>();
    for (LocatedJson block : content.elements()) {
      block(block, parts);
    }
    return parts;
  }

  private void block(LocatedJson block, List<ContentPart> parts) {
    LocatedJson type = block.field("type");
    String word = type.text();
    switch (word) {
      case "text" ->
          parts.add(new ContentPart.Text(block.field("text").text(), CacheControlReader.of(block)));
      case "image" ->
          parts.add(
              new ContentPart.Image(
                  media(block.field("source")), null, CacheControlReader.of(block)));
      case "document" -> document(block, parts);
      case "search_result" -> parts.add(found(block));
      case "tool_reference" -> parts.add(new ContentPart.Text(block.field("tool_name").text()));
      case "tool_use", "server_tool_use", "mcp_tool_use" -> parts.add(call(block));
      case "tool_result" -> result(block, parts);
      case "thinking" -> parts.add(reasoning(block));
      case "redacted_thinking" ->
          parts.add(
              new ContentPart.Reasoning(
                  "",
                  ReasoningSignature.read(
                      block.field("data").text(), ReasoningSignature.ANTHROPIC_REDACTED)));
      default -> {
        if (!word.endsWith("_tool_result")) {
          throw new UntranslatableRequestException(
              type.path(), type.path() + " is " + word + ", which only Anthropic understands");
        }
        parts.add(serverResult(block));
      }
    }
  }

  private static ContentPart.ToolCall call(LocatedJson block) {
    LocatedJson input = block.field("input");
    return new ContentPart.ToolCall(
        block.field("id").text(),
        block.field("name").text(),
        input.isNull() ? "{}" : ReadableJson.of(input.raw()),
        CacheControlReader.of(block));
  }

  /** What a tool of Anthropic's servers brought; it stands in the assistant's message. */
  private static ContentPart serverResult(LocatedJson block) {
    LocatedJson content = block.field("content");
    boolean failed =
        Boolean.TRUE.equals(block.field("is_error").optionalTruth())
            || (content.isObject() && !content.field("error_code").isNull());
    return new ContentPart.ToolResult(
        block.field("tool_use_id").text(),
        null,
        ServerToolText.of(content),
        failed,
        CacheControlReader.of(block));
  }

  private static ContentPart reasoning(LocatedJson block) {
    String signature = block.field("signature").optionalText();
    return new ContentPart.Reasoning(
        block.field("thinking").text(),
        signature == null || signature.isEmpty()
            ? null
            : ReasoningSignature.read(signature, ReasoningSignature.ANTHROPIC));
  }

  /** What a search found: its title, its source and its texts, a line or more each. */
  private static ContentPart found(LocatedJson block) {
    StringJoiner text = new StringJoiner("\n");
    text.add(block.field("title").text()).add(block.field("source").text());
    for (LocatedJson piece : block.field("content").elements()) {
      text.add(piece.field("text").text());
    }
    return new ContentPart.Text(text.toString(), CacheControlReader.of(block));
  }

  /** A result is text, a line or more for each block; media in it follow as parts of their own. */
  private void result(LocatedJson block, List<ContentPart> parts) {
    LocatedJson content = block.field("content");
    StringJoiner text = new StringJoiner("\n");
    List<ContentPart> media = new ArrayList<>();
    CacheControl cache = CacheControlReader.of(block);
    for (ContentPart part : content.isNull() ? List.<ContentPart>of() : read(content)) {
      cache = part.cache() == null ? cache : part.cache();
      String said = part instanceof ContentPart.Text only ? only.text() : TextDocument.of(part);
      if (said == null) {
        media.add(part);
      } else {
        text.add(said);
      }
    }
    boolean failed = Boolean.TRUE.equals(block.field("is_error").optionalTruth());
    parts.add(
        new ContentPart.ToolResult(
            block.field("tool_use_id").text(), null, text.toString(), failed, cache));
    parts.addAll(media);
  }

  private void document(LocatedJson block, List<ContentPart> parts) {
    LocatedJson source = block.field("source");
    String name = block.field("title").optionalText();
    CacheControl cache = CacheControlReader.of(block);
    String context = block.field("context").optionalText();
    if (context != null && !context.isEmpty()) {
      parts.add(new ContentPart.Text(context));
    }
    LocatedJson citations = block.field("citations");
    if (!citations.isNull() && Boolean.TRUE.equals(citations.field("enabled").optionalTruth())) {
      untranslatable.add("messages.content.document.citations");
    }
    switch (source.field("type").text()) {
      case "text" -> {
        byte[] text = source.field("data").text().getBytes(UTF_8);
        String type = source.field("media_type").optionalText();
        parts.add(
            new ContentPart.Document(
                new Media.Inline(
                    type == null ? "text/plain" : type, Base64.getEncoder().encodeToString(text)),
                name,
                cache));
      }
      case "content" -> {
        if (name != null) {
          parts.add(new ContentPart.Text(name));
        }
        parts.addAll(read(source.field("content")));
      }
      default -> parts.add(new ContentPart.Document(media(source), name, cache));
    }
  }

  private static Media media(LocatedJson source) {
    LocatedJson type = source.field("type");
    return switch (type.text()) {
      case "base64" -> MediaReader.inline(source.field("data"), source.field("media_type").text());
      case "url" -> MediaReader.url(source.field("url"));
      default ->
          throw new UntranslatableRequestException(
              type.path(),
              source.path()
                  + " is what only Anthropic keeps; send its bytes or its address instead");
    };
  }
}
