package dev.modelrouter.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text of documents that are text, for dialects that take no documents, or no such ones. */
public final class TextDocument {
  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/x-ndjson",
          "application/xml",
          "application/yaml",
          "application/x-yaml",
          "application/toml",
          "application/javascript",
          "application/x-javascript",
          "application/typescript",
          "application/sql",
          "application/x-sh");

  private TextDocument() {}

  /**
   * The text of a part.
   *
   * @return its name, if it has one, a blank line and its text; null if it is not a document whose
   *     text is in the request
   */
  public static @Nullable String of(ContentPart part) {
    if (!(part instanceof ContentPart.Document document)
        || !(document.media() instanceof Media.Inline inline)
        || !isText(inline.type())) {
      return null;
    }
    String text = new String(Base64.getMimeDecoder().decode(inline.base64()), UTF_8);
    return document.name() == null ? text : document.name() + "\n\n" + text;
  }

  /** Whether a media type is one of text. */
  public static boolean isText(String type) {
    int end = type.indexOf(';');
    String plain = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return plain.startsWith("text/")
        || TYPES.contains(plain)
        || plain.endsWith("+json")
        || plain.endsWith("+xml");
  }
}
