package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.wire.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes a request so that a provider and its model accept it, by {@link RequestRules} and {@link
 * ModelRules}, before it is written in the provider's dialect. What is lost is named in {@link
 * ChatRequest#untranslatable}. The counterpart for requests that pass as bytes is {@code
 * BodyFitting} of each dialect.
 *
 * @param request the request to write
 * @param toolNames the callers' names of tools by those that are sent in their place
 */
public record RequestAdapter(ChatRequest request, Map<String, String> toolNames) {

  /** What is said after a last message of the assistant that the model does not continue. */
  public static final String CONTINUE = "(continue)";

  private static final String ANY_JSON = "Answer with a single JSON object and nothing else.";
  private static final String JSON_BY_SCHEMA =
      "Answer with JSON that fits this JSON Schema, and with nothing else: ";
  private static final String FORMAT = "response_format";

  /**
   * Says in words what form an answer must have.
   *
   * @param schema its JSON Schema, or null for any JSON
   */
  public static String instruction(@Nullable String schema) {
    return schema == null ? ANY_JSON : JSON_BY_SCHEMA + schema;
  }

  /** A text as a JSON string. */
  public static String quoted(String text) {
    return JsonTree.string(text).literal();
  }

  /**
   * Fits a request.
   *
   * @param rules what the provider refuses
   * @param unsupported parameters that the provider refuses, in OpenAI's words
   * @param model what the model refuses
   */
  public static RequestAdapter of(
      ChatRequest request, RequestRules rules, List<String> unsupported, ModelRules model) {
    return new RequestAdaptation(request, rules, unsupported, model).fit();
  }

  /** One request on its way. */
  private static final class RequestAdaptation {
    private final ChatRequest request;
    private final RequestRules rules;
    private final ParameterRules parameters;
    private final ModelRules model;
    private final Set<String> dropped;

    RequestAdaptation(
        ChatRequest request, RequestRules rules, List<String> unsupported, ModelRules model) {
      this.request = request;
      this.rules = rules;
      this.parameters = new ParameterRules(unsupported, model);
      this.model = model;
      this.dropped = new LinkedHashSet<>(request.untranslatable());
    }

    RequestAdapter fit() {
      List<Tool> tools = tools();
      ResponseFormat format = format(tools);
      List<Message> messages = messages(instructed(format));
      ToolChoice choice = request.toolChoice();
      Map<String, String> originals = Map.of();
      if (ToolNames.fit(rules.toolName(), tools, choice, messages)) {
        ToolNames names = new ToolNames(rules.toolName());
        tools = names.tools(tools);
        choice = names.choice(choice);
        messages = names.messages(messages);
        originals = names.originals();
      }
      return new RequestAdapter(
          new ChatRequest(
              request.model(),
              messages,
              sampling(request.sampling()),
              tools,
              choice,
              keeps("parallel_tool_calls", Boolean.FALSE.equals(request.parallelTools()))
                  ? request.parallelTools()
                  : null,
              format,
              effort(),
              keeps("user", false) ? request.user() : null,
              request.stream(),
              List.copyOf(dropped)),
          originals);
    }

    /** Whether a parameter is sent; else it is named where it was given and is no default. */
    private boolean keeps(String name, boolean loss) {
      if (!parameters.refuses(name)) {
        return true;
      }
      if (loss) {
        dropped.add(name);
      }
      return false;
    }

    /** Of tools with the same name the first counts: most APIs refuse a second. */
    private List<Tool> tools() {
      if (request.tools().isEmpty() || !keeps("tools", true)) {
        return List.of();
      }
      Set<String> names = new HashSet<>();
      List<Tool> tools = new ArrayList<>(request.tools().size());
      for (Tool tool : request.tools()) {
        if (names.add(tool.name())) {
          tools.add(tool);
        } else if (!tools.contains(tool)) {
          dropped.add("tools");
        }
      }
      return tools.size() == request.tools().size() ? request.tools() : tools;
    }

