package dev.modelrouter.api.json;

import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.Locale;

/** Reads where a picture, a sound or a document is: at an address, or in a {@code data:} URL. */
public final class MediaReader {
  private static final String DATA = "data:";
  private static final String BASE64 = ";base64";
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private MediaReader() {}

  /** An address, which may hold the data itself (RFC 2397). */
  public static Media url(LocatedJson located) {
    String url = located.text();
    if (isData(url)) {
      return data(located, url);
    }
    if (url.isBlank()) {
      throw new UntranslatableRequestException(
          located.path(), located.path() + " must not be empty");
    }
    return new Media.Remote(url, null);
  }

  /**
   * Data in base64, bare or in a {@code data:} URL.
   *
   * @param type its media type where it is bare
   */
  public static Media inline(LocatedJson located, String type) {
    String text = located.text();
    return isData(text) ? data(located, text) : new Media.Inline(type, base64(located, text, 0));
  }

  public static boolean isData(String url) {
    return url.regionMatches(true, 0, DATA, 0, DATA.length());
  }

  private static Media data(LocatedJson located, String url) {
    int comma = url.indexOf(',');
    String head = comma < 0 ? "" : url.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
    if (!head.endsWith(BASE64)) {
      throw new UntranslatableRequestException(
          located.path(),
          located.path() + " must be a data: URL in base64, data:<type>;base64,<data>");
    }
    int end = head.indexOf(';');
    String type = head.substring(0, end).strip();
    return new Media.Inline(type.isEmpty() ? UNKNOWN_TYPE : type, base64(located, url, comma + 1));
  }

  private static String base64(LocatedJson located, String text, int from) {
    String plain = Base64Text.plain(text, from);
    if (plain == null || plain.isEmpty()) {
      throw new UntranslatableRequestException(
          located.path(), located.path() + " does not hold valid base64");
    }
    return plain;
  }
}
