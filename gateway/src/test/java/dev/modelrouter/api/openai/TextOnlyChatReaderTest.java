package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.TextOnlyOutline;
import dev.modelrouter.chat.TokenEstimate;
import dev.modelrouter.chat.UntranslatableRequestException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextOnlyChatReaderTest {
  private static final String TALK =
      """
      "messages":[{"role":"system","content":"Be \\"kind\\".\\nAlways."},\
      {"content":"Größe 日本 \\ud83d\\ude00","role":"user","name":"Ann"},\
      {"role":"assistant","content":""},{"role":"developer","content":"x"}]\
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"max_tokens\":7",
        ",\"max_tokens\":7,\"max_completion_tokens\":9",
        ",\"max_completion_tokens\":9,\"max_tokens\":7",
        ",\"max_tokens\":null",
        ",\"user\":\"Bob\"",
        ",\"model\":\"m\",\"temperature\":0.5,\"stop\":[\"a\"],\"metadata\":{\"tools\":[1]}"
      })
  void ofPlainTalk_theOutlineIsThatOfTheWhole(String more) {
    byte[] body = ("{" + TALK + more + "}").getBytes(UTF_8);
    ChatRequest outline = TextOnlyChatReader.read(body, ModelId.ANY, true);
    ChatRequest whole = OpenAiChatReader.read(body, ModelId.ANY, true);

    assertThat(outline).isNotNull();
    assertThat(outline.messages()).isEqualTo(whole.messages());
    assertThat(outline.tools()).isEqualTo(whole.tools());
    assertThat(outline.format()).isEqualTo(whole.format());
    assertThat(outline.user()).isEqualTo(whole.user());
    assertThat(outline.sampling().maxTokens()).isEqualTo(whole.sampling().maxTokens());
    assertThat(outline.stream()).isTrue();

    TextOnlyOutline talk = survey(body);
    assertThat(talk).isNotNull();
    assertThat(talk.maxTokens()).isEqualTo(whole.sampling().maxTokens());
    assertThat(TokenEstimate.atMost(talk)).isGreaterThanOrEqualTo(TokenEstimate.of(whole));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"messages\":[]}",
        "{\"messages\":{}}",
        "{\"messages\":[1]}",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":null}]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"functions\":null}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{}}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"\\u0074ools\":[]}"
      })
  void whatIsMoreIsLeftToTheOtherReader(String body) {
    assertThat(TextOnlyChatReader.read(body.getBytes(UTF_8), ModelId.ANY, false)).isNull();
    assertThat(survey(body.getBytes(UTF_8))).isNull();
  }

  /** Two readers might take one each. */
  @Test
  void messagesTwice_areRefused() {
    byte[] body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"messages\":[]}".getBytes(UTF_8);

    assertThatThrownBy(() -> survey(body)).isInstanceOf(UntranslatableRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"role\":\"user\"}]",
        "[{\"role\":\"tool\",\"content\":\"x\",\"tool_call_id\":\"1\"}]",
        "[{\"role\":\"assistant\",\"content\":\"x\",\"refusal\":\"y\"}]"
      })
  void stringsAlone_readElsewhere_butNothingMoreThanTalk(String messages) {
    byte[] body = ("{\"messages\":" + messages + "}").getBytes(UTF_8);

    assertThat(TextOnlyChatReader.read(body, ModelId.ANY, false)).isNull();
    assertThat(survey(body)).isNotNull();
  }

  private static @Nullable TextOnlyOutline survey(byte[] body) {
    return PassthroughRequestReader.read(Operation.CHAT, body, name -> ModelId.ANY).plainTalk();
  }
}
