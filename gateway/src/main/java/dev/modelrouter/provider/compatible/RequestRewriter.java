package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.provider.BodyEdits;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fields that the gateway owns into a caller's JSON and leaves every other byte as it is:
 * {@code model}, {@code stream_options.include_usage} where the usage must be asked for, and the
 * name of the limit of tokens where the provider knows only one.
 */
final class RequestRewriter {
  private static final String OPTIONS = "\"stream_options\":{\"include_usage\":true}";
  private static final String OPTIONS_VALUE = "{\"include_usage\":true}";
  private static final String INCLUDE = "\"include_usage\":true";

  private final RewritableFields fields;
  private final byte[] bytes;
  private final BodyEdits edits;

  private RequestRewriter(RewritableFields fields, BodyEdits edits) {
    this.fields = fields;
    this.bytes = fields.bytes();
    this.edits = edits;
  }

  /**
   * The caller's JSON for this target.
   *
   * @param model the target's name for the model
   * @param askUsage whether the provider sends the usage of a stream only when asked
   * @param limit the provider's only name for the most tokens of an answer; null to leave the
   *     caller's
   * @param edits other changes to the same JSON
   */
  static byte[] of(
      PassthroughRequest request,
      String model,
      boolean askUsage,
      @Nullable String limit,
      BodyEdits edits) {
    RequestRewriter requestRewriter = new RequestRewriter(request.body(), edits);
    requestRewriter.model(model);
    if (request.stream() && askUsage && !request.usageWanted()) {
      requestRewriter.usage();
    }
    if (limit != null && request.body().limitFrom() >= 0) {
      edits.replace(request.body().limitFrom(), request.body().limitTo(), limit);
    }
    return edits.write();
  }

  private void edit(int from, int to, String text) {
    edits.replace(from, to, text);
  }

  private void insert(int at, String text) {
    edits.insert(at, text);
  }

  private void model(String model) {
    if (fields.modelFrom() < 0) {
      insert(fields.open(), "\"model\":");
      edits.replaceString(fields.open(), fields.open(), model);
      if (!fields.empty()) {
        insert(fields.open(), ",");
      }
    } else if (!isThere(model)) {
      edits.replaceString(fields.modelFrom(), fields.modelTo(), model);
    }
  }

  /** Whether the caller's own text for the model is this one, letter by letter. */
  private boolean isThere(String model) {
    int from = fields.modelFrom();
    int length = model.length();
    if (fields.modelTo() - from != length + 2 || bytes[from] != '"') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = model.charAt(i);
      if (c != bytes[from + 1 + i] || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
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
}
