package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of streams that pass in the provider's own bytes, and what of them passes. */
class InspectingRelayTest {
  /** A dialect whose streams are read along. */
  enum RelayDialect {
    ANTHROPIC(WireFormat.ANTHROPIC) {
      @Override
      String said(String json) {
        return event(
            "content_block_delta",
            ",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + json + "}");
      }

      @Override
      String opening() {
        return event("message_start", ",\"message\":{\"model\":\"m\"}")
            + event("content_block_start", ",\"index\":0,\"content_block\":{\"type\":\"text\"}");
      }

      @Override
      String framed(String json) {
        return "data: " + json + "\n\n";
      }
    },
    GEMINI(WireFormat.GEMINI) {
      @Override
      String said(String json) {
        return framed("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + json + "}]}}]}");
      }

      @Override
      String framed(String json) {
        return "data: " + json + "\r\n\r\n";
      }
    },
    OLLAMA(WireFormat.OLLAMA) {
      @Override
      String said(String json) {
        return framed("{\"message\":{\"content\":" + json + "},\"done\":false}");
      }

      @Override
      String framed(String json) {
        return json + "\n";
      }
    };

    private final WireFormat wireFormat;

    RelayDialect(WireFormat wireFormat) {
      this.wireFormat = wireFormat;
    }

    abstract String said(String json);

    abstract String framed(String json);

    String opening() {
      return "";
    }

    private PassthroughProvider provider() {
      return (PassthroughProvider)
          ProviderCatalogue.load().stream()
              .filter(entry -> entry.id().equals(name().toLowerCase(Locale.ROOT)))
              .map(
                  entry ->
                      ProviderRegistry.create(
                          entry, new ProviderEndpoint(Endpoint.parse(entry.baseUrl()), "k", "m")))
              .findFirst()
              .orElseThrow();
    }
  }

  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
  private final List<ChatEvent> events = new ArrayList<>();

  private static String event(String name, String fields) {
    return "event: " + name + "\ndata: {\"type\":\"" + name + "\"" + fields + "}\n\n";
  }

  private StreamDecoder relay(RelayDialect relayDialect) {
    PassthroughRequest request =
        new PassthroughRequest(
            relayDialect.wireFormat,
            Operation.CHAT,
            ModelId.ANY,
            true,
            RewritableFields.none("{}".getBytes(UTF_8)),
            true,
            Map.of(),
            () -> {
              throw new AssertionError("bytes need no meaning");
            });
    return relayDialect
        .provider()
        .newStreamRelay(request, (bytes, from, to) -> passed.write(bytes, from, to - from));
  }

  private StreamDecoder fed(RelayDialect relayDialect, String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    StreamDecoder relay = relay(relayDialect);
    relay.feed(bytes, 0, bytes.length, events::add);
    return relay;
  }

  @ParameterizedTest
  @EnumSource
  void text_isKnown_howeverItIsCut(RelayDialect relayDialect) {
    byte[] stream =
        (relayDialect.opening()
                + relayDialect.said("\"a\\n\"")
                + relayDialect.said("\"é😀 \\\"b\\\"\""))
            .getBytes(UTF_8);
    for (Cuts.Cut cut : Cuts.of(stream)) {
      StreamDecoder relay = relay(relayDialect);
      cut.feed(stream, (bytes, from, length) -> relay.feed(bytes, from, length, event -> {}));

      assertThat(relay.relayedText()).isEqualTo("a\né😀 \"b\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void text_isWhatHasPassed(RelayDialect relayDialect) {
    String whole = relayDialect.opening() + relayDialect.said("\"a\"");

    StreamDecoder relay = fed(relayDialect, whole + relayDialect.said("\"b\"").stripTrailing());

    assertThat(relay.relayedText()).isEqualTo("a");
    assertThat(passed.toString(UTF_8)).isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource
  void brokenEvent_isLeftOut(RelayDialect relayDialect) {
    String before = relayDialect.opening() + relayDialect.said("\"a\"");
    String behind = relayDialect.said("\"b\"");

    StreamDecoder relay = fed(relayDialect, before + relayDialect.framed("{broken") + behind);

    assertThat(passed.toString(UTF_8)).isEqualTo(before + behind);
    assertThat(relay.relayedText()).isEqualTo("ab");
    assertThat(events).filteredOn(ChatEvent.Skipped.class::isInstance).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void tooMuchText_isNotKept(RelayDialect relayDialect) {
    String much = relayDialect.said("\"" + "x".repeat(256 * 1024) + "\"");

    assertThat(fed(relayDialect, relayDialect.opening() + much).relayedText()).hasSize(256 * 1024);
    assertThat(
            fed(relayDialect, relayDialect.opening() + much + relayDialect.said("\"x\""))
                .relayedText())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"functionCall\":{\"name\":\"f\"}}",
        "{\"executableCode\":{\"code\":\"1\"}}",
        "{\"text\":\"\",\"thoughtSignature\":\"c2VhbA==\"}"
      })
  void moreThanText_isNotKnown(String part) {
    String more = "{\"candidates\":[{\"content\":{\"parts\":[" + part + "]}}]}";

    StreamDecoder relay =
        fed(
            RelayDialect.GEMINI,
            RelayDialect.GEMINI.said("\"a\"") + RelayDialect.GEMINI.framed(more));

    assertThat(relay.relayedText()).isNull();
    assertThat(passed.toString(UTF_8)).contains(part);
  }

  @Test
  void reasoningWithoutASeal_areNoText() {
    String thought = "{\"message\":{\"content\":\"\",\"thinking\":\"hm\"},\"done\":false}";

    assertThat(
            fed(RelayDialect.OLLAMA, thought + "\n" + RelayDialect.OLLAMA.said("\"a\""))
                .relayedText())
        .isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "event: message_stop\ndata: {\"type\":\"mess"})
  void endMark_isAdded_whereAnthropicHadStoppedAndOnlyItIsMissing(String rest) {
    String stream =
        RelayDialect.ANTHROPIC.opening()
            + RelayDialect.ANTHROPIC.said("\"a\"")
            + event("content_block_stop", ",\"index\":0")
            + event("message_delta", ",\"delta\":{\"stop_reason\":\"end_turn\"}");

    fed(RelayDialect.ANTHROPIC, stream + rest).end(events::add);

    assertThat(passed.toString(UTF_8)).isEqualTo(stream + event("message_stop", ""));
    assertThat(events.getLast()).isEqualTo(ChatEvent.Completed.INSTANCE);
  }

  @ParameterizedTest
  @EnumSource
  void cutStream_getsNoEndMark(RelayDialect relayDialect) {
    String stream = relayDialect.opening() + relayDialect.said("\"a\"");

    fed(relayDialect, stream).end(events::add);

    assertThat(passed.toString(UTF_8)).isEqualTo(stream);
    assertThat(events.getLast()).isInstanceOf(ChatEvent.Failed.class);
  }
}
