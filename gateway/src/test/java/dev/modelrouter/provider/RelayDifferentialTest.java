package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.provider.ProviderStreams.Result;
import dev.modelrouter.wire.Cuts;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes as bytes is what has been read along, in every dialect and however it is framed. */
class RelayDifferentialTest {
  private static final Cuts.Cut UNCUT = (bytes, reader) -> reader.feed(bytes, 0, bytes.length);
  private static final List<String> BETWEEN =
      List.of(
          "",
          "\n",
          "\r",
          ": comment\n\n",
          "data:\n\n",
          "data: \r\n\r\n",
          "event: ping\n\n",
          "data: {broken\n\n",
          "\r\n");
  private static final List<String> ENDS = List.of("\n\n", "\r\n\r\n", "\r\r", "\n\r\n", "\r\n\n");

  private static List<String> pieces(String provider) {
    return switch (provider) {
      case "openai" ->
          List.of(
              "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one \"}}]}",
              "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"two \"}}]}",
              "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
              "[DONE]");
      case "anthropic" ->
          List.of(
              "{\"type\":\"message_start\",\"message\":{\"model\":\"m\"}}",
              "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
              "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"one"
                  + " \"}}",
              "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"two"
                  + " \"}}",
              "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}",
              "{\"type\":\"message_stop\"}");
      default ->
          List.of(
              "{\"modelVersion\":\"m\",\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"one"
                  + " \"}]}}]}",
              "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"two"
                  + " \"}]},\"finishReason\":\"STOP\"}]}");
    };
  }

  private static byte[] stream(String provider, Random random) {
    StringBuilder stream = new StringBuilder();
    String end = ENDS.get(random.nextInt(ENDS.size()));
    boolean mixed = random.nextBoolean();
    for (String piece : pieces(provider)) {
      stream.append(BETWEEN.get(random.nextInt(BETWEEN.size())));
      stream.append("data: ").append(piece);
      stream.append(mixed ? ENDS.get(random.nextInt(ENDS.size())) : end);
    }
    byte[] all = stream.toString().getBytes(UTF_8);
    return random.nextInt(3) == 0 ? Arrays.copyOf(all, random.nextInt(all.length)) : all;
  }

  private static String text(List<ChatEvent> events) {
    StringBuilder text = new StringBuilder();
    for (ChatEvent event : events) {
      if (event instanceof ChatEvent.TextDelta delta) {
        text.append(delta.text());
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "gemini"})
  void passedBytes_sayWhatWasRead(String id) {
    ProviderStreams provider = ProviderStreams.of(id);
    for (int seed = 0; seed < 600; seed++) {
      Random random = new Random(seed);
      byte[] sent = stream(id, random);
      int cut = sent.length == 0 ? 0 : random.nextInt(sent.length);
      Result read = provider.events(sent, UNCUT);
      Result relayed =
          provider.relayed(
              sent,
              (bytes, reader) -> {
                reader.feed(bytes, 0, cut);
                reader.feed(bytes, cut, bytes.length - cut);
              });
      Result received = provider.events(relayed.bytes().getBytes(UTF_8), UNCUT);

      assertThat(text(received.events())).as("seed %d", seed).isEqualTo(text(read.events()));
      assertThat(relayed.completed()).as("seed %d", seed).isEqualTo(read.completed());
      assertThat(relayed.bytes())
          .as("seed %d", seed)
          .doesNotContain("{broken", "data:\n", "data: \r");
      assertThat(relayed.bytes()).as("seed %d", seed).doesNotContain("event: ping");
    }
  }

  /** Byte for byte, whatever the last read brought behind the end. */
  @Test
  void whatFollowsTheEndMark_doesNotPass() {
    String stop = "data: {\"type\":\"message_stop\"}";
    String begin =
        String.join(
            "",
            pieces("anthropic").subList(0, 5).stream()
                .map(json -> "data: " + json + "\r\r")
                .toList());

    Result relayed = ProviderStreams.of("anthropic").relayed(begin + stop + "\r\rdata: {\"ty");

    assertThat(relayed.bytes()).isEqualTo(begin + stop + "\r\r");
  }

  @ParameterizedTest
  @CsvSource({"'data: [DONE] '", "'data:  [DONE]'", "'data: [DONE]\t'", "'data: \t[DONE] '"})
  void endMark_withBlanks_passesWithoutThem(String mark) {
    String begin = "data: " + pieces("openai").get(0) + "\n\n";

    Result relayed = ProviderStreams.of("openai").relayed(begin + mark + "\n\n");

    assertThat(relayed.bytes()).isEqualTo(begin + "data: [DONE]\n\n");
    assertThat(relayed.completed()).isTrue();
  }

  @Test
  void byteOrderMark_doesNotPass() {
    String all =
        String.join("", pieces("openai").stream().map(json -> "data: " + json + "\n\n").toList());

    assertThat(ProviderStreams.of("openai").relayed("\uFEFF" + all).bytes()).isEqualTo(all);
  }

  /** OpenAI's Java SDK fails at a field {@code error}, whatever its value. */
  @Test
  void errorThatIsNull_doesNotPass() {
    String chunk =
        "{\"error\": null,"
            + " \"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}] ,"
            + " \"error\":null}";

    Result relayed =
        ProviderStreams.of("openai")
            .relayed("data: " + chunk + "\r\n\r\ndata: {\"error\":null}\n\ndata: [DONE]\n\n");

    assertThat(relayed.completed()).isTrue();
    assertThat(relayed.bytes())
        .doesNotContain("error")
        .contains("\"content\":\"a\"")
        .endsWith("data: [DONE]\n\n");
  }

  /** A carriage return is white space to JSON, and ends no line for Ollama's own clients. */
  @Test
  void carriageReturn_inALineOfOllama_endsNothing() {
    String stream =
        "{\"model\":\"m\",\r"
            + "\"message\":{\"content\":\"a\"},\"done\":false}\r\n\r\n"
            + "{\"done\":true,\"done_reason\":\"stop\"}\r\n";
    ProviderStreams ollama = ProviderStreams.of("ollama");

    assertThat(ollama.relayed(stream).bytes()).isEqualTo(stream);
    assertThat(ollama.relayed(stream).completed()).isTrue();
    assertThat(text(ollama.events(stream).events())).isEqualTo("a");
  }
}
