package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.CompactJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider's answer, told in the caller's dialect and sent back with the next question, reaches
 * that provider as it was, with the seals on its thoughts; any other provider gets none of them.
 */
class SignaturePairsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SEEDS = 200;

  /** An answer as this provider seals it. */
  private static List<ChatEvent.Content> answer(Dialect from, int seed) {
    Random random = new Random(seed);
    Conversations texts = new Conversations(seed);
    List<ChatEvent.Content> pieces = new ArrayList<>();
    int calls = 0;
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (random.nextBoolean()) {
        thought(from, texts, random, pieces);
      }
      if (random.nextBoolean()) {
        pieces.add(new ChatEvent.TextDelta("said " + texts.someText()));
      } else {
        String arguments = "{\"n\":9007199254740993,\"s\":\"\\\"}\"}";
        pieces.add(new ChatEvent.ToolCallDelta(calls, "id" + calls, "f", arguments));
        calls++;
      }
    }
    return pieces;
  }

  private static void thought(
      Dialect from, Conversations texts, Random random, List<ChatEvent.Content> pieces) {
    String value = "c2VhbA" + random.nextInt(100) + "==";
    if (from == Dialect.ANTHROPIC && random.nextInt(3) == 0) {
      pieces.add(
          new ChatEvent.SignatureDelta(
              new ReasoningSignature(ReasoningSignature.ANTHROPIC_REDACTED, value)));
      return;
    }
    if (random.nextInt(4) > 0) {
      pieces.add(new ChatEvent.ReasoningDelta("thought " + texts.someText()));
    }
    String maker =
        from == Dialect.GEMINI ? ReasoningSignature.GEMINI : ReasoningSignature.ANTHROPIC;
    pieces.add(new ChatEvent.SignatureDelta(new ReasoningSignature(maker, value)));
  }

  private static List<ChatEvent.Content> content(List<ChatEvent> events) {
    return events.stream()
        .filter(ChatEvent.Content.class::isInstance)
        .map(ChatEvent.Content.class::cast)
        .toList();
  }

  /** What the caller sends with its next question, given the body of a whole answer. */
  private static byte[] nextQuestion(Dialect caller, byte[] received) {
    JsonNode answer = JSON.readTree(received);
    String body =
        caller == Dialect.GEMINI
            ? "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]},%s,"
                    .formatted(answer.at("/candidates/0/content"))
                + "{\"role\":\"user\",\"parts\":[{\"text\":\"Go on\"}]}]}"
            : "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"assistant\",\"content\":%s},".formatted(answer.get("content"))
                + "{\"role\":\"user\",\"content\":\"Go on\"}]}";
    return body.getBytes(UTF_8);
  }

  private static ChatRequest shell() {
    return new ChatRequest(ModelId.ANY, List.of(new Message(Role.USER, "")), 1, 1, false);
  }

  /** What the provider's side makes of the assistant's turn. */
  private static List<ContentPart> sentBack(Dialect to, ChatRequest next) {
    return to.read(to.write(next).body(), next).messages().stream()
        .filter(message -> message.role() == Role.ASSISTANT)
        .flatMap(message -> message.parts().stream())
        .filter(part -> !isFiller(part))
        .map(SignaturePairsTest::compact)
        .toList();
  }

  /** What stands on a call where Gemini's signature is missing. */
  private static boolean isFiller(ContentPart part) {
    return part instanceof ContentPart.Reasoning reasoning
        && new ReasoningSignature(ReasoningSignature.GEMINI, "skip_thought_signature_validator")
            .equals(reasoning.signature());
  }

  private static ContentPart compact(ContentPart part) {
    return part instanceof ContentPart.ToolCall call
        ? new ContentPart.ToolCall(call.id(), call.name(), CompactJson.of(call.arguments()))
        : part;
  }

  @ParameterizedTest(name = "{0} -> {1} -> {2}")
  @CsvSource({
    "GEMINI,GEMINI,ANTHROPIC",
    "GEMINI,ANTHROPIC,OPENAI",
    "ANTHROPIC,ANTHROPIC,GEMINI",
    "ANTHROPIC,GEMINI,OLLAMA",
  })
  void reasoning_comeBackToTheirMaker_andToNoAlternative(
      Dialect provider, Dialect caller, Dialect other) {
    int sealed = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<ChatEvent.Content> pieces = answer(provider, seed);
      CompletionSummary end =
          new CompletionSummary("p", "m", new Usage(1, 1), Map.of(), FinishReason.STOP);
      List<ChatEvent.Content> read = content(provider.readWhole(provider.whole(pieces, end)));
      ChatRequest next = caller.read(nextQuestion(caller, caller.whole(read, end)), shell());

      List<ContentPart> original = MessageAggregator.message(pieces).parts();
      assertThat(sentBack(provider, next)).as("seed %d", seed).isEqualTo(original);
      String elsewhere = new String(other.write(next).body(), UTF_8);
      for (ContentPart part : original) {
        if (part instanceof ContentPart.Reasoning reasoning && reasoning.signature() != null) {
          assertThat(elsewhere).doesNotContain(reasoning.signature().value());
          sealed++;
        }
      }
    }
    assertThat(sealed).isGreaterThan(SEEDS / 2);
  }
}
