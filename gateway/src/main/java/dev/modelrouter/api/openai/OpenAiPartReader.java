package dev.modelrouter.api.openai;

import dev.modelrouter.api.json.CacheControlReader;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.CacheControl;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the content of a message: a string, or an array of parts. */
final class OpenAiPartReader {
  private static final String VIDEO = "video/mp4";

  private OpenAiPartReader() {}

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

  /** The text of a content that can only be text, in a part up to each cache mark. */
  static List<ContentPart> texts(LocatedJson content) {
    List<ContentPart> parts = parts(content);
    List<ContentPart> all = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof ContentPart.Text piece)) {
        String path = content.path() + "[" + i + "].type";
        throw new UntranslatableRequestException(
            path, path + " must be text in a message of this role");
      }
      text.append(piece.text());
      if (piece.cache() != null) {
        all.add(new ContentPart.Text(text.toString(), piece.cache()));
        text.setLength(0);
      }
    }
    if (!text.isEmpty() || all.isEmpty()) {
      all.add(new ContentPart.Text(text.toString()));
    }
    return all;
  }

  private static ContentPart part(LocatedJson part) {
    LocatedJson type = part.field("type");
    CacheControl cache = CacheControlReader.of(part);
    return switch (type.text()) {
      case "text" -> new ContentPart.Text(part.field("text").text(), cache);
      case "refusal" -> new ContentPart.Text(part.field("refusal").text(), cache);
      case "image_url" -> image(part.field("image_url"), cache);
      case "input_audio" -> audio(part.field("input_audio"));
      case "video_url" -> video(part.field("video_url"));
      case "file" -> document(part.field("file"), cache);
      default ->
          throw new UntranslatableRequestException(
              type.path(),
              type.path()
                  + " must be one of text, image_url, input_audio, video_url, file, refusal");
    };
  }

  /** A picture as {@code image_url} has it. */
  static ContentPart.Image image(LocatedJson image, @Nullable CacheControl cache) {
    return image.isText()
        ? new ContentPart.Image(MediaReader.url(image), null, cache)
        : new ContentPart.Image(
            MediaReader.url(image.field("url")), image.field("detail").optionalText(), cache);
  }

  private static ContentPart audio(LocatedJson audio) {
    String format = audio.field("format").text().toLowerCase(Locale.ROOT);
    String type = "audio/" + (format.equals("mp3") ? "mpeg" : format);
    return new ContentPart.Audio(MediaReader.inline(audio.field("data"), type));
  }

  /** Not OpenAI's own, but of OpenRouter and others. */
  private static ContentPart video(LocatedJson video) {
    Media media = MediaReader.url(video.isText() ? video : video.field("url"));
    return new ContentPart.Document(
        media instanceof Media.Remote remote ? new Media.Remote(remote.url(), VIDEO) : media, null);
  }

  private static ContentPart document(LocatedJson file, @Nullable CacheControl cache) {
    String name = file.field("filename").optionalText();
    String id = file.field("file_id").optionalText();
    LocatedJson data = file.field("file_data");
    if (data.isNull()) {
      if (id == null) {
        throw new UntranslatableRequestException(
            file.path(), file.path() + " must have file_id or file_data");
      }
      return new ContentPart.Document(new Media.Remote(id, null), name, cache);
    }
    String text = data.text();
    boolean address = text.startsWith("https://") || text.startsWith("http://");
    Media media = address ? MediaReader.url(data) : MediaReader.inline(data, typeOf(name));
    return new ContentPart.Document(media, name, cache);
  }

  private static String typeOf(@Nullable String name) {
    return name != null && name.toLowerCase(Locale.ROOT).endsWith(".pdf")
        ? "application/pdf"
        : "application/octet-stream";
  }
}
