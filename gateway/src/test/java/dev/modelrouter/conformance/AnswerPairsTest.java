package dev.modelrouter.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.CompactJson;
import dev.modelrouter.wire.Cuts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dialect a provider answers in, and whatever dialect the caller hears: the caller hears
 * what was said, streamed or whole.
 */
class AnswerPairsTest {
  private static final Cuts.Cut UNCUT = (bytes, reader) -> reader.feed(bytes, 0, bytes.length);
  private static final Usage USAGE = new Usage(20, 9);
  private static final String MODEL = "mö\"del";
  private static final int SEEDS = 100;

  static Stream<Arguments> pairs() {
    return Arrays.stream(Dialect.values())
        .flatMap(from -> Arrays.stream(Dialect.values()).map(to -> Arguments.of(from, to)));
  }

  /**
   * An answer without the order of its thoughts, texts and calls, which whole answers of some
   * dialects do not have.
   */
  private record Gist(String text, String thoughts, List<ContentPart.ToolCall> calls) {
    static Gist of(List<? extends ChatEvent> events) {
      StringBuilder text = new StringBuilder();
      StringBuilder thoughts = new StringBuilder();
      List<ContentPart.ToolCall> calls = new ArrayList<>();
      for (ContentPart part : parts(events)) {
        switch (part) {
          case ContentPart.Text said -> text.append(said.text());
          case ContentPart.Reasoning reasoning -> thoughts.append(reasoning.text());
          case ContentPart.ToolCall call -> calls.add(call);
          default -> throw new AssertionError(part);
        }
      }
      return new Gist(text.toString(), thoughts.toString(), calls);
    }
  }

  /** The answer's parts in their order, arguments without their blanks. */
  private static List<ContentPart> parts(List<? extends ChatEvent> events) {
    List<ChatEvent.Content> pieces = new ArrayList<>();
    for (ChatEvent event : events) {
      if (event instanceof ChatEvent.Content piece) {
        pieces.add(piece);
      }
    }
    return MessageAggregator.message(pieces).parts().stream()
        .map(
            part ->
                part instanceof ContentPart.ToolCall call
                    ? new ContentPart.ToolCall(
                        call.id(), call.name(), CompactJson.of(call.arguments()))
                    : part)
        .toList();
  }

  private static CompletionSummary answer(FinishReason finish) {
    return new CompletionSummary("p", MODEL, USAGE, Map.of(), finish);
  }

  private static FinishReason finish(long seed, List<ChatEvent.Content> pieces) {
    if (seed % 2 == 0) {
      return FinishReason.LENGTH;
    }
    return pieces.stream().anyMatch(ChatEvent.ToolCallDelta.class::isInstance)
        ? FinishReason.TOOL_CALLS
        : FinishReason.STOP;
  }

  /** What the dispatcher knows of an answer at its end. */
  private static CompletionSummary heard(List<ChatEvent> events) {
    String model = "";
    Usage usage = null;
    FinishReason finish = FinishReason.OTHER;
    for (ChatEvent event : events) {
      switch (event) {
        case ChatEvent.Started started -> model = started.model();
        case ChatEvent.UsageReported reported -> usage = reported.usage();
        case ChatEvent.Finished finished -> finish = finished.reason();
        default -> {}
      }
    }
    return new CompletionSummary("p", model, usage, Map.of(), finish);
  }

  private static List<ChatEvent.Content> content(List<ChatEvent> events) {
    return events.stream()
        .filter(ChatEvent.Content.class::isInstance)
        .map(ChatEvent.Content.class::cast)
        .toList();
  }

