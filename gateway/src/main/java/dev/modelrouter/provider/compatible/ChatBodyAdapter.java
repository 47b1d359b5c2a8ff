package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.JsonFieldsRemover;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.ParameterRules;
import dev.modelrouter.provider.ReasoningEffortSelector;
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
import org.jspecify.annotations.Nullable;

/**
 * Changes a chat request that passes as bytes so that the provider and its model accept it: the
 * counterpart of {@link RequestAdapter}. One walk over the body finds what is refused; all else
 * stays as the caller wrote it.
 */
final class ChatBodyAdapter {
  private static final String NO_RESULT = ",\"content\":\"Error: no result\"}";

  /** Where a tool's name stands, with its quotes. */
  private record NameRange(int from, int to, String name) {}

  private final byte[] bytes;
  private final BodyEdits edits;
  private final RequestRules rules;
  private final ModelRules model;
  private final ParameterRules parameters;
  private final @Nullable String prefillMark;
  private final Set<String> refusedExtensions;
  private final JsonScanner json = new JsonScanner();
  private final Set<String> dropped = new LinkedHashSet<>();
  private final ToolCallIds ids;
  private final Set<String> unanswered = new LinkedHashSet<>();
  private final List<NameRange> names = new ArrayList<>();
  private int messagesOpen = -1;
  private boolean tools;
  private int formatFrom = -1;
  private int formatTo = -1;

  private ChatBodyAdapter(
      BodyEdits edits,
      RequestRules rules,
      List<String> unsupported,
      ModelRules model,
      @Nullable String prefillMark,
      Set<String> refusedExtensions) {
    this.refusedExtensions = refusedExtensions;
    this.bytes = edits.bytes();
    this.edits = edits;
    this.rules = rules;
    this.model = model;
    this.parameters = new ParameterRules(unsupported, model);
    this.prefillMark = prefillMark;
    this.ids = new ToolCallIds(rules.toolCallId());
  }

  /**
   * What was changed.
   *
   * @param dropped names of what was left out
   * @param toolNames the caller's names of tools by those that are sent in their place
   */
  record Result(List<String> dropped, Map<String, String> toolNames) {
    static final Result NONE = new Result(List.of(), Map.of());
  }

  /**
   * Notes the changes.
   *
   * @param edits takes them; of a body that was read as JSON before
   * @param unsupported parameters that the provider refuses
   * @param prefillMark what must be true in a last message of the assistant, or null
   * @param refusedExtensions fields beyond OpenAI's own that the provider does not take in messages
   *     and tools
   */
  static Result fit(
      BodyEdits edits,
      RequestRules rules,
      List<String> unsupported,
      ModelRules model,
      @Nullable String prefillMark,
      Set<String> refusedExtensions) {
    return new ChatBodyAdapter(edits, rules, unsupported, model, prefillMark, refusedExtensions)
        .fit();
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
    format();
    return new Result(List.copyOf(dropped), names());
  }

  /** Goes over one field; says whether it stays. */
  private boolean field(String name) {
    if (parameters.refuses(name)) {
      String value = literal();
      if (ParameterRules.isLoss(name, value)) {
        dropped.add(name);
      }
      return false;
    }
    switch (name) {
      case "messages" -> messages();
      case "tools" -> tools();
      case "tool_choice" -> functions();
      case "stop" -> stop();
      case "max_tokens", "max_completion_tokens" -> limit();
      case "reasoning_effort" -> {
        return effort();
      }
      case "response_format" -> {
        json.isNull();
        formatFrom = json.position();
        json.skip();
        formatTo = json.position();
      }
      default -> json.skip();
    }
    return true;
  }

  private String literal() {
    json.isNull();
    int from = json.position();
    json.skip();
    return new String(bytes, from, json.position() - from, UTF_8);
  }

  private void limit() {
    json.isNull();
    int from = json.position();
    long asked = json.wholeNumber();
    Integer max = model.maxOutputTokens();
    if (max != null && asked > max) {
      edits.replace(from, json.position(), max.toString());
      dropped.add("max_tokens");
    }
  }

