package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** Tells a server that does not know an operation from one that does not know a model or an id. */
final class UnknownOperation {
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NOT_FOUND = 404;
  private static final int NOT_IMPLEMENTED = 501;

  private UnknownOperation() {}

  /** Whether an answer says that there is no such path. */
  static boolean matches(int status, byte[] body) {
    if (status != NOT_FOUND) {
      return status == METHOD_NOT_ALLOWED || status == NOT_IMPLEMENTED;
    }
    String text = new String(body, UTF_8).toLowerCase(Locale.ROOT);
    return text.contains("unknown_url")
        || text.contains("unknown request url")
        || !(text.contains("model") || text.contains("response"));
  }
}
