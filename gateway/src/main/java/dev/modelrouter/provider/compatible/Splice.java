package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.OwnedFields;
import dev.modelrouter.chat.RawRequest;
import dev.modelrouter.wire.ByteAccumulator;

/**
 * Puts the fields that the gateway owns into a caller's JSON and leaves every other byte as it is:
 * {@code model}, and {@code stream_options.include_usage} where the usage must be asked for.
 */
final class Splice {
  private static final byte[] OPTIONS =
      "\"stream_options\":{\"include_usage\":true}".getBytes(US_ASCII);
  private static final byte[] OPTIONS_VALUE = "{\"include_usage\":true}".getBytes(US_ASCII);
  private static final byte[] INCLUDE = "\"include_usage\":true".getBytes(US_ASCII);
  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final int ROOM = 96;

  private final OwnedFields fields;
  private final byte[] bytes;
  private final ByteAccumulator out;
  private int done;

  private Splice(OwnedFields fields) {
    this.fields = fields;
    this.bytes = fields.bytes();
    this.out = new ByteAccumulator(bytes.length + ROOM);
  }

  /**
   * The caller's JSON for this target.
   *
   * @param model the target's name for the model
   * @param askUsage whether the provider sends the usage of a stream only when asked
   */
  static byte[] of(RawRequest request, String model, boolean askUsage) {
    return new Splice(request.body())
        .write(model, request.stream() && askUsage && !request.usageWanted());
  }

  private byte[] write(String model, boolean askUsage) {
    boolean modelFirst =
        fields.modelFrom() < 0
            || fields.optionsFrom() < 0
            || fields.modelFrom() < fields.optionsFrom();
    if (modelFirst) {
      model(model);
    }
    if (askUsage) {
      usage();
    }
    if (!modelFirst) {
      model(model);
    }
    return out.append(bytes, done, bytes.length).take();
  }

  private void model(String model) {
    if (fields.modelFrom() < 0) {
      upTo(fields.open());
      out.append("\"model\":").appendJson(model);
      if (!fields.empty()) {
        out.append(',');
      }
    } else {
      upTo(fields.modelFrom());
      out.appendJson(model);
      done = fields.modelTo();
    }
  }

  private void usage() {
    if (fields.optionsFrom() < 0) {
      put(fields.modelFrom() < 0 ? fields.open() : fields.modelTo());
    } else if (fields.includeFrom() >= 0) {
      upTo(fields.includeFrom());
      out.append(TRUE);
      done = fields.includeTo();
    } else if (bytes[fields.optionsFrom()] == '{') {
      upTo(fields.optionsFrom() + 1);
      out.append(INCLUDE);
      if (hasFields(fields.optionsFrom() + 1)) {
        out.append(',');
      }
    } else {
      upTo(fields.optionsFrom());
      out.append(OPTIONS_VALUE);
      done = fields.optionsTo();
    }
  }

  /** Puts the options as a new field where the model's value has just been written. */
  private void put(int offset) {
    if (fields.modelFrom() < 0) {
      // The model was put in behind the brace, with a comma where something follows.
      out.append(fields.empty() ? "," : "").append(OPTIONS).append(fields.empty() ? "" : ",");
      done = offset;
    } else {
      upTo(offset);
      out.append(',').append(OPTIONS);
    }
  }

  private boolean hasFields(int from) {
    int at = from;
    while (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t') {
      at++;
    }
    return bytes[at] != '}';
  }

  private void upTo(int offset) {
    if (offset > done) {
      out.append(bytes, done, offset);
      done = offset;
    }
  }
}
