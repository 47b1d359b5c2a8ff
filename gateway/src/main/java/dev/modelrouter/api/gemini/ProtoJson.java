package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.List;
import java.util.Locale;

/**
 * Reads JSON as protobuf writes it: a field's name is in camel case or in snake case, and a number
 * may be a string.
 */
final class ProtoJson {
  private ProtoJson() {}

  /**
   * The value of a field under either name.
   *
   * @param camel its name in camel case
   * @throws UntranslatableRequestException if it is given under both
   */
  static LocatedJson field(LocatedJson message, String camel) {
    LocatedJson found = message.field(camel);
    String snake = snake(camel);
    if (snake.equals(camel)) {
      return found;
    }
    LocatedJson other = message.field(snake);
    if (other.isNull()) {
      return found;
    }
    if (found.isNull()) {
      return other;
    }
    throw new UntranslatableRequestException(
        found.path(), found.path() + " is also given as " + snake + "; give it once");
  }

  /** The same for a number, which may be written as a string. */
  static LocatedJson number(LocatedJson message, String camel) {
    LocatedJson located = field(message, camel);
    return new LocatedJson(located.path(), number(located.value()));
  }

  /** A string that is a number, as that number; anything else as it is. */
  static JsonValue number(JsonValue value) {
    return value instanceof JsonValue.Text text && isNumber(text.value())
        ? new JsonValue.Num(text.value())
        : value;
  }

  private static boolean isNumber(String text) {
    boolean digits = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      digits |= digit;
      if (!digit && c != '.' && !(c == '-' && i == 0)) {
        return false;
      }
    }
    return digits;
  }

  /** The elements of a repeated field: Google takes one element without its array too. */
  static List<LocatedJson> elements(LocatedJson field) {
    return field.isNull() ? List.of() : field.isObject() ? List.of(field) : field.elements();
  }

  /** The strings of an array; none where there is nothing. */
  static List<String> texts(LocatedJson array) {
    return array.isNull() ? List.of() : array.elements().stream().map(LocatedJson::text).toList();
  }

  /** A name in camel case, whichever it was in. */
  static String camel(String name) {
    int score = name.indexOf('_');
    if (score < 0) {
      return name;
    }
    StringBuilder camel = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_' && !camel.isEmpty()) {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return camel.toString();
  }

  private static String snake(String camel) {
    StringBuilder snake = new StringBuilder(camel.length() + 4);
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append(String.valueOf(c).toLowerCase(Locale.ROOT));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
