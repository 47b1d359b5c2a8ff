package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.conformance.Corpus;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import dev.modelrouter.wire.Fixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Over sockets, what a provider of the caller's dialect receives is what the caller sent, and what
 * the caller receives is what the provider sent, byte for byte, but for what the gateway owns: the
 * recorded requests and streams, and generated ones, the same for every run.
 */
class DifferentialTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String MODEL = "llama-3.3-70b-versatile";
  private static final int GENERATED = 200;

  private final FakeProvider provider = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    gateway =
        GatewayUnderTest.with()
            .set("VLLM_BASE_URL", provider.baseUrl())
            .set("VLLM_DEFAULT_MODEL", MODEL)
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  private String received() {
    return provider.chatRequests().getLast().bodyText();
  }

  @Test
  void generatedStreams_passBothWays() {
    for (int seed = 0; seed < GENERATED; seed++) {
      Corpus.Body body = Corpus.body(seed, MODEL, true, true);
      Corpus.Transcript transcript = Corpus.transcript(seed);
      provider.always(Reply.rawStream(transcript.sent(), 1 + new Random(seed).nextInt(97)));

      HttpResponse<String> answer = gateway.post(PATH, body.sent());

      assertThat(answer.body().stripTrailing())
          .as("seed %d", seed)
          .isEqualTo(
              (body.usageWanted() ? transcript.shown() : transcript.hidden()).stripTrailing());
      assertThat(received()).as("seed %d", seed).isEqualTo(body.expected());
    }
  }

  @Test
  void generatedWholeAnswers_passBothWays() {
    for (int seed = 0; seed < GENERATED; seed++) {
      Corpus.Body body = Corpus.body(seed, MODEL, false, true);
      String said = Corpus.answer(seed);
      provider.always(Reply.raw(200, "application/json", said));

      HttpResponse<String> answer = gateway.post(PATH, body.sent());

      assertThat(answer.body()).as("seed %d", seed).isEqualTo(said);
      assertThat(received()).as("seed %d", seed).isEqualTo(body.expected());
    }
  }

  static List<Fixture> requests() {
    return Fixture.in("openai-requests", ".json");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void recordedRequest_reachesTheProvider_butForItsModel(Fixture request) {
    String recorded = new String(request.bytes(), StandardCharsets.UTF_8);
    // A model of no known family: nothing is known to be refused by it.
    String expected = recorded.replaceFirst("(\"model\": *\")[^\"]*", "$1any");
    String sent = expected.replaceFirst("(\"model\": *\")", "$1vllm/");

    gateway.post(PATH, sent);

    assertThat(sent).isNotEqualTo(recorded);
    // Servers of this kind do not know the newer role.
    assertThat(received()).isEqualTo(expected.replace("\"developer\"", "\"system\""));
  }

  /** Those that come to their end: behind one that breaks off stands an error of the gateway's. */
  static Stream<Fixture> streams() {
    return Stream.of("openai", "groq", "openrouter")
        .flatMap(folder -> Fixture.in(folder, ".sse").stream())
        .filter(DifferentialTest::ends);
  }

  private static boolean ends(Fixture stream) {
    JsonNode all = stream.expected();
    JsonNode answer = all.has("choices") ? all.get("choices").get(0) : all;
    return !answer.hasNonNull("error") && answer.path("finish_reason").isString();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void recordedStream_reachesTheCaller(Fixture stream) {
    String recorded = new String(stream.bytes(), StandardCharsets.UTF_8);
    provider.always(Reply.rawStream(stream.bytes(), 7));

    HttpResponse<String> answer =
        gateway.post(
            PATH,
            "{\"model\":\"vllm/m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

    assertThat(answer.body().stripTrailing()).isEqualTo(recorded.stripTrailing());
  }
}
