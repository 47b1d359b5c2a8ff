package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.Tool;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.OutboundRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dialect a caller asks in: a conversation with broken turns, ids used twice, names that
 * no API takes, schemas, formats and limits is never refused by the API that it is sent to.
 */
class StrictPairsTest {
  private static final int SEEDS = 60;
  private static final List<String> IDS =
      List.of(
          "call_1", "call_1", "functions.f:0", "x".repeat(80), "x".repeat(81), "abcDEF123", "é");
  private static final List<String> NAMES =
      List.of("get", "mcp.docs:search", "n".repeat(70), "9lives", "ünï code", "a_b", "a.b");
  private static final List<String> SCHEMAS =
      List.of(
          "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"minLength\":2}}}",
          "{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"a\":{}}},{\"$ref\":\"#/$defs/b\"}],"
              + "\"$defs\":{\"b\":{\"type\":\"object\",\"properties\":{\"b\":{}}}}}",
          "{\"type\":\"object\",\"oneOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}],"
              + "\"properties\":{\"a\":{},\"b\":{}},\"additionalProperties\":true}");

  private static final class Talk {
    private final Random random;

    Talk(long seed) {
      random = new Random(seed);
    }

    private <T> T any(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }

    private <T> T maybe(Supplier<T> value, T otherwise) {
      return random.nextBoolean() ? value.get() : otherwise;
    }

    ChatRequest request() {
      List<Message> messages = new ArrayList<>();
      messages.add(new Message(random.nextBoolean() ? Role.SYSTEM : Role.DEVELOPER, "Be brief."));
      for (int i = random.nextInt(7); i >= 0; i--) {
        messages.add(message());
      }
      messages.add(new Message(Role.USER, "go"));
      if (random.nextInt(4) == 0) {
        messages.add(new Message(Role.ASSISTANT, "I begin"));
      }
      List<Tool> tools = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        tools.add(new Tool(any(NAMES), null, maybe(() -> any(SCHEMAS), null), null));
      }
      return new ChatRequest(
          ModelId.ANY,
          messages,
          new Sampling(
              maybe(() -> 1_000_000, 9),
              maybe(() -> 0.3, null),
              maybe(() -> 0.5, null),
              maybe(() -> 4, null),
              maybe(() -> List.of("a", "b", "c", "d", "e", "f", "g"), List.of()),
              maybe(() -> 7L, null),
              maybe(() -> 0.2, null),
              maybe(() -> 0.2, null)),
          tools,
          tools.isEmpty()
              ? ToolChoice.AUTO
              : maybe(() -> new ToolChoice.Named(tools.getFirst().name()), ToolChoice.AUTO),
          tools.isEmpty() ? null : maybe(() -> false, null),
          switch (random.nextInt(3)) {
            case 0 -> new ResponseFormat.Json();
            case 1 -> new ResponseFormat.Schema("s", SCHEMAS.getFirst(), null);
            default -> ResponseFormat.TEXT;
          },
          maybe(() -> ReasoningEffort.of(any(List.of("none", "low", "max"))), null),
          maybe(() -> any(List.of("u", "a@example.com", "+1 555 123 45 67")), null),
          random.nextBoolean(),
          List.of());
    }

    private Message message() {
      return switch (random.nextInt(4)) {
        case 0 -> new Message(Role.USER, maybe(() -> "", "hi"));
        case 1 -> new Message(Role.ASSISTANT, maybe(() -> "", "well"));
        case 2 -> {
          List<ContentPart> parts = new ArrayList<>();
          for (int i = random.nextInt(3); i >= 0; i--) {
            parts.add(
                new ContentPart.ToolCall(any(IDS), any(NAMES), maybe(() -> "{", "{\"a\":1}")));
          }
          yield new Message(Role.ASSISTANT, parts);
        }
        default ->
            new Message(
                Role.TOOL,
                List.of(new ContentPart.ToolResult(any(IDS), null, "r", random.nextBoolean())));
      };
    }
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(Dialect.values())
        .flatMap(
            from -> RequestRulesTest.targets().stream().map(target -> Arguments.of(from, target)));
  }

  /** What a caller of a dialect says is what the dialect's own writer makes of the conversation. */
  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void conversation_ofWhateverKind_isAccepted(Dialect from, RequestRulesTest.Target target) {
    int accepted = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      ChatRequest request = new Talk(seed).request();
      ChatRequest asked;
      try {
        asked = from == Dialect.OPENAI ? request : from.read(from.write(request).body(), request);
      } catch (UntranslatableRequestException e) {
        continue;
      }
      OutboundRequest sent =
          RequestRulesTest.provider(target.provider()).encode(asked, target.model());

      assertThat(target.api().apply(RequestRulesTest.tree(sent)))
          .as("seed %d: %s", seed, new String(sent.body(), UTF_8))
          .isEmpty();
      accepted++;
    }
    assertThat(accepted).isGreaterThan(SEEDS / 2);
  }
}
