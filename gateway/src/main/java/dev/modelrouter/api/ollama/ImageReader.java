package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.json.MediaReader;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads a picture, which in this dialect is bare base64. What kind of picture it is, which other
 * dialects want to know, stands in its first bytes.
 */
final class ImageReader {
  private static final int BASE64_OF_HEAD = 16;
  private static final int HEAD = 12;

  private ImageReader() {}

  static ContentPart.Image read(LocatedJson located) {
    Media media = MediaReader.inline(located, "");
    if (media instanceof Media.Inline inline && inline.type().isEmpty()) {
      String type = type(inline.base64());
      if (type == null) {
        throw new UntranslatableRequestException(
            located.path(), located.path() + " does not hold a PNG, JPEG, GIF or WebP picture");
      }
      media = new Media.Inline(type, inline.base64());
    }
    return new ContentPart.Image(media, null);
  }

  private static @Nullable String type(String base64) {
    if (base64.length() < BASE64_OF_HEAD) {
      return null;
    }
    byte[] head = Base64.getDecoder().decode(base64.substring(0, BASE64_OF_HEAD));
    if (head.length < HEAD) {
      return null;
    }
    if (is(head, 0, 0x89, 'P', 'N', 'G')) {
      return "image/png";
    }
    if (is(head, 0, 0xFF, 0xD8, 0xFF)) {
      return "image/jpeg";
    }
    if (is(head, 0, 'G', 'I', 'F', '8')) {
      return "image/gif";
    }
    return is(head, 0, 'R', 'I', 'F', 'F') && is(head, 8, 'W', 'E', 'B', 'P') ? "image/webp" : null;
  }

  private static boolean is(byte[] head, int from, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if ((head[from + i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
