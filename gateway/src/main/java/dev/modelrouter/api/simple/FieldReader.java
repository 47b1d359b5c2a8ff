package dev.modelrouter.api.simple;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the one value the parser stands on as what its field wants, or notes why it cannot. Leaves
 * the parser at the value's end in both cases.
 */
final class FieldReader {
  private static final int LONGEST_NUMBER = 100;

  /** As in the other dialects: names are kept in records and looked up in tables. */
  private static final int LONGEST_NAME = 512;

  private static final int SAFE_LONG_DIGITS = 18;

  private final JsonParser parser;
  private final FieldErrors errors;
  private final boolean checkText;

  /**
   * A reader of one body.
   *
   * @param checkText whether the body holds escapes that could make text malformed
   */
  FieldReader(JsonParser parser, FieldErrors errors, boolean checkText) {
    this.parser = parser;
    this.errors = errors;
    this.checkText = checkText;
  }

  /** A well-formed text without NUL, or null after noting an error. */
  @Nullable String text(int message, String field) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return wrongType(message, field, "a valid string", "string_type");
    }
    String text = parser.getString();
    return !checkText || isWellFormed(text, message, field) ? text : null;
  }

  /**
   * A text without the blanks around it, or null for null, for an empty text and after an error.
   */
  @Nullable String optionalText(String field) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    String text = text(FieldErrors.TOP, field);
    if (text == null) {
      return null;
    }
    String stripped = text.strip();
    return stripped.isEmpty() ? null : stripped;
  }

  /** The same for a name, which must not be long. */
  @Nullable String optionalName(String field) {
    String name = optionalText(field);
    if (name == null || name.length() <= LONGEST_NAME) {
      return name;
    }
    errors.field(
        FieldErrors.TOP,
        field,
        "String should have at most " + LONGEST_NAME + " characters",
        "string_too_long");
    return null;
  }

  /** A whole number within limits; the fallback for null and after an error. */
  int integer(String field, int lowest, int highest, int fallback) {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> fallback;
      case VALUE_NUMBER_INT -> {
        if (isTooLong(field)) {
          yield fallback;
        }
        boolean fits = parser.getStringLength() <= SAFE_LONG_DIGITS;
        yield (int)
            within(field, fits ? parser.getLongValue() : parser.getDoubleValue(), lowest, highest);
      }
      case VALUE_NUMBER_FLOAT -> {
        if (isTooLong(field)) {
          yield fallback;
        }
        double value = parser.getDoubleValue();
        if (Double.isFinite(value) && value != Math.rint(value)) {
          error(
              field,
              "Input should be a whole number, but it has a fractional part",
              "int_from_float");
          yield fallback;
        }
        yield (int) within(field, value, lowest, highest);
      }
      case null, default -> {
        wrongType(FieldErrors.TOP, field, "a valid integer", "int_type");
        yield fallback;
      }
    };
  }

  /** A number within limits; the fallback for null and after an error. */
  double number(String field, int lowest, int highest, double fallback) {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> fallback;
      // Adding zero turns -0.0 into 0.0.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          isTooLong(field)
              ? fallback
              : within(field, parser.getDoubleValue() + 0.0, lowest, highest);
      case null, default -> {
        wrongType(FieldErrors.TOP, field, "a valid number", "float_type");
        yield fallback;
      }
    };
  }

  /** Only checks the type: true, false or null. */
  void truth(String field) {
    switch (parser.currentToken()) {
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> {}
      case null, default -> wrongType(FieldErrors.TOP, field, "a valid boolean", "bool_type");
    }
  }

  /** Only checks the type: an object or null, whose content is skipped. */
  void object(String field) {
    switch (parser.currentToken()) {
      case VALUE_NULL -> {}
      case START_OBJECT -> parser.skipChildren();
      case null, default -> wrongType(FieldErrors.TOP, field, "a valid object", "dict_type");
    }
  }

  /** Notes that the value is of another type, skips it, and returns null. */
  @Nullable String wrongType(int message, String field, String wanted, String type) {
    errors.field(message, field, "Input should be " + wanted + ", not " + kind(parser), type);
    parser.skipChildren();
    return null;
  }

  /** Notes that the field was there before, and skips the value. */
  void skipRepeated(int message, String field) {
    errors.field(message, field, "Field must not appear more than once", "value_error");
    parser.skipChildren();
  }

  /** What the parser stands on, in words. */
  static String kind(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case START_ARRAY -> "a list";
      case null, default -> "an object";
    };
  }

  private double within(String field, double value, int lowest, int highest) {
    if (value < lowest) {
      error(field, "Input should be greater than or equal to " + lowest, "greater_than_equal");
      return lowest;
    }
    if (value > highest) {
      error(field, "Input should be less than or equal to " + highest, "less_than_equal");
      return highest;
    }
    return value;
  }

  /** Keeps numbers of any length away from the parsers of numbers, some of which are quadratic. */
  private boolean isTooLong(String field) {
    int length = parser.getStringLength();
    if (length <= LONGEST_NUMBER) {
      return false;
    }
    error(
        field,
        "Number has " + length + " characters, at most " + LONGEST_NUMBER + " are allowed",
        "value_error");
    return true;
  }

  private boolean isWellFormed(String text, int message, String field) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        errors.field(
            message,
            field,
            "Text must not hold the character NUL (\\u0000), but does at index " + i,
            "value_error");
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          errors.field(
              message,
              field,
              "Text must be valid Unicode, but holds half a surrogate pair (\\u"
                  + Integer.toHexString(c)
                  + ") at index "
                  + i,
              "string_unicode");
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private void error(String field, String msg, String type) {
    errors.field(FieldErrors.TOP, field, msg, type);
  }
}
