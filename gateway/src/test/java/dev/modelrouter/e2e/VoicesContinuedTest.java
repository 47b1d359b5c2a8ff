package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * A stream that died goes on in the dialect in which it began, whoever began it: from a provider of
 * another dialect, or in the bytes of one of the caller's own.
 */
class VoicesContinuedTest {
  private static final Answer TWENTY = Reply.words(20).model("the-model").usage(10, 20);

  /** Who dies. */
  enum First {
    DEEPSEEK,
    ANTHROPIC,
    GEMINI,
    OLLAMA;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final FakeProvider first = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    openai.replyBy(new PatientModel(TWENTY, false));
  }

  @AfterEach
  void stop() {
    eventually("upstream idle", () -> first.openRequests() + openai.openRequests() == 0);
    gateway.close();
    first.close();
    openai.close();
  }

  private void begunBy(First who) {
    String name = who.name();
    gateway =
        GatewayUnderTest.with()
            .openai(openai.baseUrl())
            .set(name + "_API_KEY", "operators-key")
            .set(name + "_BASE_URL", first.baseUrl())
            .set("PROVIDER_ORDER", who.id() + ",openai")
            .start();
  }

  static Stream<Arguments> pairs() {
    return Stream.of(Voice.values())
        .flatMap(voice -> Stream.of(First.values()).map(who -> Arguments.of(voice, who)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theCallerGetsOneAnswer(Voice voice, First who) {
    begunBy(who);
    first.always(TWENTY.resetAfter(12));

    String stream = voice.ask(gateway, "");

    List<JsonNode> events = voice.events(stream);
    assertThat(voice.text(stream)).isEqualTo(TWENTY.text());
    assertThat(events).as(stream).filteredOn(voice::isEnd).containsExactly(events.getLast());
    assertThat(events).noneMatch(voice::isError);
    assertThat(voice.continuers(stream)).containsExactly("openai");
    // The second counted 8; the first's 12 words are 39 bytes.
    assertThat(voice.output(events)).isEqualTo(8 + 10);
    assertThat(first.chatRequests()).hasSize(1);
    assertThat(openai.chatRequests()).hasSize(1);
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
            Arguments.of(Voice.MESSAGES, First.ANTHROPIC),
            Arguments.of(Voice.GEMINI, First.GEMINI),
            Arguments.of(Voice.OLLAMA_CHAT, First.OLLAMA),
            Arguments.of(Voice.OLLAMA_PROMPT, First.OLLAMA))
        .flatMap(
            pair ->
                deaths.stream().map(death -> Arguments.of(pair.get()[0], pair.get()[1], death)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("deaths")
  void bytesAreGoneOnWith_howeverTheyEnd(Voice voice, First who, Answer death) {
    begunBy(who);
    first.always(death);

    String stream = voice.ask(gateway, "");

    List<JsonNode> events = voice.events(stream);
    assertThat(voice.text(stream)).isEqualTo(TWENTY.text());
    assertThat(events).as(stream).filteredOn(voice::isEnd).containsExactly(events.getLast());
    assertThat(events).noneMatch(voice::isError);
    assertThat(voice.continuers(stream)).containsExactly("openai");
  }

  @ParameterizedTest
  @EnumSource
  void theCallerIsTold_whenNobodyCanGoOn(Voice voice) {
    begunBy(First.valueOf(ownProvider(voice)));
    first.always(TWENTY.resetAfter(12));
    openai.always(Reply.text("Sure, ", "here is the rest: ", "w13 "));

    String stream = voice.ask(gateway, "");

    List<JsonNode> events = voice.events(stream);
    assertThat(voice.text(stream)).isEqualTo(Reply.words(12).text());
    assertThat(events).as(stream).noneMatch(voice::isEnd);
    assertThat(events).filteredOn(voice::isError).containsExactly(events.getLast());
    assertThat(stream).contains("and nobody could go on with it");
  }

  private static String ownProvider(Voice voice) {
    return switch (voice) {
      case MESSAGES -> "ANTHROPIC";
      case RESPONSES -> "DEEPSEEK";
      case GEMINI, GEMINI_ARRAY -> "GEMINI";
      case OLLAMA_CHAT, OLLAMA_PROMPT -> "OLLAMA";
    };
  }

  @ParameterizedTest
  @EnumSource
  void whoWentOnMayDieToo_andTheCallerIsTold(Voice voice) {
    begunBy(First.valueOf(ownProvider(voice)));
    first.always(TWENTY.resetAfter(6));
    openai.always(Reply.text("w7 ", "w8 ", "w9 ", "w10 ").resetAfter(3));

    String stream = voice.ask(gateway, "");

    List<JsonNode> events = voice.events(stream);
    assertThat(voice.text(stream)).isEqualTo(Reply.words(9).text());
    assertThat(events).as(stream).noneMatch(voice::isEnd);
    assertThat(events).filteredOn(voice::isError).containsExactly(events.getLast());
  }
}
