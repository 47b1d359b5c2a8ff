package dev.modelrouter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every provider of the catalogue over its own fixtures, at every cut of the bytes. */
class ProviderConformanceTest {

  static List<ProviderDefinition> catalogue() {
    return ProviderCatalogue.load();
  }

  private static HttpProvider provider(ProviderDefinition entry) {
    return ProviderRegistry.create(
        entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "secret-key", "m"));
  }

  private static List<Fixture> streams(ProviderDefinition entry) {
    return Fixture.in(folder(entry), entry.dialect().equals("ollama") ? ".ndjson" : ".sse");
  }

  /**
   * Its own, or that of whom it imitates: docs/providers.md says whose answers differ, and that the
   * others are taken at their word.
   */
  private static String folder(ProviderDefinition entry) {
    return Fixture.hasFolder(entry.id()) ? entry.id() : entry.dialect();
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void everyProviderHasFixtures(ProviderDefinition entry) {
    assertThat(Fixture.hasFolder(folder(entry))).as("a folder fixtures/" + entry.id()).isTrue();
    assertThat(streams(entry)).isNotEmpty();
  }

  static Stream<Arguments> allStreams() {
    return catalogue().stream()
        .filter(entry -> Fixture.hasFolder(entry.id()))
        .flatMap(entry -> streams(entry).stream().map(stream -> Arguments.of(entry.id(), stream)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("allStreams")
  void aStreamIsReadRight_howeverItIsCut(String id, Fixture fixture) {
    ProviderDefinition entry =
        catalogue().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    HttpProvider provider = provider(entry);
    byte[] bytes = fixture.bytes();
    List<ChatEvent> whole = null;
    for (Cuts.Cut cut : Cuts.of(bytes)) {
      List<ChatEvent> events = new ArrayList<>();
      StreamDecoder decoder = provider.newStreamDecoder();
      cut.feed(bytes, (b, offset, length) -> decoder.feed(b, offset, length, events::add));
      decoder.end(events::add);
      if (whole == null) {
        whole = events;
        assertExpected(fixture, events);
      }
      assertThat(events).isEqualTo(whole);
    }
    assertThat(whole).doesNotContain(new ChatEvent.Started(""));
  }

  private static void assertExpected(Fixture fixture, List<ChatEvent> events) {
    JsonNode all = fixture.expected();
    // Where several answers were asked for, the first is ours.
    JsonNode expected = all.has("choices") ? all.get("choices").get(0) : all;
    String text =
        string(expected, "content") + string(expected, "response") + string(expected, "refusal");
    assertThat(text(events)).isEqualTo(text);
    assertThat(reasoning(events))
        .isEqualTo(string(expected, "reasoning") + string(expected, "thinking"));
    assertCalls(expected, events);
    boolean error = expected.has("error") && !expected.get("error").isNull();
    boolean finished = !string(expected, "finish_reason").isEmpty();
    boolean whole = !error && (all.path("done").asBoolean() || finished);
    assertThat(events.getLast())
        .isInstanceOf(whole ? ChatEvent.Completed.class : ChatEvent.Failed.class);
    assertThat(events.stream().filter(ProviderConformanceTest::terminal)).hasSize(1);
    JsonNode usage = all.get("usage");
    if (whole && usage != null && !usage.isNull()) {
      assertThat(usage(events))
          .isEqualTo(
              new Usage(
                  usage.get("prompt_tokens").asLong(),
                  usage.get("completion_tokens").asLong(),
                  usage.path("prompt_tokens_details").path("cached_tokens").asLong(0),
                  usage.path("prompt_tokens_details").path("cache_write_tokens").asLong(0),
                  usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0)));
    }
    if (whole && all.has("eval_count")) {
      assertThat(usage(events).output()).isEqualTo(all.get("eval_count").asLong());
    }
  }

  private static void assertCalls(JsonNode expected, List<ChatEvent> events) {
    List<List<String>> calls = new ArrayList<>();
    for (ChatEvent event : events) {
      if (event instanceof ChatEvent.ToolCallDelta delta) {
        if (delta.index() == calls.size()) {
          calls.add(new ArrayList<>(List.of(delta.id(), delta.name(), "")));
        } else {
          assertThat(delta.id()).isNull();
          assertThat(delta.name()).isNull();
        }
        List<String> call = calls.get(delta.index());
        call.set(2, call.get(2) + delta.arguments());
      }
    }
    List<List<String>> wanted = new ArrayList<>();
    for (JsonNode call : expected.path("tool_calls")) {
      // A call without arguments is one of a free-text tool, which nobody can have offered.
      if (call.has("arguments")) {
        JsonNode arguments = call.get("arguments");
        String text = arguments.isString() ? arguments.asString() : arguments.toString();
        wanted.add(List.of(string(call, "id"), string(call, "name"), text));
      }
    }
    assertThat(calls).isEqualTo(wanted);
    if (!calls.isEmpty()) {
      assertThat(events).contains(new ChatEvent.Finished(FinishReason.TOOL_CALLS));
    }
  }

  private static String reasoning(List<ChatEvent> events) {
    StringBuilder text = new StringBuilder();
    for (ChatEvent event : events) {
      if (event instanceof ChatEvent.ReasoningDelta delta) {
        text.append(delta.text());
      }
    }
    return text.toString();
  }

  private static boolean terminal(ChatEvent event) {
    return event instanceof ChatEvent.Completed || event instanceof ChatEvent.Failed;
  }

  private static String string(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? "" : value.asString();
  }

  private static String text(List<ChatEvent> events) {
    StringBuilder text = new StringBuilder();
    for (ChatEvent event : events) {
      if (event instanceof ChatEvent.TextDelta delta) {
        text.append(delta.text());
      }
    }
    return text.toString();
  }

  private static Usage usage(List<ChatEvent> events) {
    Usage last = null;
    for (ChatEvent event : events) {
      if (event instanceof ChatEvent.UsageReported reported) {
        last = reported.usage();
      }
    }
    return last;
  }

  static Stream<Arguments> wholeAnswers() {
    return catalogue().stream()
        .filter(entry -> Fixture.hasFolder(entry.id()))
        .flatMap(
            entry ->
                Fixture.in(entry.id(), ".json").stream()
                    .filter(file -> file.toString().contains("response"))
                    .map(file -> Arguments.of(entry, file)));
  }

  @ParameterizedTest
  @MethodSource("wholeAnswers")
  void aWholeAnswerEndsOnce(ProviderDefinition entry, Fixture fixture) {
    List<ChatEvent> events = new ArrayList<>();
    provider(entry).decodeAnswer(fixture.bytes(), events::add);

    boolean error = fixture.toString().contains("error");
    assertThat(events.getLast())
        .isInstanceOf(error ? ChatEvent.Failed.class : ChatEvent.Completed.class);
    assertThat(events.stream().filter(ProviderConformanceTest::terminal)).hasSize(1);
    if (!error) {
      assertThat(events).hasAtLeastOneElementOfType(ChatEvent.Started.class);
      assertThat(usage(events).output()).isPositive();
    }
  }
}