    private ResponseFormat format(List<Tool> tools) {
      ResponseFormat asked = request.format();
      if (asked instanceof ResponseFormat.Text) {
        return asked;
      }
      if (!tools.isEmpty() && Boolean.FALSE.equals(model.jsonWithTools())) {
        dropped.add(FORMAT);
        return ResponseFormat.TEXT;
      }
      if (asked instanceof ResponseFormat.Json) {
        if (rules.responseFormats().contains(RequestRules.JSON_OBJECT)) {
          return asked;
        }
      } else if (rules.responseFormats().contains(RequestRules.JSON_SCHEMA)) {
        return asked;
      }
      dropped.add(FORMAT);
      return asked instanceof ResponseFormat.Schema
              && rules.responseFormats().contains(RequestRules.JSON_OBJECT)
          ? new ResponseFormat.Json()
          : ResponseFormat.TEXT;
    }

    /**
     * The messages, with the form of the answer said in words where the API has no field for it.
     */
    private List<Message> instructed(ResponseFormat format) {
      String instruction =
          switch (request.format()) {
            case ResponseFormat.Text ignored -> null;
            case ResponseFormat.Json ignored -> {
              boolean said = format.equals(request.format()) && (!rules.jsonWord() || saysJson());
              yield said ? null : instruction(null);
            }
            case ResponseFormat.Schema schema ->
                format.equals(schema) ? null : instruction(schema.schema());
          };
      if (instruction == null || says(instruction)) {
        return request.messages();
      }
      List<Message> messages = new ArrayList<>(request.messages());
      int at = 0;
      while (at < messages.size() && isSystem(messages.get(at).role())) {
        at++;
      }
      messages.add(at, new Message(Role.SYSTEM, instruction));
      return messages;
    }

    private boolean saysJson() {
      for (Message message : request.messages()) {
        for (ContentPart part : message.parts()) {
          if (part instanceof ContentPart.Text text
              && text.text().toLowerCase(Locale.ROOT).contains("json")) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean says(String instruction) {
      for (Message message : request.messages()) {
        for (ContentPart part : message.parts()) {
          if (part instanceof ContentPart.Text text && text.text().equals(instruction)) {
            return true;
          }
        }
      }
      return false;
    }

    private static boolean isSystem(Role role) {
      return role == Role.SYSTEM || role == Role.DEVELOPER;
    }

    private List<Message> messages(List<Message> asked) {
      List<Message> messages = asked;
      if (hasCallsOrResults(messages)) {
        messages = new ToolCallIds(rules.toolCallId()).messages(messages);
        messages = rules.pairedToolCalls() ? ToolResultOrdering.mend(messages) : messages;
      }
      Message last = messages.getLast();
      if (last.role() == Role.ASSISTANT
          && Boolean.FALSE.equals(model.prefill())
          && !hasCallsOrResults(List.of(last))) {
        messages = new ArrayList<>(messages);
        messages.add(new Message(Role.USER, CONTINUE));
      }
      return messages;
    }

    private static boolean hasCallsOrResults(List<Message> messages) {
      for (Message message : messages) {
        for (ContentPart part : message.parts()) {
          if (part instanceof ContentPart.ToolCall || part instanceof ContentPart.ToolResult) {
            return true;
          }
        }
      }
      return false;
    }

    private Sampling sampling(Sampling asked) {
      return new Sampling(
          maxTokens(asked.maxTokens()),
          keep("temperature", asked.temperature(), 1),
          keep("top_p", asked.topP(), 1),
          asked.topK() == null || keeps("top_k", true) ? asked.topK() : null,
          stop(asked.stop()),
          asked.seed() == null || keeps("seed", true) ? asked.seed() : null,
          keep("frequency_penalty", asked.frequencyPenalty(), 0),
          keep("presence_penalty", asked.presencePenalty(), 0));
    }

    private @Nullable Double keep(String name, @Nullable Double value, double usual) {
      return value == null || keeps(name, value != usual) ? value : null;
    }

    private @Nullable Integer maxTokens(@Nullable Integer asked) {
      Integer max = model.maxOutputTokens();
      if (asked == null || max == null || asked <= max) {
        return asked;
      }
      dropped.add("max_tokens");
      return max;
    }

    private List<String> stop(List<String> asked) {
      if (asked.isEmpty() || !keeps("stop", true)) {
        return List.of();
      }
      Integer max = rules.maxStopSequences();
      if (max == null || asked.size() <= max) {
        return asked;
      }
      dropped.add("stop");
      return asked.subList(0, max);
    }

    private @Nullable ReasoningEffort effort() {
      ReasoningEffort reasoningEffort = request.reasoningEffort();
      return reasoningEffort == null || keeps("reasoning_effort", !reasoningEffort.isNone())
          ? reasoningEffort
          : null;
    }
  }
}
