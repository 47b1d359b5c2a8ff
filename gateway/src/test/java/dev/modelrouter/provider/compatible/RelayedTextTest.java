package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.wire.Cuts;
import dev.modelrouter.wire.Endpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of an answer that passed as bytes: what another provider could go on with. */
class RelayedTextTest {
  private static final CompatibleProvider PROVIDER =
      new CompatibleProvider(
          ProviderDefinition.declared("any", "http://127.0.0.1:1/v1", "openai"),
          new ProviderEndpoint(Endpoint.parse("http://127.0.0.1:1/v1"), "key", "model"));
  private static final PassthroughRequest REQUEST =
      new PassthroughRequest(
          Operation.CHAT,
          ModelId.ANY,
          true,
          RewritableFields.none("{}".getBytes(UTF_8)),
          false,
          () -> {
            throw new UntranslatableRequestException("", "nobody asks");
          });

  private static String event(String delta) {
    return "data: {\"id\":\"i\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{"
        + delta
        + "},\"finish_reason\":null}]}\n\n";
  }

  private static StreamDecoder relay() {
    return PROVIDER.newStreamRelay(REQUEST, (bytes, from, to) -> {});
  }

  private static @Nullable String text(String stream) {
    byte[] bytes = stream.getBytes(UTF_8);
    StreamDecoder relay = relay();
    relay.feed(bytes, 0, bytes.length, event -> {});
    return relay.relayedText();
  }

  @Test
  void text_isThatOfTheEvents_howeverTheyAreRead() {
    String stream =
        event("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null")
            + event("\"content\": \"a\\n\\\"b\\\" \\u00e9\"")
            + event("\"content\":\"é😀\",\"tool_calls\":[]")
            + event("\"content\":\"\\ud83d\"")
            + event("\"content\":\"\\ude00 end\"")
            + "data: {broken\n\n";
    byte[] bytes = stream.getBytes(UTF_8);
    for (Cuts.Cut cut : Cuts.of(bytes)) {
      StreamDecoder relay = relay();
      cut.feed(bytes, (read, from, length) -> relay.feed(read, from, length, event -> {}));

      assertThat(relay.relayedText()).isEqualTo("a\n\"b\" éé😀😀 end");
      assertThat(relay.relayedText()).as("asked again").isEqualTo("a\n\"b\" éé😀😀 end");
    }
  }

  @Test
  void reasoning_areNoText() {
    String stream =
        event("\"reasoning_content\":\"hm\"")
            + event("\"reasoning\":\"hm\",\"content\":null")
            + event("\"content\":\"so\"");

    assertThat(text(stream)).isEqualTo("so");
    assertThat(text(event("\"reasoning\":\"hm\""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\"}}]",
        "\"content\":\"x\",\"tool_calls\":[{\"index\":0}]",
        "\"refusal\":\"no\"",
        "\"content\":[{\"type\":\"text\",\"text\":\"x\"}]",
        "\"audio\":{\"data\":\"x\"}",
        "\"reasoning_details\":[{\"signature\":\"x\"}]"
      })
  void moreThanText_isNotKnown(String delta) {
    assertThat(text(event("\"content\":\"a\"") + event(delta) + event("\"content\":\"b\"")))
        .isNull();
  }

  @Test
  void severalChoices_areNotKnown() {
    String second = event("\"content\":\"b\"").replace("\"index\":0", "\"index\":1");

    assertThat(text(event("\"content\":\"a\"") + second)).isNull();
    assertThat(
            text(
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}},"
                    + "{\"delta\":{\"content\":\"b\"}}]}\n\n"))
        .isNull();
  }

  @Test
  void tooMuchText_isForgotten() {
    String piece = event("\"content\":\"" + "x".repeat(64 * 1024) + "\"");

    assertThat(text(piece.repeat(4))).hasSize(256 * 1024);
    assertThat(text(piece.repeat(6))).isNull();
  }
}
