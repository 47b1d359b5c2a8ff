package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.wire.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read off the bytes of a provider's own answer. */
class RelayedEventInspectorTest {
  private static int next(String bytes) {
    byte[] all = ("\"sequence_number\":98" + bytes + "\"sequence_number\":99").getBytes(UTF_8);
    int from = "\"sequence_number\":98".length();
    return RelayedEventInspector.next(all, from, from + bytes.getBytes(UTF_8).length, 7);
  }

  private static String id(String bytes) {
    byte[] all = bytes.getBytes(UTF_8);
    return RelayedEventInspector.id(all, 0, all.length);
  }

  @Test
  void recordedStream_isReadToItsEnd() {
    byte[] stream = Fixture.in("openai-operations", "61-response-stream.sse").getFirst().bytes();
    String text = new String(stream, UTF_8);
    int events = text.split("\nevent: ", -1).length;

    assertThat(RelayedEventInspector.next(stream, 0, stream.length, 0)).isEqualTo(events);
    assertThat(RelayedEventInspector.id(stream, 0, stream.length)).isEqualTo("resp_20");
  }

  @Test
  void number_isThatOfTheLastEvent() {
    assertThat(next("data: {\"sequence_number\":3}\n\ndata: {\"sequence_number\" : 41,\"a\":1}"))
        .isEqualTo(42);
    assertThat(next(": comment\n\n")).isEqualTo(7);
    assertThat(next("{\"sequence_number\":null}")).isEqualTo(7);
    assertThat(next("{\"sequence_number\"")).isEqualTo(7);
    assertThat(next("{\"sequence_number\":4,\"delta\":\"\\\"sequence_number\\\":9\"}"))
        .isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"id\":\"resp_1\",\"output\":[{\"id\":\"msg_1\"}]} | resp_1",
        "{ \"object\":\"response\", \"id\" : \"resp-A9\"} | resp-A9",
        "{\"instructions\":\"\\\"id\\\":\\\"x\\\"\",\"id\":\"resp_2\"} | resp_2",
        "{\"id\":\"../secret\"} | ",
        "{\"id\":\"\"} | ",
        "{\"id\":7} | ",
        "{\"id\":\"resp_cut | ",
        "{\"id\" | ",
        "{} | "
      })
  void id_isTheFirst_ifItCanBeOne(String bytes, String id) {
    assertThat(id(bytes)).isEqualTo(id);
  }
}
