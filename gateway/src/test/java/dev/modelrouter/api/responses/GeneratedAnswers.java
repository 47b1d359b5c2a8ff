package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.CustomToolAdapter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.conformance.Conversations;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes up answers as providers give them: whole arguments, in pieces that may come mixed. */
final class GeneratedAnswers {
  static final Usage USAGE = new Usage(20, 9, 4, 2, 3);

  private static final List<String> ARGUMENTS =
      List.of(
          "{}",
          " {\"a\":{\"b\":[{}]}}",
          "{\"s\":\"}{\\\"\\\\\"}",
          "{\"n\":9007199254740993,\"x\":1e400}");

  private final Random random;
  private final Conversations texts;
  private final List<ChatEvent.Content> pieces = new ArrayList<>();
  private int calls;

  /** Others for each seed, the same for the same. */
  GeneratedAnswers(long seed) {
    random = new Random(seed);
    texts = new Conversations(seed);
  }

  /** How such an answer ends. */
  static CompletionSummary stopped(FinishReason finish) {
    return new CompletionSummary("p", "mö\"del", USAGE, Map.of(), finish);
  }

  /** A request with the functions {@code f0} … and the custom tool {@code free}. */
  static ResponsesRequest request() {
    return ResponsesRequestReader.read(
        """
        {"input":"x","tools":[{"type":"custom","name":"free"},
        {"type":"function","name":"f0","parameters":{"type":"object"},"strict":false}]}
        """
            .getBytes(UTF_8),
        ModelId.ANY,
        true);
  }

  List<ChatEvent.Content> pieces() {
    for (int i = random.nextInt(6); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> pieces.add(new ChatEvent.TextDelta(texts.someText()));
        case 1 -> pieces.add(new ChatEvent.ReasoningDelta(texts.someText()));
        case 2 ->
            pieces.add(
                new ChatEvent.SignatureDelta(
                    new ReasoningSignature(
                        ReasoningSignature.MAKERS.get(
                            random.nextInt(ReasoningSignature.MAKERS.size())),
                        "c2VhbA==")));
        default -> calls(1 + random.nextInt(3));
      }
    }
    return pieces;
  }

  /** Some calls whose pieces come mixed. */
  private void calls(int count) {
    List<String> rest = new ArrayList<>();
    int first = calls;
    for (int i = 0; i < count; i++) {
      boolean free = random.nextInt(3) == 0;
      String name = free ? "free" : "f" + random.nextInt(2);
      String arguments =
          free
              ? CustomToolAdapter.wrap(texts.text())
              : ARGUMENTS.get(random.nextInt(ARGUMENTS.size()));
      int cut = random.nextInt(arguments.length() + 1);
      pieces.add(
          new ChatEvent.ToolCallDelta(calls, "call_" + calls, name, arguments.substring(0, cut)));
      rest.add(arguments.substring(cut));
      calls++;
    }
    while (rest.stream().anyMatch(text -> !text.isEmpty())) {
      int call = random.nextInt(count);
      String text = rest.get(call);
      int cut = random.nextInt(text.length() + 1);
      if (cut > 0) {
        pieces.add(new ChatEvent.ToolCallDelta(first + call, null, null, text.substring(0, cut)));
        rest.set(call, text.substring(cut));
      }
    }
  }
}
