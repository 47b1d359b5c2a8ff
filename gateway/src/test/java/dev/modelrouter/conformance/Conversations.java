package dev.modelrouter.conformance;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes up conversations and answers that OpenAI's dialect can say in full. */
public final class Conversations {
  private static final List<String> TEXTS =
      List.of(
          "plain",
          "",
          "a\nb\r\nc\td",
          "data: [DONE]\n\ndata: x",
          "\u2028 and \u2029 and \u0085 and \uFEFF",
          "🎉👩‍👩‍👧 日本 ß",
          "\"quoted\" \\ back </script>",
          "\u0001\u001f\u007f",
          "{\"error\":null}");
  private static final List<String> ARGUMENTS =
      List.of(
          "{}",
          "",
          "{\"n\":9007199254740993,\"x\":1e400,\"y\":0.10}",
          "{\"a\":\"\\u0007😀\\n\"}",
          "{\"broken\":",
          "[1]");

  private static final List<String> OBJECTS =
      List.of(
          "{}",
          "{\"n\":9007199254740993,\"x\":1e400,\"y\":0.10,\"z\":-0}",
          "{\"s\":\"}{\\\"\\\\\",\"\":[]}",
          "{\"a\":{\"b\":[{\"c\":null},true,\"\\ud83d\\ude00\\n\u00df\"]}}");

  private final Random random;

  /** Others for each seed, the same for the same. */
  public Conversations(long seed) {
    random = new Random(seed);
  }

  /** Hard text, possibly empty. */
  public String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** Hard text, never empty. */
  public String someText() {
    return text() + "!";
  }

  private String arguments() {
    return ARGUMENTS.get(random.nextInt(ARGUMENTS.size()));
  }

  private <T> T maybe(Supplier<T> value) {
    return random.nextBoolean() ? null : value.get();
  }

  /** A conversation with tools, media, results of tools and all parameters. */
  public ChatRequest request() {
    List<Message> messages = new ArrayList<>();
    if (random.nextBoolean()) {
      messages.add(new Message(Role.SYSTEM, text()));
    }
    for (int turn = random.nextInt(3); turn >= 0; turn--) {
      messages.add(user());
      answer(messages, turn);
    }
    messages.add(user());
    List<Tool> tools =
        random.nextBoolean()
            ? List.of()
            : List.of(
                new Tool("f", maybe(this::text), maybe(() -> "{\"max\":1e400}"), maybe(() -> true)),
                new Tool("g", null, "{\"type\":\"object\"}", null));
    Sampling sampling = sampling();
    ToolChoice choice = tools.isEmpty() ? ToolChoice.AUTO : choice();
    Boolean parallel = tools.isEmpty() ? null : maybe(() -> random.nextBoolean());
    ResponseFormat format = format();
    if (format instanceof ResponseFormat.Json) {
      // OpenAI demands the word.
      if (messages.getFirst().role() == Role.SYSTEM) {
        messages.removeFirst();
      }
      messages.addFirst(new Message(Role.SYSTEM, "Answer in JSON."));
    }
    return new ChatRequest(
        ModelId.ANY,
        messages,
        sampling,
        tools,
        choice,
        parallel,
        format,
        maybe(() -> ReasoningEffort.of("high")),
        maybe(this::text),
        random.nextBoolean(),
        List.of());
  }