  private boolean effort() {
    json.isNull();
    int from = json.position();
    if (!json.isString() || model.efforts() == null) {
      json.skip();
      return true;
    }
    ReasoningEffortSelector.SelectedEffort selectedEffort =
        ReasoningEffortSelector.choose(json.string(), model.efforts());
    if (selectedEffort.named()) {
      dropped.add("reasoning_effort");
    }
    if (selectedEffort.word() == null) {
      return false;
    }
    edits.replaceString(from, json.position(), selectedEffort.word());
    return true;
  }

  private void stop() {
    Integer max = rules.maxStopSequences();
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    int count = 0;
    int end = 0;
    for (boolean first = true; json.nextElement(first); first = false) {
      json.skip();
      count++;
      if (max != null && count == max) {
        end = json.position();
      }
    }
    if (max != null && count > max) {
      edits.cut(end, json.position() - 1);
      dropped.add("stop");
    }
  }

  private void tools() {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      tools = true;
      tool();
    }
  }

  private void tool() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
    for (boolean first = true; json.nextField(first); first = false) {
      int nameFrom = json.nameFrom();
      boolean refused = isRefused(json.name(), "");
      if (refused) {
        json.skip();
        cuts.cut(json.position());
      } else {
        function(json.name());
        cuts.keep(nameFrom, json.position());
      }
    }
    cuts.end();
  }

  /** Whether a field is one that the provider does not take; names it as dropped then. */
  private boolean isRefused(String name, String place) {
    if (refusedExtensions.contains(name)) {
      dropped.add(name.equals(MessageExtensions.CACHE) ? name : place + name);
      return true;
    }
    return false;
  }

  /** Goes over the parts of a content, in which there may be cache marks. */
  private void content() {
    if (!refusedExtensions.contains(MessageExtensions.CACHE) || !json.beginArray()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextElement(first); first = false) {
      if (!json.beginObject()) {
        json.skip();
        continue;
      }
      JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
      for (boolean begin = true; json.nextField(begin); begin = false) {
        int nameFrom = json.nameFrom();
        boolean refused = isRefused(json.name(), "");
        json.skip();
        if (refused) {
          cuts.cut(json.position());
        } else {
          cuts.keep(nameFrom, json.position());
        }
      }
      cuts.end();
    }
  }

  /** Notes the name of the function in a tool, a choice or a call. */
  private void functions() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      function(json.name());
    }
  }

  private void function(String field) {
    if (!field.equals("function") || !json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      boolean name = json.name().equals("name") && json.isString();
      int from = json.position();
      if (name) {
        String called = json.string();
        names.add(new NameRange(from, json.position(), called));
      } else {
        json.skip();
      }
    }
  }

  private void messages() {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    messagesOpen = json.position();
    boolean prefill = false;
    int end = messagesOpen;
    for (boolean first = true; json.nextElement(first); first = false) {
      prefill = message();
      end = json.position();
    }
    if (!unanswered.isEmpty()) {
      edits.insert(end, "," + results());
    } else if (prefill && Boolean.FALSE.equals(model.prefill())) {
      edits.insert(end, ",{\"role\":\"user\",\"content\":\"" + RequestAdapter.CONTINUE + "\"}");
    } else if (prefill && prefillMark != null) {
      edits.insert(end - 1, ",\"" + prefillMark + "\":true");
    }
  }

  /** Goes over one message; says whether the model is to continue it. */
  private boolean message() {
    json.isNull();
    int from = json.position();
    if (!json.beginObject()) {
      json.skip();
      return false;
    }
    JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
    Message message = new Message(from);
    for (boolean first = true; json.nextField(first); first = false) {
      int nameFrom = json.nameFrom();
      if (messageField(message, json.name())) {
        cuts.keep(nameFrom, json.position());
      } else {
        cuts.cut(json.position());
      }
    }
    cuts.end();
    role(message);
    return message.role.equals("assistant") && !message.calls && !message.marked;
  }

  /** What is known of the message that is being walked. */
  private static final class Message {
    private final int from;
    private String role = "";
    private int roleFrom;
    private int roleTo;
    private boolean calls;
    private boolean marked;
    private boolean result;
    private boolean orphan;

    Message(int from) {
      this.from = from;
    }
  }

  private boolean messageField(Message message, String name) {
    switch (name) {
      case "role" -> {
        if (json.isString()) {
          message.roleFrom = json.position();
          message.role = json.string();
          message.roleTo = json.position();
        } else {
          json.skip();
        }
      }
      case "name" -> {
        json.skip();
        if (!rules.messageNames()) {
          dropped.add("messages.name");
          return false;
        }
      }
      case "content" -> content();
      case "tool_calls" -> calls(message);
      case "tool_call_id" -> {
        return result(message);
      }
      default -> {
        message.marked |= name.equals(prefillMark);
        json.skip();
        return !isRefused(name, "messages.");
      }
    }
    return true;
  }

  private void calls(Message message) {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    answerAll(message);
    for (boolean first = true; json.nextElement(first); first = false) {
      message.calls = true;
      if (!json.beginObject()) {
        json.skip();
        continue;
      }
      JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
      for (boolean begin = true; json.nextField(begin); begin = false) {
        int nameFrom = json.nameFrom();
        if (isRefused(json.name(), "messages.tool_calls.")) {
          json.skip();
          cuts.cut(json.position());
          continue;
        }
        if (json.name().equals("id") && json.isString()) {
          int from = json.position();
          String id = json.string();
          String sent = ids.call(id);
          unanswered.add(sent);
          replace(from, id, sent);
        } else {
          function(json.name());
        }
        cuts.keep(nameFrom, json.position());
      }
      cuts.end();
    }
  }

  private boolean result(Message message) {
    if (!json.isString()) {
      json.skip();
      return true;
    }
    message.result = true;
    int from = json.position();
    String id = json.string();
    String sent = ids.result(id);
    if (!unanswered.remove(sent) && rules.pairedToolCalls()) {
      message.orphan = true;
      return false;
    }
    replace(from, id, sent);
    return true;
  }

  private void replace(int from, String id, String sent) {
    if (!sent.equals(id)) {
      edits.replaceString(from, json.position(), sent);
    }
  }

  private void role(Message message) {
    if (message.orphan) {
      edits.replaceString(message.roleFrom, message.roleTo, "user");
    } else if (message.role.equals("developer") && !rules.developerRole()) {
      edits.replaceString(message.roleFrom, message.roleTo, "system");
    }
    if ((!message.result && !message.calls) || message.orphan) {
      answerAll(message);
    }
  }

  /** Calls that no result follows get one before the next message. */
  private void answerAll(Message message) {
    if (!unanswered.isEmpty()) {
      edits.insert(message.from, results() + ",");
    }
  }

  private String results() {
    StringBuilder results = new StringBuilder();
    if (rules.pairedToolCalls()) {
      for (String id : unanswered) {
        results
            .append(results.isEmpty() ? "" : ",")
            .append("{\"role\":\"tool\",\"tool_call_id\":")
            .append(RequestAdapter.quoted(id))
            .append(NO_RESULT);
      }
    }
    unanswered.clear();
    return results.toString();
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

  /** The format of the answer, once it is known whether there are tools. */
  private void format() {
    if (formatFrom < 0) {
      return;
    }
    String format = new String(bytes, formatFrom, formatTo - formatFrom, UTF_8);
    ResponseFormatAdapter.Result fitted = ResponseFormatAdapter.fit(format, tools, rules, model);
    if (fitted != null) {
      dropped.add("response_format");
      edits.replace(formatFrom, formatTo, fitted.format());
      if (messagesOpen >= 0) {
        edits.insert(
            messagesOpen,
            "{\"role\":\"system\",\"content\":"
                + RequestAdapter.quoted(fitted.instruction())
                + "},");
      }
    }
  }
}
