package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelrouter.e2e.MatrixClient.Call;
import dev.modelrouter.e2e.MatrixClient.MatrixAnswer;
import dev.modelrouter.e2e.MatrixClient.MatrixRequest;
import dev.modelrouter.e2e.MatrixClient.Result;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every dialect of callers, spoken by its official client, in front of every dialect of providers:
 * the program cannot tell who answers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixTest {
  private static final String HARD =
      "line\n"
          + "break\r\n\r\n"
          + "data: x\n\n"
          + "event: y\n"
          + "\u2028 \"quoted\" \\ back\t<b> é 漢字 🎉👩‍👩‍👧 {\"a\":[1]} </s>";

  /** A dialect of callers. */
  enum In {
    OPENAI(MatrixOpenAi::new),
    RESPONSES(MatrixResponses::new),
    ANTHROPIC(MatrixAnthropic::new),
    GEMINI(MatrixGemini::new),
    OLLAMA(MatrixOllama::new);

    /** Makes one for a gateway on this port. */
    final IntFunction<MatrixClient> client;

    In(IntFunction<MatrixClient> client) {
      this.client = client;
    }
  }

  /** A dialect of providers, by a model's name. */
  enum Out {
    COMPATIBLE("deepseek/m"),
    OLLAMA("ollama/m"),
    GEMINI("gemini/m"),
    ANTHROPIC("anthropic/claude-haiku-4-5");

    private final String model;

    Out(String model) {
      this.model = model;
    }

    /** As the gateway names it. */
    String model() {
      return model;
    }
  }

  static Stream<Arguments> pairs() {
    return Stream.of(In.values())
        .flatMap(in -> Stream.of(Out.values()).map(out -> Arguments.of(in, out)));
  }

  private final FakeProvider provider = FakeProvider.start();
  private final GatewayUnderTest gateway =
      GatewayUnderTest.with()
          .set("DEEPSEEK_API_KEY", "operators-deepseek-key")
          .set("DEEPSEEK_BASE_URL", provider.baseUrl())
          .ollama(provider.baseUrl())
          .set("GEMINI_API_KEY", "operators-gemini-key")
          .set("GEMINI_BASE_URL", provider.baseUrl())
          .set("ANTHROPIC_API_KEY", "operators-anthropic-key")
          .set("ANTHROPIC_BASE_URL", provider.baseUrl())
          .set("FIRST_CHUNK_TIMEOUT", 10)
          .set("PROVIDER_TIMEOUT", 10)
          .set("OLLAMA_RATE_LIMIT", 0)
          // A provider that was full once is asked again.
          .set("BREAKER_FAILURES", 1_000_000)
          .start();
  private final Map<In, MatrixClient> clients = new EnumMap<>(In.class);

  @AfterEach
  void nothingIsLeft() {
    GatewayUnderTest.eventually("no request is open", () -> provider.openRequests() == 0);
    provider.reset();
  }

  @AfterAll
  void stop() {
    clients.values().forEach(MatrixClient::close);
    gateway.close();
    provider.close();
  }

  private MatrixClient client(In in) {
    return clients.computeIfAbsent(in, each -> each.client.apply(gateway.port()));
  }

  private String received() {
    return provider.chatRequests().getLast().bodyText();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void text(In in, Out out) {
    provider.always(Reply.text("Good ", "day.").usage(7, 3));

    MatrixAnswer matrixAnswer = client(in).whole(MatrixRequest.of(out.model, "Hi there"));

    assertThat(matrixAnswer).isEqualTo(new MatrixAnswer("Good day.", List.of(), 7, 3));
    assertThat(received()).contains("Hi there");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void stream(In in, Out out) {
    provider.always(Reply.text("Good ", "day", ".").usage(7, 3));

    MatrixAnswer matrixAnswer = client(in).streamed(MatrixRequest.of(out.model, "Hi there"));

    assertThat(matrixAnswer).isEqualTo(new MatrixAnswer("Good day.", List.of(), 7, 3));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void hardText(In in, Out out) {
    int cut = HARD.indexOf('\n') + 1;
    provider.always(Reply.text(HARD.substring(0, cut), HARD.substring(cut)));

    assertThat(client(in).whole(MatrixRequest.of(out.model, "Hi")).text()).isEqualTo(HARD);
    assertThat(client(in).streamed(MatrixRequest.of(out.model, "Hi")).text()).isEqualTo(HARD);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void systemPromptAndImage(In in, Out out) {
    provider.always(Reply.text("A pixel."));

    client(in)
        .whole(MatrixRequest.of(out.model, "What is it?").system("Be brief 7261").withPicture());

    assertThat(received()).contains("Be brief 7261", "What is it?", MatrixClient.PIXEL);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void aToolAndItsResult(In in, Out out) {
    provider.always(
        Reply.text("I look.").calling(new dev.modelrouter.fake.ToolCall("look", at("sun"))));
    MatrixRequest matrixRequest = MatrixRequest.of(out.model, "What is up?").withTools();

    MatrixAnswer first = client(in).whole(matrixRequest);

    assertThat(first.text()).isEqualTo("I look.");
    assertThat(first.calls())
        .extracting(Call::name, Call::at)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("look", "sun"));

    provider.always(Reply.text("It shines."));
    MatrixAnswer last =
        client(in)
            .whole(
                matrixRequest.results(
                    List.of(new Result(first.calls().getFirst(), "bright 5519"))));

    assertThat(last.text()).isEqualTo("It shines.");
    assertThat(received()).contains("look", "sun", "bright 5519");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void parallelToolsStreamed(In in, Out out) {
    provider.always(
        Reply.text()
            .calling(
                new dev.modelrouter.fake.ToolCall("look", at("sun")),
                new dev.modelrouter.fake.ToolCall("wait", at("tea 漢\\\"x"))));
    MatrixRequest matrixRequest = MatrixRequest.of(out.model, "Do both").withTools();

    MatrixAnswer matrixAnswer = client(in).streamed(matrixRequest);

    assertThat(matrixAnswer.calls())
        .extracting(Call::name, Call::at)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("look", "sun"),
            org.assertj.core.groups.Tuple.tuple("wait", "tea 漢\"x"));
    assertThat(matrixAnswer.calls().stream().map(Call::id).filter(id -> id != null).toList())
        .doesNotHaveDuplicates();
  }

  /** Each result reaches its own call, in the order of the calls. */
  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void resultsOfParallelTools(In in, Out out) {
    provider.always(
        Reply.text()
            .calling(
                new dev.modelrouter.fake.ToolCall("look", at("sun")),
                new dev.modelrouter.fake.ToolCall("wait", at("tea"))));
    MatrixRequest matrixRequest = MatrixRequest.of(out.model, "Do both").withTools();
    List<Call> calls = client(in).streamed(matrixRequest).calls();

    provider.always(Reply.text("Both done."));
    MatrixAnswer last =
        client(in)
            .streamed(
                matrixRequest.results(
                    List.of(
                        new Result(calls.getFirst(), "bright 5519"),
                        new Result(calls.getLast(), "warm 5520"))));

    assertThat(last.text()).isEqualTo("Both done.");
    assertThat(received()).containsSubsequence("sun", "tea", "bright 5519", "warm 5520");
  }

  private static String at(String value) {
    return "{\"at\":\"" + value + "\"}";
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void wrongRequest(In in, Out out) {
    provider.always(Reply.error(400, "invalid_request_error", "Your temper is too high."));

    for (boolean stream : List.of(false, true)) {
      MatrixClient.MatrixError matrixError = refused(in, out, stream);
      assertThat(matrixError.status).isEqualTo(400);
      assertThat(matrixError.getMessage()).contains("Your temper is too high.");
    }
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void fullProvider(In in, Out out) {
    provider.always(Reply.status(429));

    for (boolean stream : List.of(false, true)) {
      assertThat(refused(in, out, stream).status).isEqualTo(429);
    }
  }

  private MatrixClient.MatrixError refused(In in, Out out, boolean stream) {
    MatrixRequest matrixRequest = MatrixRequest.of(out.model, "Hi");
    MatrixClient.MatrixError matrixError =
        catchThrowableOfType(
            MatrixClient.MatrixError.class,
            () -> {
              if (stream) {
                client(in).streamed(matrixRequest);
              } else {
                client(in).whole(matrixRequest);
              }
            });
    assertThat(matrixError).isNotNull();
    return matrixError;
  }
}
