package dev.modelrouter.api.openai;

import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the name of a form's field from the head of its part (RFC 7578, section 4.2). A head in
 * which two readers could find different names is refused: the gateway and the provider would act
 * on different fields.
 */
final class MultipartFieldName {
  private static final String DISPOSITION = "content-disposition:";

  private final String line;
  private int at;
  private @Nullable String name;

  private MultipartFieldName(String line) {
    this.line = line;
  }

  /**
   * The name.
   *
   * @param head the header lines of the part
   * @return null if there is none
   * @throws UntranslatableRequestException if there could be two
   */
  static @Nullable String of(String head) {
    String found = null;
    for (String line : head.split("\r\n|\n|\r", -1)) {
      if (line.startsWith(" ") || line.startsWith("\t")) {
        throw ambiguous("a header over several lines");
      }
      if (line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION)) {
        if (found != null) {
          throw ambiguous("two Content-Disposition headers");
        }
        found = line.substring(DISPOSITION.length());
      }
    }
    return found == null ? null : new MultipartFieldName(found).read();
  }

  private static UntranslatableRequestException ambiguous(String what) {
    return new UntranslatableRequestException("", "A part of the form has " + what + "; send one.");
  }

  private @Nullable String read() {
    at = end(0);
    while (at < line.length()) {
      int equals = line.indexOf('=', at + 1);
      int next = end(at + 1);
      if (equals < 0 || equals > next) {
        at = next;
        continue;
      }
      String parameter = line.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
      at = equals + 1;
      String value = value();
      if (parameter.equals("name") || parameter.equals("name*")) {
        if (name != null || parameter.endsWith("*")) {
          throw ambiguous("a name in two forms");
        }
        name = value;
      }
      at = end(at);
    }
    return name;
  }

  /** The next semicolon, or the line's end. */
  private int end(int from) {
    int end = line.indexOf(';', from);
    return end < 0 ? line.length() : end;
  }

  private String value() {
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    if (at == line.length() || line.charAt(at) != '"') {
      int end = end(at);
      String token = line.substring(at, end).strip();
      at = end;
      return token;
    }
    StringBuilder value = new StringBuilder();
    for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
      boolean escaped = line.charAt(at) == '\\' && at + 1 < line.length() && isEscapable(at + 1);
      at += escaped ? 1 : 0;
      value.append(line.charAt(at));
    }
    if (at == line.length()) {
      throw ambiguous("a name without its closing quote");
    }
    at++;
    return value.toString();
  }

  /** Browsers do not escape a backslash, so before anything else it is one. */
  private boolean isEscapable(int index) {
    return line.charAt(index) == '"' || line.charAt(index) == '\\';
  }
}
