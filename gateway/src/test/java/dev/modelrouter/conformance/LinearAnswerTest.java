package dev.modelrouter.conformance;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.provider.InspectingRelay;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Cuts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reading an answer of any kind in any dialect, streamed or whole, and writing it for any caller,
 * takes time in proportion to its size, however its bytes are cut.
 */
class LinearAnswerTest {
  private static final CompletionSummary END =
      new CompletionSummary("p", "m", new Usage(2, 3), Map.of(), FinishReason.STOP);

  /** What there is much of in an answer. */
  enum Kind {
    TEXTS {
      @Override
      void add(int i, int n, List<ChatEvent.Content> pieces) {
        pieces.add(new ChatEvent.TextDelta("word" + i + " "));
      }
    },
    LONG_TEXT {
      @Override
      void add(int i, int n, List<ChatEvent.Content> pieces) {
        if (i == 0) {
          pieces.add(new ChatEvent.TextDelta("a \"long\" text,\n".repeat(n)));
        }
      }
    },
    CALLS {
      @Override
      void add(int i, int n, List<ChatEvent.Content> pieces) {
        pieces.add(new ChatEvent.ToolCallDelta(i, "id" + i, "tool", "{\"a\":1}"));
      }
    },
    CALLS_THAT_STAY_OPEN {
      @Override
      void add(int i, int n, List<ChatEvent.Content> pieces) {
        pieces.add(new ChatEvent.ToolCallDelta(i, "id" + i, "tool", "{"));
      }
    },
    ARGUMENTS {
      @Override
      void add(int i, int n, List<ChatEvent.Content> pieces) {
        String id = i == 0 ? "id" : null;
        String begin = i == 0 ? "{\"a\":\"" : "";
        String end = i == n - 1 ? "\"}" : "";
        pieces.add(new ChatEvent.ToolCallDelta(0, id, i == 0 ? "t" : null, begin + "x" + end));
      }
    };

    abstract void add(int i, int n, List<ChatEvent.Content> pieces);

    List<ChatEvent.Content> of(int n) {
      List<ChatEvent.Content> pieces = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        add(i, n, pieces);
      }
      return pieces;
    }
  }

  static Stream<Arguments> decoders() {
    return Arrays.stream(Dialect.values())
        .flatMap(dialect -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(dialect, kind)));
  }

  static Stream<Arguments> callers() {
    return Arrays.stream(Caller.values())
        .flatMap(caller -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(caller, kind)));
  }

  private static Cuts.Cut every(int bytes) {
    return (all, reader) -> {
      for (int at = 0; at < all.length; at += bytes) {
        reader.feed(all, at, Math.min(bytes, all.length - at));
      }
    };
  }

  /** Mistral's reasoning models send their text in parts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"text\",\"text\":\"some text \"},",
        "{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"some text \"}]},"
      })
  void readChunk_ofManyParts_takesLinearTime(String part) {
    CpuGrowth.assertLinear(
        part,
        n ->
            ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":["
                    + part.repeat(n)
                    + "{}]}}]}\n\n")
                .getBytes(StandardCharsets.UTF_8),
        bytes -> Dialect.OPENAI.readStream(bytes, every(bytes.length)).size());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("decoders")
  void readStream_takesLinearTime_howeverItIsCut(Dialect dialect, Kind kind) {
    for (int cut : new int[] {3, 100_000_000}) {
      CpuGrowth.assertLinear(
          "cut every " + cut,
          n -> dialect.stream(kind.of(n), END),
          bytes -> dialect.readStream(bytes, every(cut)).size());
    }
    CpuGrowth.assertLinear(
        "reading along",
        n -> dialect.stream(kind.of(n), END),
        bytes -> {
          long[] passed = {0};
          StreamDecoder along =
              new InspectingRelay(
                  dialect.decoder(),
                  dialect == Dialect.OLLAMA
                      ? InspectingRelay.Framing.LINES
                      : InspectingRelay.Framing.EVENTS,
                  (from, begin, end) -> passed[0] += end - begin);
          every(7).feed(bytes, (b, from, length) -> along.feed(b, from, length, event -> {}));
          along.end(event -> {});
          return passed[0];
        });
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("decoders")
  void readWhole_takesLinearTime(Dialect dialect, Kind kind) {
    CpuGrowth.assertLinear(
        "whole", n -> dialect.whole(kind.of(n), END), bytes -> dialect.readWhole(bytes).size());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("callers")
  void write_takesLinearTime_streamedAndWhole(Caller caller, Kind kind) {
    CpuGrowth.assertLinear(
        "stream",
        n -> new AnswerContent(kind.of(n), END),
        answerContent -> caller.streamed(answerContent).length);
    CpuGrowth.assertLinear(
        "whole",
        n -> new AnswerContent(kind.of(n), END),
        answerContent -> caller.whole(answerContent).length);
  }
}
