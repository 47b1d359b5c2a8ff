package dev.modelrouter.provider.gemini;

import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.JsonFieldsRemover;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.wire.JsonScanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes a {@code GenerateContentRequest} that passes as bytes so that the model accepts it: the
 * limit of tokens, stop sequences, names of functions, and a JSON format beside tools.
 */
final class ContentsBodyAdapter {
  private static final Set<String> FORMAT =
      Set.of(
          "responseMimeType",
          "response_mime_type",
          "responseSchema",
          "response_schema",
          "responseJsonSchema",
          "response_json_schema");

  private final BodyEdits edits;
  private final RequestRules rules;
  private final ModelRules model;
  private final JsonScanner json = new JsonScanner();
  private final Set<String> dropped = new LinkedHashSet<>();
  private final FunctionNameAdapter names;
  private boolean functions;

  /**
   * What was changed.
   *
   * @param dropped names of what was left out
   * @param toolNames the caller's names of functions by those that are sent in their place
   */
  record Result(List<String> dropped, Map<String, String> toolNames) {}

  private ContentsBodyAdapter(BodyEdits edits, RequestRules rules, ModelRules model) {
    this.edits = edits;
    this.rules = rules;
    this.model = model;
    this.names = new FunctionNameAdapter(edits, json, rules.toolName());
  }

  /** Notes the changes of a body that was read as JSON before. */
  static Result fit(BodyEdits edits, RequestRules rules, ModelRules model) {
    return new ContentsBodyAdapter(edits, rules, model).fit();
  }

  private Result fit() {
    byte[] bytes = edits.bytes();
    json.reset(bytes, 0, bytes.length);
    int config = -1;
    int contents = -1;
    int toolConfig = -1;
    json.beginObject();
    for (boolean first = true; json.nextField(first); first = false) {
      String name = json.name();
      json.isNull();
      int from = json.position();
      if (name.equals("tools")) {
        tools();
      } else {
        json.skip();
      }
      switch (name) {
        case "generationConfig", "generation_config" -> config = from;
        case "contents" -> contents = from;
        case "toolConfig", "tool_config" -> toolConfig = from;
        default -> {
          // Nothing else has what is fitted.
        }
      }
    }
    if (config >= 0) {
      json.reset(bytes, config, bytes.length);
      config();
    }
    return new Result(List.copyOf(dropped), names.fit(contents, toolConfig));
  }

  private void tools() {
    if (!json.beginArray()) {
      tool();
      return;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      tool();
    }
  }

  private void tool() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      switch (json.name()) {
        case "functionDeclarations", "function_declarations" -> {
          functions = true;
          names.declarations();
        }
        default -> json.skip();
      }
    }
  }

  private void config() {
    if (!json.beginObject()) {
      return;
    }
    JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
    for (boolean first = true; json.nextField(first); first = false) {
      int nameFrom = json.nameFrom();
      if (field(json.name())) {
        cuts.keep(nameFrom, json.position());
      } else {
        cuts.cut(json.position());
      }
    }
    cuts.end();
  }

  private boolean field(String name) {
    switch (name) {
      case "maxOutputTokens", "max_output_tokens" -> limit(name);
      case "stopSequences", "stop_sequences" -> stop(name);
      default -> {
        boolean excluded =
            functions && FORMAT.contains(name) && Boolean.FALSE.equals(model.jsonWithTools());
        boolean string = json.isString();
        boolean plain = string && json.string().equals("text/plain");
        if (!string) {
          json.skip();
        }
        if (excluded && !plain) {
          dropped.add(name);
          return false;
        }
      }
    }
    return true;
  }

  private void limit(String name) {
    json.isNull();
    int from = json.position();
    long asked = json.wholeNumber();
    Integer max = model.maxOutputTokens();
    if (max != null && asked > max) {
      edits.replace(from, json.position(), max.toString());
      dropped.add(name);
    }
  }

  private void stop(String name) {
    Integer max = rules.maxStopSequences();
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    int count = 0;
    int end = 0;
    for (boolean first = true; json.nextElement(first); first = false) {
      json.skip();
      if (max != null && ++count == max) {
        end = json.position();
      }
    }
    if (max != null && count > max) {
      edits.cut(end, json.position() - 1);
      dropped.add(name);
    }
  }
}
