package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.Fixture;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A stream that passes as bytes, in every dialect that has streams: the caller gets the provider's
 * bytes and the gateway the same events, however the reads were cut.
 */
class RelayTest {
  /** Who speaks which dialect. */
  enum ProviderDialect {
    CHAT("openai", WireFormat.OPENAI, Operation.CHAT, "openai", ".sse"),
    RESPONSES("openai", WireFormat.OPENAI, Operation.RESPONSE, "openai-responses", ".sse"),
    ANTHROPIC("anthropic", WireFormat.ANTHROPIC, Operation.CHAT, "anthropic", ".sse"),
    GEMINI("gemini", WireFormat.GEMINI, Operation.CHAT, "gemini", ".sse"),
    OLLAMA("ollama", WireFormat.OLLAMA, Operation.CHAT, "ollama", ".ndjson");

    private final PassthroughProvider provider;
    private final PassthroughRequest request;
    private final List<Fixture> streams;

    ProviderDialect(
        String id, WireFormat wireFormat, Operation operation, String folder, String ending) {
      provider =
          (PassthroughProvider)
              ProviderCatalogue.load().stream()
                  .filter(entry -> entry.id().equals(id))
                  .map(
                      entry ->
                          ProviderRegistry.create(
                              entry,
                              new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
                  .findFirst()
                  .orElseThrow();
      RewritableFields body = RewritableFields.none("{}".getBytes(UTF_8));
      request =
          new PassthroughRequest(
              wireFormat,
              operation,
              ModelId.ANY,
              true,
              body,
              true,
              Map.of(),
              () -> {
                throw new AssertionError("bytes need no meaning");
              });
      streams = Fixture.in(folder, ending);
    }
  }

  private static final String END_MARK = "data: [DONE]\n\n";

  static Stream<Arguments> streams() {
    return Arrays.stream(ProviderDialect.values())
        .flatMap(
            providerDialect ->
                providerDialect.streams.stream()
                    .map(stream -> Arguments.of(providerDialect, stream)));
  }

  private record Passed(String bytes, List<ChatEvent> events) {
    boolean whole() {
      return events.getLast() == ChatEvent.Completed.INSTANCE;
    }
  }

  private static Passed pass(ProviderDialect providerDialect, byte[] sent, Cuts.Cut cut) {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder relay =
        providerDialect.provider.newStreamRelay(
            providerDialect.request, (bytes, from, to) -> passed.write(bytes, from, to - from));
    cut.feed(sent, (bytes, offset, length) -> relay.feed(bytes, offset, length, events::add));
    relay.end(events::add);
    return new Passed(passed.toString(UTF_8), events);
  }

  /** What the stream says of itself, once it has been read to the end. */
  private static List<ChatEvent> facts(Passed passed) {
    return passed.events().stream()
        .filter(event -> event != ChatEvent.OpaqueContent.INSTANCE)
        .toList();
  }

  private static boolean speaks(ProviderDialect providerDialect, byte[] sent) {
    List<ChatEvent> events = new ArrayList<>();
    StreamDecoder decoder = providerDialect.provider.newStreamDecoder();
    decoder.feed(sent, 0, sent.length, events::add);
    return events.stream().anyMatch(ChatEvent.Content.class::isInstance);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("streams")
  void bytesAndEventsAreTheSame_howeverTheyAreCut(
      ProviderDialect providerDialect, Fixture fixture) {
    byte[] sent = fixture.bytes();
    String all = new String(sent, UTF_8);
    Passed uncut =
        pass(providerDialect, sent, (bytes, reader) -> reader.feed(bytes, 0, bytes.length));

    assertThat(providerDialect.provider.passes(providerDialect.request)).isTrue();
    for (Cuts.Cut cut : Cuts.of(sent)) {
      Passed passed = pass(providerDialect, sent, cut);
      assertThat(facts(passed)).isEqualTo(facts(uncut));
      if (uncut.whole()) {
        // Of the very last line's end, CR LF cut in two, nothing is waited for.
        assertThat(passed.bytes().stripTrailing()).isEqualTo(all.stripTrailing());
        if (providerDialect == ProviderDialect.RESPONSES || speaks(providerDialect, sent)) {
          assertThat(passed.events()).contains(ChatEvent.OpaqueContent.INSTANCE);
        }
      }
    }
  }

  /** A caller of a broken stream has whole events, so that an error can stand behind them. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("streams")
  void streamThatBrokeOff_passesWholeEventsOnly(ProviderDialect providerDialect, Fixture fixture) {
    byte[] sent = fixture.bytes();
    String all = new String(sent, UTF_8);
    for (int length = 0; length < sent.length; length += 5) {
      int end = length;
      Passed passed = pass(providerDialect, sent, (bytes, reader) -> reader.feed(bytes, 0, end));

      // Where the model had stopped, the end mark that is missing is added.
      String own = passed.whole() ? passed.bytes().replace(END_MARK, "") : passed.bytes();
      assertThat(all).startsWith(own.stripTrailing());
      if (!passed.whole()) {
        assertThat(passed.events().getLast()).isInstanceOf(ChatEvent.Failed.class);
        assertThat(passed.bytes()).matches("(?s)|.*[\\r\\n]");
      }
    }
  }
}
