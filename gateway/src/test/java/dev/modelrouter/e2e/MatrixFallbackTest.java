package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.e2e.MatrixClient.Call;
import dev.modelrouter.e2e.MatrixClient.MatrixAnswer;
import dev.modelrouter.e2e.MatrixClient.MatrixRequest;
import dev.modelrouter.e2e.MatrixTest.In;
import dev.modelrouter.e2e.MatrixTest.Out;
import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A provider of each dialect fails and one of each other dialect answers, within one request: the
 * official client of each dialect of callers gets a right answer and sees nothing of the failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixFallbackTest {

  static Stream<Arguments> triples() {
    return Stream.of(In.values())
        .flatMap(
            in ->
                Stream.of(Out.values())
                    .flatMap(
                        first ->
                            Stream.of(Out.values())
                                .filter(second -> second != first)
                                .map(second -> Arguments.of(in, first, second))));
  }

  private final Map<Out, FakeProvider> providers = new EnumMap<>(Out.class);
  private final Map<In, MatrixClient> clients = new EnumMap<>(In.class);
  private final GatewayUnderTest gateway;

  MatrixFallbackTest() {
    Stream.of(Out.values()).forEach(out -> providers.put(out, FakeProvider.start()));
    StringBuilder routes = new StringBuilder("routes:\n");
    for (Out first : Out.values()) {
      for (Out second : Out.values()) {
        routes.append(
            "  %s: [%s, %s]\n".formatted(route(first, second), first.model(), second.model()));
      }
    }
    gateway =
        GatewayUnderTest.with()
            .set("DEEPSEEK_API_KEY", "operators-deepseek-key")
            .set("DEEPSEEK_BASE_URL", provider(Out.COMPATIBLE).baseUrl())
            .ollama(provider(Out.OLLAMA).baseUrl())
            .set("GEMINI_API_KEY", "operators-gemini-key")
            .set("GEMINI_BASE_URL", provider(Out.GEMINI).baseUrl())
            .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
            .set("ANTHROPIC_BASE_URL", provider(Out.ANTHROPIC).baseUrl())
            .set("FIRST_CHUNK_TIMEOUT", 10)
            .set("PROVIDER_TIMEOUT", 10)
            .set("OLLAMA_RATE_LIMIT", 0)
            .set("BREAKER_FAILURES", 1_000_000)
            .file(routes.toString())
            .start();
  }

  private static String route(Out first, Out second) {
    return "%s-then-%s".formatted(first, second).toLowerCase(Locale.ROOT);
  }

  private FakeProvider provider(Out out) {
    return providers.computeIfAbsent(out, missing -> FakeProvider.start());
  }

  @AfterEach
  void nothingIsLeft() {
    for (FakeProvider provider : providers.values()) {
      GatewayUnderTest.eventually("no request is open", () -> provider.openRequests() == 0);
      provider.reset();
    }
  }

  @AfterAll
  void stop() {
    clients.values().forEach(MatrixClient::close);
    gateway.close();
    providers.values().forEach(FakeProvider::close);
  }

  private MatrixClient client(In in) {
    return clients.computeIfAbsent(in, each -> each.client.apply(gateway.port()));
  }

  @ParameterizedTest(name = "{0}: {1} fails, {2} answers")
  @MethodSource("triples")
  void aFailureBeforeTheFirstToken_isNotSeen(In in, Out first, Out second) {
    Answer answer =
        Reply.text("I do ", "both. 🎉")
            .usage(7, 3)
            .calling(
                new dev.modelrouter.fake.ToolCall("look", "{\"at\":\"sun\"}"),
                new dev.modelrouter.fake.ToolCall("wait", "{\"at\":\"tea 漢\"}"));
    provider(second).always(answer);
    MatrixRequest matrixRequest = MatrixRequest.of(route(first, second), "Do both").withTools();

    for (Reply failure : List.of(Reply.status(500), Reply.text().errorAfter(0))) {
      provider(first).always(failure);

      right(client(in).streamed(matrixRequest));
    }
    provider(first).always(Reply.status(500));
    right(client(in).whole(matrixRequest));

    assertThat(provider(first).chatRequests()).hasSize(3);
    assertThat(provider(second).chatRequests()).hasSize(3);
  }

  private static void right(MatrixAnswer matrixAnswer) {
    assertThat(matrixAnswer.text()).isEqualTo("I do both. 🎉");
    assertThat(matrixAnswer.calls())
        .extracting(Call::name, Call::at)
        .containsExactly(Tuple.tuple("look", "sun"), Tuple.tuple("wait", "tea 漢"));
    assertThat(matrixAnswer.input()).isEqualTo(7);
    assertThat(matrixAnswer.output()).isEqualTo(3);
  }
}