  private Message user() {
    if (random.nextBoolean()) {
      return new Message(Role.USER, text());
    }
    List<ContentPart> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      parts.add(
          switch (random.nextInt(6)) {
            case 0 -> new ContentPart.Image(new Media.Remote("https://x/é", null), "low");
            case 1 -> new ContentPart.Image(new Media.Inline("image/png", "iVBO/+=="), null);
            case 2 -> new ContentPart.Audio(new Media.Inline("audio/mpeg", "AAAA"));
            case 3 -> new ContentPart.Document(new Media.Inline("application/pdf", "AAA="), "a\"");
            case 4 -> new ContentPart.Document(new Media.Remote("file-123", null), null);
            default -> new ContentPart.Text(text());
          });
    }
    return new Message(Role.USER, parts);
  }

  private void answer(List<Message> messages, int turn) {
    List<ContentPart> parts = new ArrayList<>();
    List<ContentPart.ToolResult> results = new ArrayList<>();
    int calls = random.nextInt(3);
    if (calls == 0 || random.nextBoolean()) {
      parts.add(new ContentPart.Text(text()));
    }
    for (int i = 0; i < calls; i++) {
      String id = "call_" + turn + "_" + i;
      parts.add(new ContentPart.ToolCall(id, "f" + i, arguments()));
      results.add(new ContentPart.ToolResult(id, "f" + i, text(), false));
    }
    messages.add(new Message(Role.ASSISTANT, parts));
    results.forEach(result -> messages.add(new Message(Role.TOOL, List.of(result))));
  }

  private Sampling sampling() {
    return new Sampling(
        maybe(() -> 1 + random.nextInt(9)),
        maybe(() -> random.nextDouble() * 2),
        maybe(random::nextDouble),
        null,
        random.nextBoolean() ? List.of() : List.of(someText(), "END"),
        maybe(random::nextLong),
        maybe(() -> -2.0),
        maybe(() -> 1e-7));
  }

  private ToolChoice choice() {
    return switch (random.nextInt(4)) {
      case 0 -> new ToolChoice.None();
      case 1 -> new ToolChoice.Required();
      case 2 -> new ToolChoice.Named("g");
      default -> ToolChoice.AUTO;
    };
  }

  private ResponseFormat format() {
    return switch (random.nextInt(3)) {
      case 0 -> new ResponseFormat.Json();
      case 1 -> new ResponseFormat.Schema("s", "{\"const\":9007199254740993}", maybe(() -> false));
      default -> ResponseFormat.TEXT;
    };
  }

  /** Thoughts, text and parallel tool calls whose arguments come in pieces, interleaved. */
  public List<ChatEvent.Content> answer() {
    List<ChatEvent.Content> pieces = new ArrayList<>();
    int calls = 0;
    for (int i = random.nextInt(12); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> pieces.add(new ChatEvent.ReasoningDelta(someText()));
        case 1 -> pieces.add(new ChatEvent.TextDelta(someText()));
        case 2 -> {
          pieces.add(new ChatEvent.ToolCallDelta(calls, "id" + calls, "f", openArguments(text())));
          calls++;
        }
        default -> {
          if (calls > 0) {
            int call = random.nextInt(calls);
            pieces.add(new ChatEvent.ToolCallDelta(call, null, null, openArguments(someText())));
          }
        }
      }
    }
    return pieces;
  }

  /** Arguments that never are a whole object, since decoders leave out what follows one. */
  private static String openArguments(String text) {
    return text.replace('{', '(').replace('}', ')');
  }

  /**
   * An answer that every dialect can say: arguments are JSON objects, and the pieces of parallel
   * calls may be mixed with one another, but not with anything else.
   */
  public List<ChatEvent.Content> plainAnswer() {
    List<ChatEvent.Content> pieces = new ArrayList<>();
    int calls = 0;
    for (int i = random.nextInt(6); i >= 0; i--) {
      switch (random.nextInt(3)) {
        case 0 -> pieces.add(new ChatEvent.ReasoningDelta(someText()));
        case 1 -> pieces.add(new ChatEvent.TextDelta(someText()));
        default -> {
          int more = 1 + random.nextInt(3);
          calls(pieces, calls, more);
          calls += more;
        }
      }
    }
    return pieces;
  }

  private void calls(List<ChatEvent.Content> pieces, int from, int count) {
    List<String> rest = new ArrayList<>();
    for (int call = from; call < from + count; call++) {
      pieces.add(new ChatEvent.ToolCallDelta(call, "id" + call, "f" + call % 2, ""));
      rest.add(OBJECTS.get(random.nextInt(OBJECTS.size())));
    }
    while (rest.stream().anyMatch(left -> !left.isEmpty())) {
      int call = random.nextInt(count);
      String left = rest.get(call);
      int length = Math.min(left.length(), 1 + random.nextInt(12));
      if (length > 0) {
        pieces.add(new ChatEvent.ToolCallDelta(from + call, null, null, left.substring(0, length)));
        rest.set(call, left.substring(length));
      }
    }
  }
}
