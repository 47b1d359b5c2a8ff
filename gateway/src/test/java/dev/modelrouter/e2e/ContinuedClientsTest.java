package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.TwoProviderContinuation.TWENTY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.e2e.MatrixTest.In;
import dev.modelrouter.e2e.TwoProviderContinuation.First;
import dev.modelrouter.fake.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What official clients make of an answer of two providers, and which are not gone on with. */
class ContinuedClientsTest {
  @RegisterExtension final TwoProviderContinuation turn = new TwoProviderContinuation();

  static Stream<Arguments> clients() {
    return Stream.of(
        Arguments.of(In.OPENAI, First.DEEPSEEK),
        Arguments.of(In.OPENAI, First.OLLAMA),
        Arguments.of(In.RESPONSES, First.DEEPSEEK),
        Arguments.of(In.ANTHROPIC, First.ANTHROPIC),
        Arguments.of(In.ANTHROPIC, First.DEEPSEEK),
        Arguments.of(In.GEMINI, First.GEMINI),
        Arguments.of(In.GEMINI, First.DEEPSEEK),
        Arguments.of(In.OLLAMA, First.OLLAMA),
        Arguments.of(In.OLLAMA, First.DEEPSEEK));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void officialClients_takeItForOneAnswer(In in, First who) {
    GatewayUnderTest gateway = turn.begunBy(who);
    turn.first.always(TWENTY.resetAfter(12));

    try (MatrixClient client = in.client.apply(gateway.port())) {
      MatrixClient.MatrixAnswer matrixAnswer =
          client.streamed(MatrixClient.MatrixRequest.of("auto", "Count"));

      assertThat(matrixAnswer.text()).isEqualTo(TWENTY.text());
      assertThat(matrixAnswer.output()).isEqualTo(TwoProviderContinuation.OUTPUT);
    }
    assertThat(turn.openai.chatRequests()).hasSize(1);
  }

  @Test
  void aProvidersOwnResponses_areNotContinued() {
    String begin =
        "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,"
            + "\"response\":{\"id\":\"resp_1\",\"model\":\"m\"}}\n\n"
            + "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
            + "\"sequence_number\":1,\"item_id\":\"i\",\"delta\":\"one \"}\n\n";
    GatewayUnderTest gateway = turn.begunBy(First.GROQ);
    turn.first.always(Reply.rawStream(begin, begin.length()));

    String stream = StreamDialect.RESPONSES.ask(gateway, "");

    List<JsonNode> events = StreamDialect.RESPONSES.events(stream);
    assertThat(stream).startsWith(begin);
    assertThat(events)
        .filteredOn(StreamDialect.RESPONSES::isError)
        .containsExactly(events.getLast());
    assertThat(turn.openai.chatRequests()).isEmpty();
  }

  static Stream<Arguments> thoughts() {
    return Stream.of(Arguments.of("", true), Arguments.of("sealed", false));
  }

  @ParameterizedTest
  @MethodSource("thoughts")
  void anUnfinishedReasoning_isClosed_andASealedOneIsNotContinued(String seal, boolean goneOn) {
    String thought =
        event("message_start", "\"message\":{\"model\":\"m\"}")
            + event(
                "content_block_start",
                "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}")
            + event(
                "content_block_delta",
                "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}");
    String sealed =
        event(
                "content_block_delta",
                "\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"s\"}")
            + event("content_block_stop", "\"index\":0");
    GatewayUnderTest gateway = turn.begunBy(First.ANTHROPIC);
    String sent = seal.isEmpty() ? thought : thought + sealed;
    turn.first.always(Reply.rawStream(sent, sent.length()));

    String stream = StreamDialect.MESSAGES.ask(gateway, "");

    // A caller of this API gets the name that was asked for.
    assertThat(stream).startsWith(sent.replace("\"model\":\"m\"", "\"model\":\"auto\""));
    assertThat(stream.contains("x-modelrouter continued by openai")).isEqualTo(goneOn);
    if (goneOn) {
      assertThat(stream).contains(event("content_block_stop", "\"index\":0"));
      assertThat(StreamDialect.MESSAGES.text(stream)).isEqualTo(TWENTY.text());
    } else {
      assertThat(StreamDialect.MESSAGES.events(stream))
          .last()
          .matches(StreamDialect.MESSAGES::isError);
    }
  }

  private static String event(String name, String fields) {
    return "event: " + name + "\ndata: {\"type\":\"" + name + "\"," + fields + "}\n\n";
  }
}
