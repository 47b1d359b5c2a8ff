package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolNameRestorerTest {
  private final ToolNameRestorer names =
      new ToolNameRestorer(Map.of("a_b", "a.b", "a_b_2", "a\"b"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"a_b\"} | {\"name\":\"a.b\"}",
        "{\"name\": \"a_b_2\",\"x\":\"a_b\"} | {\"name\": \"a\\\"b\",\"x\":\"a.b\"}",
        // Nothing in a text, nor a part of a name, is taken for a name.
        "{\"text\":\"call a_b now\"} | {\"text\":\"call a_b now\"}",
        "{\"text\":\"say \\\"a_b\\\" now\"} | {\"text\":\"say \\\"a_b\\\" now\"}",
        "{\"text\":\"say \\\"a_b\"} | {\"text\":\"say \\\"a_b\"}",
        "{\"name\":\"a_b_3\"} | {\"name\":\"a_b_3\"}",
        "\"a_b\" | \"a.b\"",
      })
  void bytes_haveTheCallersNames(String sent, String expected) {
    byte[] bytes = sent.getBytes(UTF_8);

    assertThat(new String(names.restore(bytes, 0, bytes.length), UTF_8)).isEqualTo(expected);
  }

  @Test
  void events_haveTheCallersNames() {
    List<ChatEvent> events = new ArrayList<>();
    var out = names.events(events::add);

    out.accept(new ChatEvent.ToolCallDelta(0, "c", "a_b", "{"));
    out.accept(new ChatEvent.ToolCallDelta(0, null, null, "}"));
    out.accept(new ChatEvent.TextDelta("a_b"));

    assertThat(events)
        .containsExactly(
            new ChatEvent.ToolCallDelta(0, "c", "a.b", "{"),
            new ChatEvent.ToolCallDelta(0, null, null, "}"),
            new ChatEvent.TextDelta("a_b"));
  }
}
