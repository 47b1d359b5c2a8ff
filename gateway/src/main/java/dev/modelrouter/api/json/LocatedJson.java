package dev.modelrouter.api.json;

import dev.modelrouter.chat.UntranslatableRequestException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value in a caller's body together with the way to it, so that whatever is wrong with it can be
 * said by name. {@code null} and absent are the same. All methods that read throw {@link
 * UntranslatableRequestException} where the value is of another kind.
 *
 * @param path such as {@code messages[2].content}; empty for the body
 * @param value what stands there
 */
public record LocatedJson(String path, JsonValue value) {
  private static final char REPLACEMENT = '\uFFFD';

  /** More digits than any number that means something here. */
  private static final int MAX_DIGITS = 100;

  /** Digits before the point of the largest long. */
  private static final int LONG_DIGITS = 19;

  /** Whether there is nothing. */
  public boolean isNull() {
    return value instanceof JsonValue.Null;
  }

  public boolean isText() {
    return value instanceof JsonValue.Text;
  }

  public boolean isArray() {
    return value instanceof JsonValue.JsonArray;
  }

  public boolean isObject() {
    return value instanceof JsonValue.JsonObject;
  }

  /** The value of a field of this object, nothing if there is no such field. */
  public LocatedJson field(String name) {
    JsonValue found = fields().fields().get(name);
    return new LocatedJson(pathOf(name), found == null ? JsonValue.Null.INSTANCE : found);
  }

  /** The names of the fields of this object in their order. */
  public Set<String> names() {
    return fields().fields().keySet();
  }

  /** This object as it was written. */
  public String raw() {
    return object().raw();
  }

  private JsonValue.JsonObject object() {
    if (value instanceof JsonValue.JsonObject jsonObject) {
      return jsonObject;
    }
    throw must("be an object");
  }

  private JsonValue.JsonObject fields() {
    JsonValue.JsonObject jsonObject = object();
    String repeated = jsonObject.repeated();
    if (repeated != null) {
      // Two readers of the same body could choose differently.
      throw new UntranslatableRequestException(
          pathOf(repeated), pathOf(repeated) + " is given twice; give it once");
    }
    return jsonObject;
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The elements of this array. */
  public List<LocatedJson> elements() {
    if (!(value instanceof JsonValue.JsonArray jsonArray)) {
      throw must("be an array");
    }
    List<LocatedJson> elements = new ArrayList<>(jsonArray.values().size());
    for (int i = 0; i < jsonArray.values().size(); i++) {
      elements.add(new LocatedJson(path + "[" + i + "]", jsonArray.values().get(i)));
    }
    return elements;
  }

  /** This string, in which half a surrogate pair is replaced by U+FFFD. */
  public String text() {
    if (!(value instanceof JsonValue.Text text)) {
      throw must("be a string");
    }
    return wellFormed(text.value());
  }

  /** What tools bring, cut off or binary, comes back with each turn: it must not end the talk. */
  private static String wellFormed(String string) {
    StringBuilder mended = null;
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < string.length()
              && Character.isLowSurrogate(string.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        mended = mended == null ? new StringBuilder(string) : mended;
        mended.setCharAt(i, REPLACEMENT);
      }
    }
    return mended == null ? string : mended.toString();
  }

  /** This string, or null if there is nothing. */
  public @Nullable String optionalText() {
    return isNull() ? null : text();
  }

  /** This boolean, or null if there is nothing. */
  public @Nullable Boolean optionalTruth() {
    return switch (value) {
      case JsonValue.Null ignored -> null;
      case JsonValue.Bool bool -> bool.value();
      default -> throw must("be a boolean");
    };
  }

  /** This whole number from a range, or null if there is nothing. */
  public @Nullable Long optionalInteger(long min, long max) {
    if (isNull()) {
      return null;
    }
    BigDecimal number = number();
    // Looked at before it is written out: 1e999999999 has as many digits as it says.
    if (number == null
        || number.precision() - (long) number.scale() > LONG_DIGITS
        || number.stripTrailingZeros().scale() > 0) {
      throw must("be a whole number from " + min + " to " + max);
    }
    BigDecimal least = BigDecimal.valueOf(min);
    BigDecimal most = BigDecimal.valueOf(max);
    if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
      throw must("be a whole number from " + min + " to " + max);
    }
    return number.longValue();
  }

  /** This number from a range, or null if there is nothing. */
  public @Nullable Double optionalNumber(double min, double max) {
    if (isNull()) {
      return null;
    }
    BigDecimal number = number();
    double rounded = number == null ? Double.NaN : number.doubleValue();
    if (!(rounded >= min && rounded <= max)) {
      throw must("be a number from " + min + " to " + max);
    }
    return rounded;
  }

  private @Nullable BigDecimal number() {
    if (!(value instanceof JsonValue.Num num)) {
      throw must("be a number");
    }
    try {
      return num.literal().length() > MAX_DIGITS ? null : new BigDecimal(num.literal());
    } catch (NumberFormatException e) {
      // An exponent beyond what BigDecimal holds.
      return null;
    }
  }

  /** What to say when the value is of another kind. */
  public UntranslatableRequestException must(String be) {
    String name = path.isEmpty() ? "The body" : path;
    String not = isNull() ? "" : ", not " + value.kind();
    boolean numeric = value instanceof JsonValue.Num && be.contains("number");
    return new UntranslatableRequestException(path, name + " must " + be + (numeric ? "" : not));
  }
}
