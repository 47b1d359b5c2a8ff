package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the content of an item: a string, or an array of input or output parts. */
final class ResponsesPartReader {
  private ResponsesPartReader() {}

  /** All parts, of whatever kind. */
  static List<ContentPart> parts(LocatedJson content) {
    if (content.isText()) {
      return List.of(new ContentPart.Text(content.text()));
    }
    if (!content.isArray()) {
      throw content.must("be a string or an array of parts");
    }
    List<ContentPart> parts = new ArrayList<>();
    for (LocatedJson part : content.elements()) {
      parts.add(part(part));
    }
    return parts;
  }

  /** The text of a content that can only be text. */
  static String text(LocatedJson content) {
    List<ContentPart> parts = parts(content);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof ContentPart.Text piece)) {
        String path = content.path() + "[" + i + "].type";
        throw new UntranslatableRequestException(
            path, path + " must be input_text in a message of this role");
      }
      text.append(piece.text());
    }
    return text.toString();
  }

  private static ContentPart part(LocatedJson part) {
    LocatedJson type = part.field("type");
    return switch (type.text()) {
      case "input_text", "output_text" -> new ContentPart.Text(part.field("text").text());
      case "refusal" -> new ContentPart.Text(part.field("refusal").text());
      case "input_image" -> new ContentPart.Image(image(part), part.field("detail").optionalText());
      case "input_audio" -> audio(part.field("input_audio"));
      case "input_file" -> document(part);
      default ->
          throw new UntranslatableRequestException(
              type.path(),
              type.path()
                  + " must be one of input_text, input_image, input_file, input_audio,"
                  + " output_text, refusal");
    };
  }

  private static Media image(LocatedJson part) {
    String id = part.field("file_id").optionalText();
    LocatedJson url = part.field("image_url");
    if (url.isNull() && id == null) {
      throw new UntranslatableRequestException(
          part.path(), part.path() + " must have image_url or file_id");
    }
    return id == null ? MediaReader.url(url) : new Media.Remote(id, null);
  }

  private static ContentPart audio(LocatedJson audio) {
    String format = audio.field("format").text().toLowerCase(Locale.ROOT);
    String type = "audio/" + (format.equals("mp3") ? "mpeg" : format);
    return new ContentPart.Audio(MediaReader.inline(audio.field("data"), type));
  }

  private static ContentPart document(LocatedJson part) {
    String name = part.field("filename").optionalText();
    LocatedJson data = part.field("file_data");
    if (!data.isNull()) {
      return new ContentPart.Document(MediaReader.inline(data, typeOf(name)), name);
    }
    LocatedJson url = part.field("file_url");
    if (!url.isNull()) {
      return new ContentPart.Document(MediaReader.url(url), name);
    }
    String id = part.field("file_id").optionalText();
    if (id == null) {
      throw new UntranslatableRequestException(
          part.path(), part.path() + " must have file_data, file_url or file_id");
    }
    return new ContentPart.Document(new Media.Remote(id, null), name);
  }

  private static String typeOf(@Nullable String name) {
    return name != null && name.toLowerCase(Locale.ROOT).endsWith(".pdf")
        ? "application/pdf"
        : "application/octet-stream";
  }
}
