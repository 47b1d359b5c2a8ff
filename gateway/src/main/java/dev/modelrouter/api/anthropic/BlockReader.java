package dev.modelrouter.api.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Seal;
import dev.modelrouter.wire.CompactJson;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of a message's content. */
final class BlockReader {
  private final Set<String> unspoken;

  /** A reader that notes here what it cannot say. */
  BlockReader(Set<String> unspoken) {
    this.unspoken = unspoken;
  }

  /** A content: a string, or an array of blocks. What has no word is left out, by name. */
  List<ContentPart> read(JsonPlace content) {
    if (content.isText()) {
      return List.of(new ContentPart.Text(content.text()));
    }
    List<ContentPart> parts = new ArrayList<>();
    for (JsonPlace block : content.elements()) {
      block(block, parts);
    }
    return parts;
  }

  private void block(JsonPlace block, List<ContentPart> parts) {
    String type = block.field("type").text();
    switch (type) {
      case "text" -> parts.add(new ContentPart.Text(block.field("text").text()));
      case "image" -> image(block.field("source"), parts);
      case "document" -> document(block, parts);
      case "tool_use" -> parts.add(call(block));
      case "tool_result" -> result(block, parts);
      case "thinking" -> parts.add(thought(block));
      case "redacted_thinking" ->
          parts.add(
              new ContentPart.Reasoning(
                  "", Seal.read(block.field("data").text(), Seal.ANTHROPIC_REDACTED)));
      // Searches, sandboxes and the like, which only Anthropic's servers have, and what is to come.
      default -> unspoken.add("messages.content." + type);
    }
  }

  private static ContentPart.ToolCall call(JsonPlace block) {
    JsonPlace input = block.field("input");
    return new ContentPart.ToolCall(
        block.field("id").text(),
        block.field("name").text(),
        input.isNull() ? "{}" : CompactJson.of(input.raw()));
  }

  private static ContentPart thought(JsonPlace block) {
    String signature = block.field("signature").optionalText();
    return new ContentPart.Reasoning(
        block.field("thinking").text(),
        signature == null || signature.isEmpty() ? null : Seal.read(signature, Seal.ANTHROPIC));
  }

  /** A result is text, a line or more for each block; media in it follow as parts of their own. */
  private void result(JsonPlace block, List<ContentPart> parts) {
    JsonPlace content = block.field("content");
    StringJoiner text = new StringJoiner("\n");
    List<ContentPart> media = new ArrayList<>();
    for (ContentPart part : content.isNull() ? List.<ContentPart>of() : read(content)) {
      if (part instanceof ContentPart.Text said) {
        text.add(said.text());
      } else {
        media.add(part);
      }
    }
    boolean failed = Boolean.TRUE.equals(block.field("is_error").optionalTruth());
    parts.add(
        new ContentPart.ToolResult(
            block.field("tool_use_id").text(), null, text.toString(), failed));
    parts.addAll(media);
  }

  private void image(JsonPlace source, List<ContentPart> parts) {
    Media media = media(source, "image");
    if (media != null) {
      parts.add(new ContentPart.Image(media, null));
    }
  }

  private void document(JsonPlace block, List<ContentPart> parts) {
    JsonPlace source = block.field("source");
    String name = block.field("title").optionalText();
    switch (source.field("type").text()) {
      case "text" -> {
        byte[] text = source.field("data").text().getBytes(UTF_8);
        String type = source.field("media_type").optionalText();
        parts.add(
            new ContentPart.Document(
                new Media.Inline(
                    type == null ? "text/plain" : type, Base64.getEncoder().encodeToString(text)),
                name));
      }
      case "content" -> parts.addAll(read(source.field("content")));
      default -> {
        Media media = media(source, "document");
        if (media != null) {
          parts.add(new ContentPart.Document(media, name));
        }
      }
    }
  }

  private @Nullable Media media(JsonPlace source, String kind) {
    String type = source.field("type").text();
    return switch (type) {
      case "base64" -> MediaReader.inline(source.field("data"), source.field("media_type").text());
      case "url" -> MediaReader.url(source.field("url"));
      default -> {
        // A file that only Anthropic keeps.
        unspoken.add("messages.content." + kind + "." + type);
        yield null;
      }
    };
  }
}
