package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.Cuts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A provider says the same as a stream and as a whole answer, and so a caller hears the same either
 * way, to the counts and the seals.
 */
class StreamedAndWholeTest {
  private static final Cuts.Cut UNCUT = (bytes, reader) -> reader.feed(bytes, 0, bytes.length);
  private static final String MODEL = "mö\"del";
  private static final Usage USAGE = new Usage(20, 9, 4, 2, 3);
  private static final int SEEDS = 100;

  static Stream<Arguments> pairs() {
    return Arrays.stream(Dialect.values())
        .flatMap(from -> Arrays.stream(Caller.values()).map(to -> Arguments.of(from, to)));
  }

  /** An answer with the seals that this provider makes, if it makes any. */
  private static AnswerContent answer(Dialect from, int seed) {
    Random random = new Random(seed);
    List<ChatEvent.Content> pieces = new ArrayList<>();
    for (ChatEvent.Content piece : new Conversations(seed).plainAnswer()) {
      pieces.add(piece);
      if (piece instanceof ChatEvent.ReasoningDelta && random.nextBoolean()) {
        switch (from) {
          case ANTHROPIC -> pieces.add(sealed(ReasoningSignature.ANTHROPIC, seed));
          case GEMINI -> pieces.add(sealed(ReasoningSignature.GEMINI, seed));
          case OPENAI, OLLAMA -> {}
        }
      } else if (from == Dialect.ANTHROPIC && piece instanceof ChatEvent.TextDelta) {
        pieces.add(sealed(ReasoningSignature.ANTHROPIC_REDACTED, seed));
      }
    }
    return new AnswerContent(
        pieces, new CompletionSummary("p", MODEL, USAGE, Map.of(), finish(from, seed, pieces)));
  }

  private static ChatEvent.Content sealed(String maker, int seed) {
    return new ChatEvent.SignatureDelta(new ReasoningSignature(maker, "c2VhbA" + seed));
  }

  private static FinishReason finish(Dialect from, int seed, List<ChatEvent.Content> pieces) {
    boolean filters = from == Dialect.OPENAI || from == Dialect.ANTHROPIC;
    if (seed % 3 == 0) {
      return FinishReason.LENGTH;
    }
    // The others have no such word, or say it as an error.
    if (seed % 3 == 1 && filters) {
      return FinishReason.CONTENT_FILTER;
    }
    return pieces.stream().anyMatch(ChatEvent.ToolCallDelta.class::isInstance)
        ? FinishReason.TOOL_CALLS
        : FinishReason.STOP;
  }

  private static byte[] stream(Dialect from, AnswerContent answerContent) {
    return from.stream(answerContent.content(), answerContent.end());
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void callerHearsTheSame(Dialect from, Caller to) {
    for (int seed = 0; seed < SEEDS; seed++) {
      AnswerContent answer = answer(from, seed);
      AnswerContent streamed = AnswerContent.of(from.readStream(stream(from, answer), UNCUT));
      AnswerContent whole =
          AnswerContent.of(from.readWhole(from.whole(answer.content(), answer.end())));

      AnswerContent.Gist heardStreamed = to.hearStream(to.streamed(streamed)).gist();
      AnswerContent.Gist heardWhole = to.hearWhole(to.whole(whole)).gist();

      assertThat(whole.gist()).as("seed %d", seed).isEqualTo(streamed.gist());
      assertThat(heardWhole).as("seed %d", seed).isEqualTo(heardStreamed);
      assertThat(streamed.gist().text()).isEqualTo(answer.gist().text());
      assertThat(heardWhole.text()).isEqualTo(answer.gist().text());
      assertThat(heardWhole.thoughts()).isEqualTo(answer.gist().thoughts());
      assertThat(heardWhole.calls()).isEqualTo(answer.gist().calls());
      assertThat(heardWhole.model()).isEqualTo(MODEL);
      assertThat(streamed.end().finish()).isEqualTo(answer.end().finish());
    }
  }

  /** A provider's bytes may come in any pieces: the caller's are the same. */
  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void callersBytesAreTheSame_howeverTheProvidersWereCut(Dialect from, Caller to) {
    for (int seed : new int[] {1, 4, 8}) {
      byte[] sent = stream(from, answer(from, seed));
      List<ChatEvent> events = from.readStream(sent, UNCUT);
      String expected = new String(to.streamed(AnswerContent.of(events)), UTF_8);

      for (Cuts.Cut cut : Cuts.of(sent)) {
        List<ChatEvent> read = from.readStream(sent, cut);
        if (!read.equals(events)) {
          assertThat(read).as("seed %d", seed).isEqualTo(events);
        }
        assertThat(new String(to.streamed(AnswerContent.of(read)), UTF_8)).isEqualTo(expected);
      }
    }
  }
}
