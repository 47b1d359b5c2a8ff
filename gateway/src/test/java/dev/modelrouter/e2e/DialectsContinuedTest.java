package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.TwoProviderContinuation.TWENTY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.e2e.TwoProviderContinuation.First;
import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * A stream that died goes on in the dialect in which it began, whoever began it: from a provider of
 * another dialect, or in the bytes of one of the caller's own.
 */
class DialectsContinuedTest {
  @RegisterExtension final TwoProviderContinuation turn = new TwoProviderContinuation();

  static Stream<Arguments> pairs() {
    return Stream.of(StreamDialect.values())
        .flatMap(
            streamDialect ->
                Stream.of(First.DEEPSEEK, First.ANTHROPIC, First.GEMINI, First.OLLAMA)
                    .map(who -> Arguments.of(streamDialect, who)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theCallerGetsOneAnswer(StreamDialect streamDialect, First who) {
    GatewayUnderTest gateway = turn.begunBy(who);
    turn.first.always(TWENTY.resetAfter(12));

    String stream = streamDialect.ask(gateway, "");

    List<JsonNode> events = streamDialect.events(stream);
    assertThat(streamDialect.text(stream)).isEqualTo(TWENTY.text());
    assertThat(events)
        .as(stream)
        .filteredOn(streamDialect::isEnd)
        .containsExactly(events.getLast());
    assertThat(events).noneMatch(streamDialect::isError);
    assertThat(streamDialect.continuers(stream)).containsExactly("openai");
    assertThat(streamDialect.output(events)).isEqualTo(TwoProviderContinuation.OUTPUT);
    assertThat(turn.first.chatRequests()).hasSize(1);
    assertThat(turn.openai.chatRequests()).hasSize(1);
  }

  static Stream<Arguments> deaths() {
    List<Answer> deaths =
        List.of(
            TWENTY.resetAfter(12),
            TWENTY.cutAfter(12),
            TWENTY.endAfter(12),
            TWENTY.errorAfter(12),
            TWENTY.stallAfter(12));
    return Stream.of(
            Arguments.of(StreamDialect.MESSAGES, First.ANTHROPIC),
            Arguments.of(StreamDialect.GEMINI, First.GEMINI),
            Arguments.of(StreamDialect.OLLAMA_CHAT, First.OLLAMA),
            Arguments.of(StreamDialect.OLLAMA_PROMPT, First.OLLAMA))
        .flatMap(
            pair ->
                deaths.stream().map(death -> Arguments.of(pair.get()[0], pair.get()[1], death)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("deaths")
  void bytesAreContinued_howeverTheyEnd(StreamDialect streamDialect, First who, Answer death) {
    GatewayUnderTest gateway = turn.begunBy(who);
    turn.first.always(death);

    String stream = streamDialect.ask(gateway, "");

    List<JsonNode> events = streamDialect.events(stream);
    assertThat(streamDialect.text(stream)).isEqualTo(TWENTY.text());
    assertThat(events)
        .as(stream)
        .filteredOn(streamDialect::isEnd)
        .containsExactly(events.getLast());
    assertThat(events).noneMatch(streamDialect::isError);
    assertThat(streamDialect.continuers(stream)).containsExactly("openai");
  }

  @ParameterizedTest
  @EnumSource
  void theCallerIsReported_whenNobodyCanGoOn(StreamDialect streamDialect) {
    GatewayUnderTest gateway = turn.begunBy(ownProvider(streamDialect));
    turn.first.always(TWENTY.resetAfter(12));
    turn.openai.always(Reply.text("Sure, ", "here is the rest: ", "w13 "));

    String stream = streamDialect.ask(gateway, "");

    List<JsonNode> events = streamDialect.events(stream);
    assertThat(streamDialect.text(stream)).isEqualTo(Reply.words(12).text());
    assertThat(events).as(stream).noneMatch(streamDialect::isEnd);
    assertThat(events).filteredOn(streamDialect::isError).containsExactly(events.getLast());
    assertThat(stream).contains("and nobody could go on with it");
  }

  private static First ownProvider(StreamDialect streamDialect) {
    return switch (streamDialect) {
      case MESSAGES -> First.ANTHROPIC;
      case RESPONSES -> First.DEEPSEEK;
      case GEMINI, GEMINI_ARRAY -> First.GEMINI;
      case OLLAMA_CHAT, OLLAMA_PROMPT -> First.OLLAMA;
    };
  }

  @ParameterizedTest
  @EnumSource
  void whoWentOnMayDieToo_andTheCallerIsReported(StreamDialect streamDialect) {
    GatewayUnderTest gateway = turn.begunBy(ownProvider(streamDialect));
    turn.first.always(TWENTY.resetAfter(6));
    turn.openai.always(Reply.text("w7 ", "w8 ", "w9 ", "w10 ").resetAfter(3));

    String stream = streamDialect.ask(gateway, "");

    List<JsonNode> events = streamDialect.events(stream);
    assertThat(streamDialect.text(stream)).isEqualTo(Reply.words(9).text());
    assertThat(events).as(stream).noneMatch(streamDialect::isEnd);
    assertThat(events).filteredOn(streamDialect::isError).containsExactly(events.getLast());
  }
}
