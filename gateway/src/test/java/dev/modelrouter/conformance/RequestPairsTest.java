package dev.modelrouter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.ToolChoice;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.CompactJson;
import dev.modelrouter.wire.JsonObjectText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dialect a caller asks in, and whatever dialect the provider is asked in: the provider is
 * asked the same.
 */
class RequestPairsTest {
  private static final int SEEDS = 400;

  /** For who has no field for it. */
  private static final String JSON_IN_WORDS = "Answer with a single JSON object and nothing else.";

  static Stream<Arguments> pairs() {
    return Arrays.stream(Dialect.values())
        .flatMap(from -> Arrays.stream(Dialect.values()).map(to -> Arguments.of(from, to)));
  }

  /** What the reader of this dialect makes of the request in its words. */
  private static ChatRequest through(Dialect dialect, ChatRequest request) {
    return dialect.read(dialect.write(request).body(), request);
  }

  /**
   * What can be said in a dialect is a fixed point: asked once or twice in it, it is the same, and
   * nothing more is dropped.
   */
  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void whatBothCanSay_isReadAsItWasWritten(Dialect from, Dialect to) {
    int said = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      ChatRequest once;
      try {
        once = through(to, through(from, new Conversations(seed).request()));
      } catch (UntranslatableRequestException e) {
        continue;
      }

      assertThat(through(to, once)).as("seed %d", seed).isEqualTo(once);
      assertThat(to.write(once).dropped()).as("seed %d", seed).isEmpty();
      said++;
    }
    assertThat(said).isGreaterThan(SEEDS / 6);
  }

  /** The texts, calls and results of a conversation, by who says them. */
  private record Gist(
      String system,
      String user,
      String assistant,
      List<ContentPart.ToolCall> calls,
      List<List<String>> results,
      long media,
      List<String> tools) {
    static Gist of(ChatRequest request) {
      List<ContentPart.ToolCall> calls = new ArrayList<>();
      List<List<String>> results = new ArrayList<>();
      long media = 0;
      for (Message message : request.messages()) {
        for (ContentPart part : message.parts()) {
          switch (part) {
            case ContentPart.ToolCall call ->
                calls.add(
                    new ContentPart.ToolCall(call.id(), call.name(), object(call.arguments())));
            case ContentPart.ToolResult result ->
                results.add(List.of(result.callId(), result.text()));
            case ContentPart.Image ignored -> media++;
            case ContentPart.Document ignored -> media++;
            case ContentPart.Audio ignored -> media++;
            case ContentPart.Text ignored -> {}
            case ContentPart.Reasoning ignored -> {}
          }
        }
      }
      return new Gist(
          texts(request, Role.SYSTEM).replace(JSON_IN_WORDS, "").strip(),
          texts(request, Role.USER).replace("(continue)", "").replace("(empty)", ""),
          texts(request, Role.ASSISTANT).replace("(empty)", ""),
          calls,
          results,
          media,
          request.tools().stream().map(tool -> tool.name() + ":" + tool.description()).toList());
    }

    /** Blanks alone are nothing to say. */
    private static String texts(ChatRequest request, Role role) {
      StringBuilder texts = new StringBuilder();
      for (Message message : request.messages()) {
        if (message.role() == role) {
          for (ContentPart part : message.parts()) {
            if (part instanceof ContentPart.Text text && !text.text().isBlank()) {
              texts.append(text.text());
            }
          }
        }
      }
      return texts.toString();
    }

    private static String object(String arguments) {
      ByteBuilder out = new ByteBuilder(64);
      JsonObjectText.append(out, arguments);
      return CompactJson.of(new String(out.take(), StandardCharsets.UTF_8));
    }
  }

  /** Media of kinds that a dialect does not take are dropped by name, or the request refused. */
  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void conversation_reachesTheProviderWhole(Dialect from, Dialect to) {
    int reached = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      ChatRequest request = new Conversations(seed).request();
      Gist read;
      List<String> dropped = new ArrayList<>();
      try {
        dropped.addAll(from.write(request).dropped());
        ChatRequest between = through(from, request);
        dropped.addAll(to.write(between).dropped());
        read = Gist.of(through(to, between));
      } catch (UntranslatableRequestException e) {
        continue;
      }
      Gist asked = Gist.of(request);

      assertThat(read.system()).as("seed %d", seed).isEqualTo(asked.system());
      assertThat(read.user()).as("seed %d", seed).isEqualTo(asked.user());
      assertThat(read.assistant()).as("seed %d", seed).isEqualTo(asked.assistant());
      assertThat(read.calls()).as("seed %d", seed).isEqualTo(asked.calls());
      assertThat(read.results()).as("seed %d", seed).isEqualTo(asked.results());
      if (dropped.stream().noneMatch(name -> name.equals("file") || name.equals("input_audio"))) {
        assertThat(read.media()).as("seed %d", seed).isEqualTo(asked.media());
      }
      reached++;
    }
    assertThat(reached).isGreaterThan(SEEDS / 6);
  }

  /** What a parameter's loss is called. */
  private static Map<String, Function<ChatRequest, @Nullable Object>> parameters() {
    Map<String, Function<ChatRequest, @Nullable Object>> all = new LinkedHashMap<>();
    all.put("max_tokens", request -> request.sampling().maxTokens());
    all.put("temperature", request -> request.sampling().temperature());
    all.put("top_p", request -> request.sampling().topP());
    all.put("stop", request -> emptyAsNull(request.sampling().stop()));
    all.put("seed", request -> request.sampling().seed());
    all.put("frequency_penalty", request -> request.sampling().frequencyPenalty());
    all.put("presence_penalty", request -> request.sampling().presencePenalty());
    all.put("tool_choice", RequestPairsTest::choice);
    all.put("parallel_tool_calls", RequestPairsTest::oneAtATime);
    all.put("response_format", request -> request.format().getClass());
    all.put("reasoning_effort", request -> request.reasoningEffort() == null ? null : "some");
    return all;
  }

  private static @Nullable Object emptyAsNull(List<String> texts) {
    return texts.isEmpty() ? null : texts;
  }

  /** To have no tools is to be allowed none. */
  private static ToolChoice choice(ChatRequest request) {
    return request.tools().isEmpty() ? new ToolChoice.None() : request.toolChoice();
  }

  /** That several may be called at once goes without saying. */
  private static @Nullable Object oneAtATime(ChatRequest request) {
    boolean some = !(choice(request) instanceof ToolChoice.None);
    return some && Boolean.FALSE.equals(request.parallelTools()) ? false : null;
  }

  @ParameterizedTest
  @EnumSource
  void parameter_isSaid_orNamedAsDropped(Dialect dialect) {
    for (int seed = 0; seed < SEEDS; seed++) {
      ChatRequest request = new Conversations(seed).request();
      List<String> dropped;
      ChatRequest read;
      try {
        dropped = dialect.write(request).dropped();
        read = through(dialect, request);
      } catch (UntranslatableRequestException e) {
        continue;
      }
      parameters()
          .forEach(
              (name, value) -> {
                Object given = value.apply(request);
                if (given != null && !dropped.contains(name)) {
                  assertThat(value.apply(read)).as("%s of %s", name, request).isEqualTo(given);
                }
              });
    }
  }
}
