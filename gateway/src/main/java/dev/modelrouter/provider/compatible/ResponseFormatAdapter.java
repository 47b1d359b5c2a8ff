package dev.modelrouter.provider.compatible;

import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.wire.JsonTree;
import org.jspecify.annotations.Nullable;

/** Fits a {@code response_format} that passes as bytes to what the provider knows. */
final class ResponseFormatAdapter {
  private static final String TEXT = "{\"type\":\"text\"}";
  private static final String JSON_OBJECT = "{\"type\":\"json_object\"}";

  private ResponseFormatAdapter() {}

  /**
   * What is sent in its place.
   *
   * @param format another {@code response_format}
   * @param instruction what says the rest in words
   */
  record Result(String format, String instruction) {}

  /**
   * Fits one; null where it is accepted.
   *
   * @param tools whether the request has tools
   */
  static @Nullable Result fit(String format, boolean tools, RequestRules rules, ModelRules model) {
    if (!(JsonTree.read(format) instanceof JsonTree.JsonObject object)) {
      return null;
    }
    boolean json = JsonTree.isString(object.get("type"), RequestRules.JSON_OBJECT);
    boolean bySchema = JsonTree.isString(object.get("type"), RequestRules.JSON_SCHEMA);
    if (!json && !bySchema) {
      return null;
    }
    boolean excluded = tools && Boolean.FALSE.equals(model.jsonWithTools());
    if (!excluded
        && rules
            .responseFormats()
            .contains(json ? RequestRules.JSON_OBJECT : RequestRules.JSON_SCHEMA)) {
      return null;
    }
    JsonTree schema =
        object.get("json_schema") instanceof JsonTree.JsonObject named ? named.get("schema") : null;
    boolean plain = !excluded && rules.responseFormats().contains(RequestRules.JSON_OBJECT);
    return new Result(
        plain ? JSON_OBJECT : TEXT,
        RequestAdapter.instruction(schema == null ? null : schema.text()));
  }
}
