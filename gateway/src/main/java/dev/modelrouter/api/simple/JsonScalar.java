package dev.modelrouter.api.simple;

import dev.modelrouter.wire.ByteBuilder;

/** A string, number or boolean written as JSON. */
final class JsonScalar {
  private JsonScalar() {}

  /** Appends a value: NaN and the infinities as null, what is not a scalar as its text. */
  static void append(ByteBuilder out, Object value) {
    switch (value) {
      case Double d when !Double.isFinite(d) -> out.append("null");
      case Float f when !Float.isFinite(f) -> out.append("null");
      case Number number -> out.append(number.toString());
      case Boolean truth -> out.append(truth ? "true" : "false");
      default -> out.appendJson(value.toString());
    }
  }
}
