package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.UnspeakableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the content of a message: a string, or an array of parts. */
final class PartReader {
  private PartReader() {}

  /** All parts, of whatever kind. */
  static List<ContentPart> parts(JsonPlace content) {
    if (content.isText()) {
      return List.of(new ContentPart.Text(content.text()));
    }
    if (!content.isArray()) {
      throw content.must("be a string or an array of parts");
    }
    List<ContentPart> parts = new ArrayList<>();
    for (JsonPlace part : content.elements()) {
      parts.add(part(part));
    }
    return parts;
  }

  /** The text of a content that can only be text. */
  static String text(JsonPlace content) {
    List<ContentPart> parts = parts(content);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof ContentPart.Text piece)) {
        String path = content.path() + "[" + i + "].type";
        throw new UnspeakableException(path, path + " must be text in a message of this role");
      }
      text.append(piece.text());
    }
    return text.toString();
  }

  private static ContentPart part(JsonPlace part) {
    JsonPlace type = part.field("type");
    return switch (type.text()) {
      case "text" -> new ContentPart.Text(part.field("text").text());
      case "refusal" -> new ContentPart.Text(part.field("refusal").text());
      case "image_url" -> image(part.field("image_url"));
      case "input_audio" -> audio(part.field("input_audio"));
      case "file" -> document(part.field("file"));
      default ->
          throw new UnspeakableException(
              type.path(),
              type.path() + " must be one of text, image_url, input_audio, file, refusal");
    };
  }

  private static ContentPart image(JsonPlace image) {
    return image.isText()
        ? new ContentPart.Image(MediaReader.url(image), null)
        : new ContentPart.Image(
            MediaReader.url(image.field("url")), image.field("detail").optionalText());
  }

  private static ContentPart audio(JsonPlace audio) {
    String format = audio.field("format").text().toLowerCase(Locale.ROOT);
    String type = "audio/" + (format.equals("mp3") ? "mpeg" : format);
    return new ContentPart.Audio(MediaReader.inline(audio.field("data"), type));
  }

  private static ContentPart document(JsonPlace file) {
    String name = file.field("filename").optionalText();
    String id = file.field("file_id").optionalText();
    JsonPlace data = file.field("file_data");
    if (data.isNull()) {
      if (id == null) {
        throw new UnspeakableException(
            file.path(), file.path() + " must have file_id or file_data");
      }
      return new ContentPart.Document(new Media.Remote(id, null), name);
    }
    String text = data.text();
    boolean address = text.startsWith("https://") || text.startsWith("http://");
    Media media = address ? MediaReader.url(data) : MediaReader.inline(data, typeOf(name));
    return new ContentPart.Document(media, name);
  }

  private static String typeOf(@Nullable String name) {
    return name != null && name.toLowerCase(Locale.ROOT).endsWith(".pdf")
        ? "application/pdf"
        : "application/octet-stream";
  }
}