  private static void assertWhole(List<ChatEvent> events, FinishReason finish) {
    CompletionSummary received = heard(events);
    assertThat(events.getLast()).isEqualTo(ChatEvent.Completed.INSTANCE);
    assertThat(received.model()).isEqualTo(MODEL);
    assertThat(received.finish()).isEqualTo(finish);
    assertThat(received.usage()).isEqualTo(USAGE);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void streams_sayTheSameInTheSameOrder(Dialect from, Dialect to) {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<ChatEvent.Content> pieces = new Conversations(seed).plainAnswer();
      FinishReason finish = finish(seed, pieces);

      List<ChatEvent> read = from.readStream(from.stream(pieces, answer(finish)), UNCUT);
      List<ChatEvent> received = to.readStream(to.stream(content(read), heard(read)), UNCUT);

      assertWhole(read, finish);
      assertWhole(received, finish);
      assertThat(parts(received)).as("seed %d", seed).isEqualTo(parts(pieces));
    }
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void wholeAnswers_sayTheSame_andTheSameAsStreams(Dialect from, Dialect to) {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<ChatEvent.Content> pieces = new Conversations(seed).plainAnswer();
      FinishReason finish = finish(seed, pieces);

      List<ChatEvent> read = from.readWhole(from.whole(pieces, answer(finish)));
      List<ChatEvent> received = to.readWhole(to.whole(content(read), heard(read)));
      List<ChatEvent> streamed = from.readStream(from.stream(pieces, answer(finish)), UNCUT);

      assertWhole(read, finish);
      assertWhole(received, finish);
      assertThat(Gist.of(received)).as("seed %d", seed).isEqualTo(Gist.of(pieces));
      assertThat(Gist.of(read)).isEqualTo(Gist.of(streamed));
    }
  }

  /** A stream was asked for and a document came back, or the other way round. */
  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void wholeAnswer_toldAsAStream_saysTheSame(Dialect from, Dialect to) {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<ChatEvent.Content> pieces = new Conversations(seed).plainAnswer();
      FinishReason finish = finish(seed, pieces);

      List<ChatEvent> read = from.readWhole(from.whole(pieces, answer(finish)));
      List<ChatEvent> received = to.readStream(to.stream(content(read), heard(read)), UNCUT);

      assertWhole(received, finish);
      assertThat(Gist.of(received)).as("seed %d", seed).isEqualTo(Gist.of(pieces));
    }
  }

  /** A stream that ends anywhere before its end is never heard as a whole one. */
  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void cutStreams_areReadAsBroken(Dialect from, Dialect to) {
    for (int seed = 0; seed < 20; seed++) {
      List<ChatEvent.Content> pieces = new Conversations(seed).plainAnswer();
      byte[] sent = from.stream(pieces, answer(finish(seed, pieces)));
      for (int length = 0; length < sent.length; length += 13) {
        List<ChatEvent> read = from.readStream(Arrays.copyOf(sent, length), UNCUT);
        if (read.getLast() instanceof ChatEvent.Failed failed) {
          List<ChatEvent> received = to.readStream(broken(to, read, failed), UNCUT);

          assertThat(received.getLast()).isInstanceOf(ChatEvent.Failed.class);
          assertThat(received).doesNotContain(ChatEvent.Completed.INSTANCE);
        } else {
          // All but the end mark, or the line's end behind it, had come.
          assertThat(Gist.of(read)).isEqualTo(Gist.of(pieces));
        }
      }
    }
  }

  /** Nobody ought to speak so, but what is said must not turn into something else. */
  @ParameterizedTest
  @EnumSource
  void contentBetweenThePiecesOfACall_isReceivedBesideIt(Dialect to) {
    List<ChatEvent.Content> pieces =
        List.of(
            new ChatEvent.ToolCallDelta(0, "id0", "f", "{\"a\":"),
            new ChatEvent.TextDelta("one "),
            new ChatEvent.ToolCallDelta(1, "id1", "g", "{\"b\""),
            new ChatEvent.ReasoningDelta("hm"),
            new ChatEvent.ToolCallDelta(0, null, null, "1}"),
            new ChatEvent.TextDelta("two"),
            new ChatEvent.ToolCallDelta(1, null, null, ":2}"));

    List<ChatEvent> read =
        Dialect.OPENAI.readStream(
            Dialect.OPENAI.stream(pieces, answer(FinishReason.TOOL_CALLS)), UNCUT);
    List<ChatEvent> received = to.readStream(to.stream(content(read), heard(read)), UNCUT);

    assertWhole(received, FinishReason.TOOL_CALLS);
    assertThat(Gist.of(received)).isEqualTo(Gist.of(pieces));
  }

  private static byte[] broken(Dialect to, List<ChatEvent> read, ChatEvent.Failed failed) {
    StreamWriter writer = to.writer(MODEL);
    content(read).forEach(writer::content);
    writer.failed(failed.error());
    return new ByteBuilder(64).append(writer.take()).take();
  }
}
