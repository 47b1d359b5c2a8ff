package dev.modelrouter.provider.gemini;

import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.IdentifierRule;
import dev.modelrouter.provider.ToolNames;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fits the names of functions in a {@code GenerateContentRequest} that passes as bytes: in
 * declarations and, only where one of those is not accepted, in the choice and the history too.
 */
final class FunctionNameAdapter {
  private record NameRange(int from, int to, String name) {}

  private final BodyEdits edits;
  private final JsonScanner json;
  private final IdentifierRule rule;
  private final List<NameRange> nameRanges = new ArrayList<>();
  private boolean refused;

  /**
   * Names of one request.
   *
   * @param json stands before the declarations when they are read
   */
  FunctionNameAdapter(BodyEdits edits, JsonScanner json, IdentifierRule rule) {
    this.edits = edits;
    this.json = json;
    this.rule = rule;
  }

  /** Reads {@code functionDeclarations}. */
  void declarations() {
    each(() -> fields(this::nameField));
  }

  /**
   * Notes the changes.
   *
   * @param contents offset of {@code contents}, negative where there is none
   * @param toolConfig offset of {@code toolConfig}, negative where there is none
   * @return the caller's names by those that are sent in their place
   */
  Map<String, String> fit(int contents, int toolConfig) {
    if (!refused) {
      return Map.of();
    }
    if (contents >= 0) {
      json.reset(edits.bytes(), contents, edits.bytes().length);
      each(() -> fields(this::content));
    }
    if (toolConfig >= 0) {
      json.reset(edits.bytes(), toolConfig, edits.bytes().length);
      fields(this::toolConfig);
    }
    ToolNames names = new ToolNames(rule);
    nameRanges.forEach(nameRange -> names.reserve(nameRange.name()));
    for (NameRange nameRange : nameRanges) {
      String sent = names.fit(nameRange.name());
      if (!sent.equals(nameRange.name())) {
        edits.replaceString(nameRange.from(), nameRange.to(), sent);
      }
    }
    return names.originals();
  }

  private void content(String field) {
    if (field.equals("parts")) {
      each(() -> fields(this::part));
    } else {
      json.skip();
    }
  }

  private void part(String field) {
    switch (field) {
      case "functionCall", "function_call", "functionResponse", "function_response" ->
          fields(this::nameField);
      default -> json.skip();
    }
  }

  private void toolConfig(String field) {
    switch (field) {
      case "functionCallingConfig", "function_calling_config" -> fields(this::toolConfig);
      case "allowedFunctionNames", "allowed_function_names" -> each(this::name);
      default -> json.skip();
    }
  }

  private void nameField(String field) {
    if (field.equals("name")) {
      name();
    } else {
      json.skip();
    }
  }

  private void name() {
    if (!json.isString()) {
      json.skip();
      return;
    }
    int from = json.position();
    String name = json.string();
    nameRanges.add(new NameRange(from, json.position(), name));
    refused |= !rule.accepts(name);
  }

  /** Reads each element of an array, or the one that stands without its array. */
  private void each(Runnable element) {
    if (!json.beginArray()) {
      element.run();
      return;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      element.run();
    }
  }

  private void fields(Consumer<String> field) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      field.accept(json.name());
    }
  }
}
