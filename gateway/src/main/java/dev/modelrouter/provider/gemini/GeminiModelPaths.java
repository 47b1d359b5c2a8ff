package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/** The names of Gemini's models, which its lists give as {@code models/name}. */
final class GeminiModelPaths {
  private static final String FOLDER = "models/";

  private GeminiModelPaths() {}

  /** The name without the folder. */
  static String plain(String model) {
    return model.startsWith(FOLDER) ? model.substring(FOLDER.length()) : model;
  }

  /**
   * Where it is asked for an answer. Callers choose the name, so all in it that could mean
   * something in a path is percent-encoded (RFC 3986, 2.1), slashes too: it stays one segment,
   * which the method's name behind it keeps from being {@code ..}.
   */
  static String path(String model, boolean stream) {
    return path(model, stream ? "streamGenerateContent?alt=sse" : "generateContent");
  }

  /** Where another of its methods is called. */
  static String path(String model, String method) {
    StringBuilder path = new StringBuilder("/v1beta/models/");
    for (byte b : model.getBytes(UTF_8)) {
      if (isPlain(b)) {
        path.append((char) b);
      } else {
        path.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return path.append(':').append(method).toString();
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
