package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.JsonFieldsRemover;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.ParameterRules;
import dev.modelrouter.provider.ReasoningEffortSelector;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.provider.ToolNames;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes a request of the Responses API that passes as bytes so that the provider and its model
 * accept it: parameters, the limit of tokens, the reasoning effort, names of functions and ids of
 * calls.
 */
final class ResponsesBodyAdapter {
  private record NameRange(int from, int to, String name) {}

  private final byte[] bytes;
  private final BodyEdits edits;
  private final RequestRules rules;
  private final ModelRules model;
  private final ParameterRules parameters;
  private final JsonScanner json = new JsonScanner();
  private final Set<String> dropped = new LinkedHashSet<>();
  private final List<NameRange> names = new ArrayList<>();
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  private ResponsesBodyAdapter(
      BodyEdits edits, RequestRules rules, List<String> unsupported, ModelRules model) {
    this.bytes = edits.bytes();
    this.edits = edits;
    this.rules = rules;
    this.model = model;
    this.parameters = new ParameterRules(unsupported, model);
  }

  /** Notes the changes of a body that was read as JSON before. */
  static ChatBodyAdapter.Result fit(
      BodyEdits edits, RequestRules rules, List<String> unsupported, ModelRules model) {
    return new ResponsesBodyAdapter(edits, rules, unsupported, model).fit();
  }

  private ChatBodyAdapter.Result fit() {
    json.reset(bytes, 0, bytes.length);
    json.beginObject();
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
    return new ChatBodyAdapter.Result(List.copyOf(dropped), names());
  }

  private boolean field(String name) {
    switch (name) {
      case "input" -> elements(true);
      case "tools" -> elements(false);
      case "tool_choice" -> named(false);
      case "max_output_tokens" -> limit();
      case "reasoning" -> reasoning();
      case "temperature", "top_p", "top_logprobs", "parallel_tool_calls" -> {
        json.isNull();
        int from = json.position();
        json.skip();
        if (parameters.refuses(name)) {
          String value = new String(bytes, from, json.position() - from, UTF_8);
          if (ParameterRules.isLoss(name, value)) {
            dropped.add(name);
          }
          return false;
        }
      }
      default -> json.skip();
    }
    return true;
  }

  private void limit() {
    json.isNull();
    int from = json.position();
    long asked = json.wholeNumber();
    Integer max = model.maxOutputTokens();
    if (max != null && asked > max) {
      edits.replace(from, json.position(), max.toString());
      dropped.add("max_output_tokens");
    }
  }

  private void reasoning() {
    json.isNull();
    int from = json.position();
    if (model.efforts() != null && model.efforts().isEmpty()) {
      boolean some = !json.isNull();
      json.skip();
      edits.replace(from, json.position(), "null");
      if (some) {
        dropped.add("reasoning");
      }
      return;
    }
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
    for (boolean first = true; json.nextField(first); first = false) {
      int nameFrom = json.nameFrom();
      boolean effort = json.name().equals("effort") && json.isString();
      if ((effort && model.efforts() != null) ? effort() : skipped()) {
        cuts.keep(nameFrom, json.position());
      } else {
        cuts.cut(json.position());
      }
    }
    cuts.end();
  }

  private boolean skipped() {
    json.skip();
    return true;
  }

  private boolean effort() {
    int from = json.position();
    ReasoningEffortSelector.SelectedEffort selectedEffort =
        ReasoningEffortSelector.choose(json.string(), model.efforts());
    if (selectedEffort.named()) {
      dropped.add("reasoning.effort");
    }
    if (selectedEffort.word() == null) {
      return false;
    }
    edits.replaceString(from, json.position(), selectedEffort.word());
    return true;
  }

  private void elements(boolean items) {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      named(items);
    }
  }

  /** A function, a choice of one, or an item of the conversation. */
  private void named(boolean item) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    int from = 0;
    int to = 0;
    String name = null;
    boolean function = false;
    for (boolean first = true; json.nextField(first); first = false) {
      String field = json.name();
      boolean string = json.isString();
      int begin = json.position();
      if (string && field.equals("type")) {
        String type = json.string();
        function = type.equals("function") || type.equals("function_call");
      } else if (string && field.equals("name")) {
        from = begin;
        name = json.string();
        to = json.position();
      } else if (string && item && field.equals("call_id")) {
        String id = json.string();
        String sent = ids.computeIfAbsent(id, one -> rules.toolCallId().fit(one, taken));
        if (!sent.equals(id)) {
          edits.replaceString(begin, json.position(), sent);
        }
      } else {
        json.skip();
      }
    }
    if (function && name != null) {
      names.add(new NameRange(from, to, name));
    }
  }

  private Map<String, String> names() {
    ToolNames fitted = new ToolNames(rules.toolName());
    names.forEach(place -> fitted.reserve(place.name()));
    for (NameRange place : names) {
      String sent = fitted.fit(place.name());
      if (!sent.equals(place.name())) {
        edits.replaceString(place.from(), place.to(), sent);
      }
    }
    return fitted.originals();
  }
}
