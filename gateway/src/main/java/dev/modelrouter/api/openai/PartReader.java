package dev.modelrouter.api.openai;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.wire.JsonScanner;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one part of a message's content: text, a picture, sound or a document. */
final class PartReader {
  private static final String DATA = "data:";
  private static final String BASE64 = ";base64,";

  private final JsonScanner json;
  private final String at;
  private String type = "";
  private @Nullable String text;
  private @Nullable String url;
  private @Nullable String detail;
  private @Nullable String data;
  private @Nullable String form;
  private @Nullable String name;

  /**
   * A reader of what this scanner stands in.
   *
   * @param json inside the part's object, before its first field
   * @param at where that is, for complaints
   */
  PartReader(JsonScanner json, String at) {
    this.json = json;
    this.at = at;
  }

  ContentPart read() {
    fields();
    return switch (type) {
      case "text", "input_text", "output_text" -> new ContentPart.Text(present("text", text));
      case "refusal" -> new ContentPart.Text(text == null ? "" : text);
      case "image_url", "input_image" ->
          new ContentPart.Image(media(present("image_url", url), null), detail);
      case "input_audio" ->
          new ContentPart.Audio(
              new Media.Inline(
                  "audio/" + (form == null ? "wav" : form.toLowerCase(Locale.ROOT)),
                  present("input_audio.data", data)));
      case "file", "input_file" ->
          new ContentPart.Document(media(present("file", data), null), name);
      default -> throw OpenAiChatReader.wrong(at + ".type", "is a kind of part nobody here knows");
    };
  }

  private void fields() {
    for (boolean first = true; json.nextField(first); first = false) {
      String field = json.decodedName();
      if (json.isString()) {
        string(field, json.string());
      } else if (json.beginObject()) {
        for (boolean inner = true; json.nextField(inner); inner = false) {
          String name = json.decodedName();
          if (json.isString()) {
            string(name, json.string());
          } else {
            json.skip();
          }
        }
      } else {
        json.skip();
      }
    }
  }

  private void string(String field, String value) {
    switch (field) {
      case "type" -> type = value;
      case "text", "refusal" -> text = value;
      case "url", "image_url" -> url = value;
      case "detail" -> detail = value;
      case "data", "file_data", "file_id", "file_url" -> data = value;
      case "format" -> form = value;
      case "filename" -> name = value;
      default -> {}
    }
  }

  private String present(String field, @Nullable String value) {
    if (value == null) {
      throw OpenAiChatReader.wrong(at + "." + field, "is missing");
    }
    return value;
  }

  /** A {@code data:} URL (RFC 2397) is the thing itself. */
  private static Media media(String url, @Nullable String mediaType) {
    int base64 = url.indexOf(BASE64);
    if (url.regionMatches(true, 0, DATA, 0, DATA.length()) && base64 > 0) {
      return new Media.Inline(
          url.substring(DATA.length(), base64), url.substring(base64 + BASE64.length()));
    }
    return new Media.Remote(url, mediaType);
  }
}
