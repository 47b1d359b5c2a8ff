package dev.modelrouter.api.simple;

import java.util.ArrayList;
import java.util.List;

/**
 * The wrong fields found so far in one body. Keeps {@link #MAX} of them, so that a body of a
 * million faults does not get an answer of a million sentences.
 */
final class FieldErrors {
  /** Most errors that are named. */
  static final int MAX = 100;

  /** In place of a message's index: the field stands at the top level. */
  static final int TOP = -1;

  private static final FieldError MORE =
      new FieldError(
          List.of("body"), "There are more errors; the first " + MAX + " are listed", "too_many");

  private final List<FieldError> found = new ArrayList<>(4);

  /**
   * Notes a fault of a field.
   *
   * @param message index of the message that holds the field, or {@link #TOP}
   */
  void field(int message, String name, String msg, String type) {
    if (found.size() < MAX) {
      found.add(
          new FieldError(
              message == TOP ? List.of("body", name) : List.of("body", "messages", message, name),
              msg,
              type));
    } else {
      overflow();
    }
  }

  /** Notes that a field is absent that must not be. */
  void missing(int message, String name) {
    field(message, name, "Field required", "missing");
  }

  /** Notes a fault of a whole message. */
  void message(int index, String msg, String type) {
    if (found.size() < MAX) {
      found.add(new FieldError(List.of("body", "messages", index), msg, type));
    } else {
      overflow();
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  DecodeResult.Invalid toInvalid() {
    return new DecodeResult.Invalid(found);
  }

  private void overflow() {
    if (found.size() == MAX) {
      found.add(MORE);
    }
  }
}
