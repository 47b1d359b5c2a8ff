package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever a model says, the caller's stream has the events that were written and no others. Read
 * by a parser of its own, as strict as the strictest client: every line break that any client
 * splits at counts, each event has exactly one line of data, and each is one JSON document.
 */
class FramingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SEEDS = 16;
  private static final String DONE_LINE =
      "\n{\"model\":\"m\",\"message\":{\"content\":\"injected\"},\"done\":true}\n";
  private static final List<String> HOSTILE =
      List.of(
          "\n",
          "\r",
          "\r\n\r\n",
          "\n\ndata: {\"injected\":true}\n\n",
          "\ndata: [DONE]\n\n",
          "data: [DONE]",
          "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
          DONE_LINE,
          "\u2028",
          "\u2029",
          "\u0085",
          "\u000B\f\u001C\u001D\u001E",
          "\u0000",
          "\u007F\uFEFF",
          "\"}]}\\",
          "\\u000a\\n\\",
          "]}}\n\n: comment\n\n",
          "id: 7\nretry: 0\n",
          "a\uD800b\uDC00c",
          "\uD83D\uDE00",
          "x".repeat(9_000));
  private static final List<String> ARGUMENTS =
      List.of(
          "{\n  \"a\": 1,\r\n  \"b\": [ true,\n null ]\n}\n",
          "{\"a\":1}\n\ndata: {\"injected\":true}\n\n",
          "{\"a\":\"x\"}" + DONE_LINE,
          "{\"a\":1}\r\r{\"b\":2}",
          "{\"s\":\"\u2028\u2029\u0085\uFEFF\"}",
          "{\r\r\"\u2028\":\"data: [DONE]\"}",
          "{\"a\":\"raw\nbreak\"}",
          "{\"a\":",
          "not JSON\n\n",
          "[1,\n2]",
          "\"text\nmore\"",
          "",
          " \n ",
          "{}",
          "{\"a\":\"\\ud800\\u0000\\n\"}",
          "{\"long\":\"" + "y".repeat(9_000) + "\"}");

  static Stream<Arguments> pairs() {
    return Arrays.stream(Dialect.values())
        .flatMap(from -> Arrays.stream(Caller.values()).map(to -> Arguments.of(from, to)));
  }

  private static String hostile(Random random) {
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(HOSTILE.get(random.nextInt(HOSTILE.size()))).append('.');
    }
    return text.toString();
  }

  /** Text, a thought and two calls, everything hostile. */
  private static AnswerContent said(long seed) {
    Random random = new Random(seed);
    List<ChatEvent.Content> pieces = new ArrayList<>();
    pieces.add(new ChatEvent.ReasoningDelta(hostile(random)));
    pieces.add(new ChatEvent.TextDelta(hostile(random)));
    pieces.add(new ChatEvent.TextDelta(hostile(random)));
    for (int call = 0; call < 2; call++) {
      String arguments = ARGUMENTS.get((int) (seed + call * 7) % ARGUMENTS.size());
      int cut = arguments.length() / 2;
      pieces.add(
          new ChatEvent.ToolCallDelta(
              call,
              "id" + call + hostile(random),
              "f" + call + hostile(random),
              arguments.substring(0, cut)));
      pieces.add(new ChatEvent.ToolCallDelta(call, null, null, arguments.substring(cut)));
    }
    return new AnswerContent(
        pieces,
        new CompletionSummary(
            "p", "m" + hostile(random), new Usage(1, 2), Map.of(), FinishReason.TOOL_CALLS));
  }

  private static String text(AnswerContent answerContent) {
    StringBuilder text = new StringBuilder();
    for (ChatEvent.Content piece : answerContent.content()) {
      if (piece instanceof ChatEvent.TextDelta delta) {
        text.append(delta.text());
      }
    }
    return wellFormed(text.toString());
  }

  private static String wellFormed(String text) {
    return new String(text.getBytes(UTF_8), UTF_8).replace('?', '\uFFFD');
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("pairs")
  void hostileAnswer_isOneMessage_streamedAndWhole(Dialect from, Caller to) {
    for (long seed = 0; seed < SEEDS; seed++) {
      AnswerContent sent = said(seed);
      AnswerContent streamed =
          AnswerContent.of(
              from.readStream(from.stream(sent.content(), sent.end()), FramingTest::once));
      AnswerContent whole =
          AnswerContent.of(from.readWhole(from.whole(sent.content(), sent.end())));
      String text = text(sent);

      assertThat(Strict.stream(to, to.streamed(streamed))).as("seed %d", seed).isEqualTo(text);
      assertThat(Strict.stream(to, to.streamed(whole))).as("seed %d", seed).isEqualTo(text);
      assertThat(Strict.whole(to, to.whole(streamed))).as("seed %d", seed).isEqualTo(text);
      assertThat(Strict.whole(to, to.whole(whole))).as("seed %d", seed).isEqualTo(text);
    }
  }

  private static void once(byte[] bytes, dev.modelrouter.wire.Cuts.Reader reader) {
    reader.feed(bytes, 0, bytes.length);
  }

  /** Reads answers as the strictest clients do. */
  private static final class Strict {
    private final StringBuilder text = new StringBuilder();
    private int ends;

    private static String whole(Caller to, byte[] body) {
      Strict reader = new Strict();
      reader.document(to, JSON.readTree(body), true);
      return wellFormed(reader.text.toString());
    }

    private static String stream(Caller to, byte[] bytes) {
      Strict reader = new Strict();
      String all = new String(bytes, UTF_8);
      switch (to) {
        case OLLAMA -> {
          assertThat(all).endsWith("\n");
          // What Python's splitlines() splits at, which its client goes by.
          for (String line :
              all.substring(0, all.length() - 1)
                  .split("[\n\r\u000B\f\u001C-\u001E\u0085\u2028\u2029]", -1)) {
            assertThat(reader.ends).isZero();
            reader.document(to, JSON.readTree(line), false);
          }
          assertThat(reader.ends).isEqualTo(1);
        }
        case GEMINI_ARRAY -> {
          JsonNode array = JSON.readTree(bytes);
          array.forEach(each -> reader.document(Caller.GEMINI, each, false));
          assertThat(reader.ends).isEqualTo(1);
        }
        default -> reader.events(to, all);
      }
      return wellFormed(reader.text.toString());
    }

    private void events(Caller to, String all) {
      String[] blocks = all.split("\r\n\r\n|\n\n|\r\r", -1);
      assertThat(blocks[blocks.length - 1]).isEmpty();
      boolean done = false;
      for (int i = 0; i < blocks.length - 1; i++) {
        assertThat(done).as("nothing follows the end mark").isFalse();
        String data = null;
        for (String line : blocks[i].split("\r\n|\r|\n", -1)) {
          if (line.startsWith("data: ")) {
            assertThat(data).as("one line of data").isNull();
            data = line.substring("data: ".length());
          } else {
            assertThat(line).matches("event: [a-z_.]+");
          }
        }
        if ("[DONE]".equals(data)) {
          done = true;
        } else {
          document(to, JSON.readTree(data), false);
        }
      }
      assertThat(done).isEqualTo(to == Caller.OPENAI);
      assertThat(ends).isEqualTo(1);
    }

    private void document(Caller to, JsonNode json, boolean whole) {
      assertThat(json.isObject()).isTrue();
      assertThat(json.has("injected")).isFalse();
      switch (to) {
        case OPENAI -> {
          for (JsonNode choice : json.get("choices")) {
            add(choice.get(whole ? "message" : "delta").path("content"));
            ends += choice.get("finish_reason").isNull() ? 0 : 1;
          }
        }
        case ANTHROPIC -> {
          if (whole) {
            for (JsonNode block : json.get("content")) {
              add(block.path("text"));
            }
          } else {
            add(json.path("delta").path("text"));
            ends += json.get("type").asString().equals("message_stop") ? 1 : 0;
          }
        }
        case GEMINI, GEMINI_ARRAY -> {
          JsonNode candidate = json.get("candidates").get(0);
          for (JsonNode part : candidate.get("content").get("parts")) {
            if (!part.has("thought")) {
              add(part.path("text"));
            }
          }
          ends += candidate.has("finishReason") ? 1 : 0;
        }
        case OLLAMA -> {
          add(json.get("message").get("content"));
          ends += json.get("done").asBoolean() ? 1 : 0;
        }
        case RESPONSES -> {
          if (whole) {
            for (JsonNode item : json.get("output")) {
              for (JsonNode part : item.path("content")) {
                add(part.path("text"));
              }
            }
          } else if (json.get("type").asString().equals("response.output_text.delta")) {
            add(json.get("delta"));
          } else {
            ends += json.get("type").asString().equals("response.completed") ? 1 : 0;
          }
        }
      }
    }

    private void add(JsonNode piece) {
      if (piece.isString()) {
        text.append(piece.asString());
      }
    }
  }
}
