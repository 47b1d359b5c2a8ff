package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.openai.OpenAiDialect;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a provider of the caller's dialect receives is what the caller sent, and what the caller
 * receives is what the provider sent, byte for byte, but for what the gateway owns.
 */
class ByteForByteTest {
  private static final String MODEL = "llama-3.3/x";
  private static final PassthroughProvider PROVIDER =
      (PassthroughProvider)
          ProviderRegistry.create(
              ProviderCatalogue.load().stream()
                  .filter(entry -> entry.id().equals("vllm"))
                  .findFirst()
                  .orElseThrow(),
              new ProviderEndpoint(Endpoint.parse("http://127.0.0.1:1/v1"), "k", "m"));
  private static final OpenAiDialect DIALECT =
      new OpenAiDialect(
          Operation.CHAT,
          name -> new ModelId("vllm", name.substring("vllm/".length())),
          InstantSource.system(),
          false);

  private static PassthroughRequest read(String body) {
    return DIALECT.decode(body.getBytes(UTF_8)).result();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void requests_reachTheProvider_asTheyWereSent(boolean stream) {
    for (int seed = 0; seed < 400; seed++) {
      Corpus.Body body = Corpus.body(seed, MODEL, stream, true);
      PassthroughRequest request = read(body.sent());

      String spliced = new String(PROVIDER.splice(request, MODEL).body(), UTF_8);

      assertThat(spliced).as("seed %d", seed).isEqualTo(body.expected());
      assertThat(request.usageWanted()).isEqualTo(body.usageWanted());
      assertThat(request.stream()).isEqualTo(stream);
    }
  }

  private record Passed(String bytes, List<ChatEvent> events) {}

  private static Passed pass(PassthroughRequest request, byte[] sent, Cuts.Cut cut) {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder relay =
        PROVIDER.newStreamRelay(request, (bytes, from, to) -> passed.write(bytes, from, to - from));
    cut.feed(sent, (bytes, offset, length) -> relay.feed(bytes, offset, length, events::add));
    relay.end(events::add);
    return new Passed(passed.toString(UTF_8), events);
  }

  /** Of the very last line's end, CR LF cut in two, nothing is waited for. */
  private static String loose(String text) {
    return text.stripTrailing();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void streams_reachTheCaller_asTheyWereSent_howeverTheyAreCut(boolean usageWanted) {
    PassthroughRequest request =
        read(
            "{\"model\":\"vllm/m\",\"stream\":true,\"stream_options\":{\"include_usage\":"
                + usageWanted
                + "}}");
    for (int seed = 0; seed < 200; seed++) {
      Corpus.Transcript transcript = Corpus.transcript(seed);
      String expected = usageWanted ? transcript.shown() : transcript.hidden();
      byte[] sent = transcript.sent().getBytes(UTF_8);
      List<ChatEvent> whole = null;
      for (Cuts.Cut cut : Cuts.of(sent)) {
        Passed passed = pass(request, sent, cut);
        whole = whole == null ? passed.events() : whole;

        if (!loose(passed.bytes()).equals(loose(expected))) {
          assertThat(passed.bytes()).as("seed %d", seed).isEqualTo(expected);
        }
        assertThat(passed.events()).as("seed %d", seed).isEqualTo(whole);
      }
      assertThat(whole.getLast()).isEqualTo(ChatEvent.Completed.INSTANCE);
      assertThat(whole).contains(ChatEvent.OpaqueContent.INSTANCE);
      assertThat(whole.stream().anyMatch(event -> event instanceof ChatEvent.UsageReported))
          .isEqualTo(transcript.sent().contains("prompt_tokens"));
    }
  }

  @Test
  void cutStreams_neverEndLikeWholeOnes() {
    PassthroughRequest request = read("{\"model\":\"vllm/m\",\"stream\":true}");
    for (int seed = 0; seed < 20; seed++) {
      String sent = Corpus.transcript(seed).sent();
      int finish = sent.indexOf("\"finish_reason\":\"stop\"");
      for (int length = 0; length < finish; length += 7) {
        Passed passed =
            pass(
                request,
                sent.substring(0, length).getBytes(UTF_8),
                (bytes, reader) -> reader.feed(bytes, 0, bytes.length));

        assertThat(passed.events().getLast()).isInstanceOf(ChatEvent.Failed.class);
        assertThat(passed.bytes()).doesNotContain("data: [DONE]\n\n");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"vllm/a\",\"model\":\"vllm/b\"} | model",
        "{\"model\":\"vllm/a\",\"mod\\u0065l\":\"vllm/b\"} | model",
        "{\"stream\":true,\"stream\":true} | stream",
        "{\"stream_options\":{\"include_usage\":true,\"include_usage\":false}} |"
            + " stream_options.include_usage",
        "{\"model\":7} | model",
        "{\"stream\":\"yes\"} | stream",
        "{\"stream_options\":[]} | stream_options"
      })
  void ownedField_wrongOrTwice_isRefusedByName(String body, String field) {
    assertThat(DIALECT.decode(body.getBytes(UTF_8)).cause()).hasMessageContaining(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[]", "{", "{\"a\":}", "{\"a\":1}x", "\"model\"", "{\"a\":\"\\q", "nul"})
  void body_thatIsNoObject_isRefused(String body) {
    assertThat(DIALECT.decode(body.getBytes(UTF_8)).failed()).isTrue();
  }
}
