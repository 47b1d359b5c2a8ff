package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Media;
import dev.modelrouter.wire.JsonScanner;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads pictures that models made: {@code images[].image_url.url} of a message or delta, as
 * OpenRouter, Vercel and LiteLLM write it, and parts {@code image_url} of its content.
 */
final class CompatibleImageReader {
  private static final byte[] IMAGE_URL = "image_url".getBytes(US_ASCII);
  private static final byte[] URL = "url".getBytes(US_ASCII);
  private static final String DATA = "data:";
  private static final String BASE64 = ";base64";

  private CompatibleImageReader() {}

  /** Reads the array whose beginning has been read. */
  static void readAll(JsonScanner json, List<? super Media> out) {
    for (boolean first = true; json.nextElement(first); first = false) {
      if (!json.beginObject()) {
        json.skip();
        continue;
      }
      for (boolean field = true; json.nextField(field); field = false) {
        if (isImage(json)) {
          read(json, out);
        } else {
          json.skip();
        }
      }
    }
  }

  /** Whether the current field is a picture. */
  static boolean isImage(JsonScanner json) {
    return json.nameIs(IMAGE_URL);
  }

  /** Reads the value of {@code image_url}: an object with a {@code url}, or that itself. */
  static void read(JsonScanner json, List<? super Media> out) {
    if (json.isString()) {
      add(json.string(), out);
    } else if (json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(URL) && json.isString()) {
          add(json.string(), out);
        } else {
          json.skip();
        }
      }
    } else {
      json.skip();
    }
  }

  private static void add(String url, List<? super Media> out) {
    Media media = media(url);
    if (media != null) {
      out.add(media);
    }
  }

  private static @Nullable Media media(String url) {
    if (url.isEmpty()) {
      return null;
    }
    if (!url.regionMatches(true, 0, DATA, 0, DATA.length())) {
      return new Media.Remote(url, null);
    }
    int comma = url.indexOf(',');
    if (comma < 0) {
      return null;
    }
    String head = url.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
    if (!head.endsWith(BASE64) || comma + 1 == url.length()) {
      return null;
    }
    String type = head.substring(0, head.length() - BASE64.length());
    int parameters = type.indexOf(';');
    String plain = parameters < 0 ? type : type.substring(0, parameters);
    return new Media.Inline(plain.isEmpty() ? "image/png" : plain, url.substring(comma + 1));
  }
}
