package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.OwnedFields;
import dev.modelrouter.chat.RawRequest;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fields that the gateway owns into a caller's JSON and leaves every other byte as it is:
 * {@code model}, {@code stream_options.include_usage} where the usage must be asked for, and the
 * name of the limit of tokens where the provider knows only one.
 */
final class Splice {
  private static final String OPTIONS = "\"stream_options\":{\"include_usage\":true}";
  private static final String OPTIONS_VALUE = "{\"include_usage\":true}";
  private static final String INCLUDE = "\"include_usage\":true";

  /** What stands between two offsets becomes this text, a JSON string where {@code quoted}. */
  private record Edit(int from, int to, String text, boolean quoted) {}

  private final OwnedFields fields;
  private final byte[] bytes;
  private final List<Edit> edits = new ArrayList<>(3);

  private Splice(OwnedFields fields) {
    this.fields = fields;
    this.bytes = fields.bytes();
  }

  /**
   * The caller's JSON for this target.
   *
   * @param model the target's name for the model
   * @param askUsage whether the provider sends the usage of a stream only when asked
   * @param limit the provider's only name for the most tokens of an answer; null to leave the
   *     caller's
   */
  static byte[] of(RawRequest request, String model, boolean askUsage, @Nullable String limit) {
    Splice splice = new Splice(request.body());
    splice.model(model);
    if (request.stream() && askUsage && !request.usageWanted()) {
      splice.usage();
    }
    if (limit != null && request.body().limitFrom() >= 0) {
      splice.edit(request.body().limitFrom(), request.body().limitTo(), limit);
    }
    return splice.write();
  }

  private void edit(int from, int to, String text) {
    edits.add(new Edit(from, to, text, false));
  }

  private void insert(int at, String text) {
    edit(at, at, text);
  }

  private void model(String model) {
    if (fields.modelFrom() < 0) {
      insert(fields.open(), "\"model\":");
      edits.add(new Edit(fields.open(), fields.open(), model, true));
      if (!fields.empty()) {
        insert(fields.open(), ",");
      }
    } else {
      edits.add(new Edit(fields.modelFrom(), fields.modelTo(), model, true));
    }
  }

  private void usage() {
    if (fields.optionsFrom() < 0) {
      if (fields.modelFrom() >= 0) {
        insert(fields.modelTo(), "," + OPTIONS);
      } else {
        // The model stands before it, with a comma where something follows.
        insert(fields.open(), fields.empty() ? "," + OPTIONS : OPTIONS + ",");
      }
    } else if (fields.includeFrom() >= 0) {
      edit(fields.includeFrom(), fields.includeTo(), "true");
    } else if (bytes[fields.optionsFrom()] == '{') {
      int inside = fields.optionsFrom() + 1;
      insert(inside, hasFields(inside) ? INCLUDE + "," : INCLUDE);
    } else {
      edit(fields.optionsFrom(), fields.optionsTo(), OPTIONS_VALUE);
    }
  }

  private boolean hasFields(int from) {
    int at = from;
    while (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t') {
      at++;
    }
    return bytes[at] != '}';
  }

  /** Bytes of the result, where no escapes are needed. */
  private int length() {
    int length = bytes.length;
    for (Edit edit : edits) {
      length += edit.text().length() + (edit.quoted() ? 2 : 0) - (edit.to() - edit.from());
    }
    return length;
  }

  private byte[] write() {
    if (edits.size() > 1) {
      // What goes to the same place stays in its order.
      edits.sort(Comparator.comparingInt(Edit::from));
    }
    ByteAccumulator out = new ByteAccumulator(length());
    int done = 0;
    for (Edit edit : edits) {
      out.append(bytes, done, edit.from());
      if (edit.quoted()) {
        out.appendJson(edit.text());
      } else {
        out.append(edit.text());
      }
      done = edit.to();
    }
    return out.append(bytes, done, bytes.length).take();
  }
}
