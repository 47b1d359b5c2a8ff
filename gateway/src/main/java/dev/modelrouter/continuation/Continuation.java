package dev.modelrouter.continuation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer of plain text that broke off, and what another provider is asked so that it goes on.
 *
 * @param original what the caller wants
 * @param text what the caller has of the answer; empty where it has only seen thoughts
 * @param counted tokens of that text as its provider counted them, or null if it did not get so far
 */
public record Continuation(ChatRequest original, String text, @Nullable Usage counted) {

  /** Most characters of an answer that is gone on with. */
  public static final int MAX_CHARACTERS = 256 * 1024;

  private static final String CONTINUE_INSTRUCTION =
      "Your answer above was cut off. Go on exactly where it stops: write only what comes next,"
          + " beginning with the very next character. Do not repeat anything, do not begin again,"
          + " and do not comment on this.";

  /**
   * Parameters that cannot be kept for the second part, and that change what the first is; by the
   * last part of their names, in whatever dialect.
   */
  private static final Set<String> BINDING =
      Set.of(
          "n",
          "candidateCount",
          "logprobs",
          "top_logprobs",
          "responseLogprobs",
          "modalities",
          "mcp_servers");

  /** Tools that run at the provider, of which no other dialect knows. */
  private static final String CALLER_TOOLS = "tools";

  /** An estimate: a token of most texts and models is about four bytes. */
  private static final int BYTES_A_TOKEN = 4;

  /**
   * Whether an answer to this request may be gone on with: plain text of one choice, where the
   * model can call no tool.
   */
  public static boolean fits(ChatRequest request) {
    Message last = request.messages().getLast();
    boolean started =
        last.role() == Role.ASSISTANT
            && !last.parts().stream().allMatch(part -> part instanceof ContentPart.Text);
    return (request.tools().isEmpty() || request.toolChoice() instanceof ToolChoice.None)
        && request.format() instanceof ResponseFormat.Text
        && request.untranslatable().stream().noneMatch(Continuation::binds)
        && !started;
  }

  private static boolean binds(String parameter) {
    return parameter.startsWith(CALLER_TOOLS)
        || BINDING.contains(parameter.substring(parameter.lastIndexOf('.') + 1));
  }

  /** The ways to ask somebody, the best first. */
  public List<ContinuationMode> modes(boolean takesPrefill) {
    if (text.isBlank()) {
      return List.of(ContinuationMode.RESTART);
    }
    return takesPrefill
        ? List.of(ContinuationMode.PREFILL, ContinuationMode.INSTRUCTION, ContinuationMode.RESTART)
        : List.of(ContinuationMode.INSTRUCTION, ContinuationMode.RESTART);
  }

  /** What the next provider is asked. */
  public ChatRequest request(ContinuationMode mode) {
    return switch (mode) {
      case PREFILL -> with(conversation(text.stripTrailing()));
      case INSTRUCTION -> {
        List<Message> messages = conversation(text);
        messages.add(new Message(Role.USER, CONTINUE_INSTRUCTION));
        yield with(messages);
      }
      case RESTART -> original;
    };
  }

  /** Watches the next provider's answer. */
  public ContinuationJoiner joiner(ContinuationMode mode) {
    return new ContinuationJoiner(text, mode);
  }

  /**
   * Tokens of the whole answer: both parts together. Where the first provider died before it
   * counted, its prompt counts as the second's without the text, and its text by its length.
   *
   * @param second what the provider that went on counted, or null
   */
  public @Nullable Usage usage(@Nullable Usage second) {
    if (second == null) {
      return counted;
    }
    Usage first = counted;
    if (first == null) {
      long said = deliveredTokens();
      first = new Usage(Math.max(0, second.input() - said), said);
    }
    return new Usage(
        first.input() + second.input(),
        first.output() + second.output(),
        first.cached() + second.cached(),
        first.written() + second.written(),
        first.reasoning() + second.reasoning());
  }

  private long deliveredTokens() {
    return counted != null
        ? counted.output()
        : Math.ceilDiv(text.getBytes(UTF_8).length, BYTES_A_TOKEN);
  }

  private List<Message> conversation(String part) {
    List<Message> messages = new ArrayList<>(original.messages());
    Message last = messages.getLast();
    if (last.role() == Role.ASSISTANT) {
      // The caller had begun the answer already.
      messages.set(messages.size() - 1, new Message(Role.ASSISTANT, last.text() + part));
    } else {
      messages.add(new Message(Role.ASSISTANT, part));
    }
    return messages;
  }

  private ChatRequest with(List<Message> messages) {
    return new ChatRequest(
        original.model(),
        messages,
        rest(original.sampling()),
        original.tools(),
        original.toolChoice(),
        original.parallelTools(),
        original.format(),
        original.reasoningEffort(),
        original.user(),
        original.stream(),
        original.untranslatable());
  }

  /** The caller's limit of tokens holds for both parts together. */
  private Sampling rest(Sampling all) {
    Integer max = all.maxTokens();
    return max == null
        ? all
        : new Sampling(
            (int) Math.max(1, max - deliveredTokens()),
            all.temperature(),
            all.topP(),
            all.topK(),
            all.stop(),
            all.seed(),
            all.frequencyPenalty(),
            all.presencePenalty());
  }
}
