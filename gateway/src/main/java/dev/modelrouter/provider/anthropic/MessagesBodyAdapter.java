package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.JsonFieldsRemover;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.ParameterRules;
import dev.modelrouter.provider.RequestAdapter;
import dev.modelrouter.provider.RequestRules;
import dev.modelrouter.provider.ToolCallIds;
import dev.modelrouter.provider.ToolNames;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes a request of the Messages API that passes as bytes so that the model accepts it: the
 * limit of tokens, sampling parameters, a last message of the assistant, names and schemas of
 * tools, ids of calls, and {@link MessageOptionAdapter options}. Which of them a model refuses is
 * the same as for translated requests.
 */
final class MessagesBodyAdapter {
  private record NameRange(int from, int to, String name) {}

  /**
   * What was changed.
   *
   * @param dropped names of what was left out
   * @param toolNames the caller's names of tools by those that are sent in their place
   */
  record Result(List<String> dropped, Map<String, String> toolNames) {}

  private final byte[] bytes;
  private final BodyEdits edits;
  private final ModelRules model;
  private final ModelCapabilities traits;
  private final ToolCallIds ids;
  private final ToolNames fitted;
  private final JsonScanner json = new JsonScanner();
  private final Set<String> dropped = new LinkedHashSet<>();
  private final List<NameRange> names = new ArrayList<>();
  private final MessageOptionAdapter options;
  private long maxTokens;
  private boolean lowered;

  private MessagesBodyAdapter(
      BodyEdits edits, RequestRules rules, ModelRules model, ModelCapabilities traits) {
    this.bytes = edits.bytes();
    this.edits = edits;
    this.model = model;
    this.traits = traits;
    this.ids = new ToolCallIds(rules.toolCallId());
    this.fitted = new ToolNames(rules.toolName());
    this.options = new MessageOptionAdapter(edits, json, traits, dropped);
  }

  /** Notes the changes of a body that was read as JSON before. */
  static Result fit(
      BodyEdits edits, RequestRules rules, ModelRules model, ModelCapabilities traits) {
    return new MessagesBodyAdapter(edits, rules, model, traits).fit();
  }

  private Result fit() {
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
    options.budget(maxTokens, lowered);
    names.forEach(place -> fitted.reserve(place.name()));
    for (NameRange place : names) {
      String sent = fitted.fit(place.name());
      if (!sent.equals(place.name())) {
        edits.replaceString(place.from(), place.to(), sent);
      }
    }
    return new Result(List.copyOf(dropped), fitted.originals());
  }

  private boolean field(String name) {
    switch (name) {
      case "max_tokens" -> limit();
      case "temperature", "top_p", "top_k" -> {
        return sampling(name);
      }
      case "tools" -> tools();
      case "tool_choice" -> named();
      case "messages" -> messages();
      case "thinking" -> {
        return options.thinking();
      }
      case "output_config" -> options.outputConfig();
      case "output_format" -> options.format("output_format");
      case "metadata" -> options.metadata();
      default -> json.skip();
    }
    return true;
  }

  private void limit() {
    json.isNull();
    int from = json.position();
    long asked = json.wholeNumber();
    Integer max = model.maxOutputTokens();
    lowered = max != null && asked > max;
    maxTokens = max != null && lowered ? max : asked;
    if (max != null && lowered) {
      edits.replace(from, json.position(), max.toString());
      dropped.add("max_tokens");
    }
  }

  private boolean sampling(String name) {
    json.isNull();
    int from = json.position();
    json.skip();
    if (traits.takesSampling()) {
      return true;
    }
    String value = new String(bytes, from, json.position() - from, UTF_8);
    if (ParameterRules.isLoss(name, value)) {
      dropped.add(name);
    }
    return false;
  }

  private void tools() {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      named();
    }
  }

  /** Notes the name of a tool or of a choice. */
  private void named() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      name(json.name());
    }
  }

  private void name(String field) {
    if (field.equals("input_schema")) {
      options.parameters();
      return;
    }
    boolean name = field.equals("name") && json.isString();
    int from = json.position();
    if (name) {
      String called = json.string();
      names.add(new NameRange(from, json.position(), called));
    } else {
      json.skip();
    }
  }

  private void messages() {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    boolean assistant = false;
    int end = json.position();
    for (boolean first = true; json.nextElement(first); first = false) {
      assistant = message();
      end = json.position();
    }
    if (assistant && Boolean.FALSE.equals(model.prefill())) {
      edits.insert(end, ",{\"role\":\"user\",\"content\":\"" + RequestAdapter.CONTINUE + "\"}");
    }
  }

  /** Goes over one message; says whether it is the assistant's. */
  private boolean message() {
    if (!json.beginObject()) {
      json.skip();
      return false;
    }
    boolean assistant = false;
    for (boolean first = true; json.nextField(first); first = false) {
      String field = json.name();
      if (field.equals("role") && json.isString()) {
        assistant = json.string().equals("assistant");
      } else if (field.equals("content") && json.beginArray()) {
        for (boolean begin = true; json.nextElement(begin); begin = false) {
          block();
        }
      } else {
        json.skip();
      }
    }
    return assistant;
  }

  private void block() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    String type = "";
    int idFrom = -1;
    int idTo = -1;
    String id = "";
    int nameFrom = -1;
    int nameTo = -1;
    String name = "";
    for (boolean first = true; json.nextField(first); first = false) {
      String field = json.name();
      boolean string = json.isString();
      int from = json.position();
      if (string && field.equals("type")) {
        type = json.string();
      } else if (string && (field.equals("id") || field.equals("tool_use_id"))) {
        id = json.string();
        idFrom = from;
        idTo = json.position();
      } else if (string && field.equals("name")) {
        name = json.string();
        nameFrom = from;
        nameTo = json.position();
      } else {
        json.skip();
      }
    }
    boolean call = type.equals("tool_use");
    if (idFrom >= 0 && (call || type.equals("tool_result"))) {
      String sent = call ? ids.call(id) : ids.result(id);
      if (!sent.equals(id)) {
        edits.replaceString(idFrom, idTo, sent);
      }
    }
    if (call && nameFrom >= 0) {
      names.add(new NameRange(nameFrom, nameTo, name));
    }
  }
}
