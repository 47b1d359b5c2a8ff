package dev.modelrouter.upstream;

import static dev.modelrouter.upstream.ClientUnderTest.HTTP2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider may say on HTTP/2 beside a plain answer. */
class Http2AnswerTest {

  @ParameterizedTest
  @ValueSource(strings = {"100", "102", "103", "104", "199"})
  void informationalAnswers_areLeftOut(String status) throws Exception {
    try (FrameProvider provider =
            new FrameProvider(
                (number, answer) -> {
                  answer.head(status, "x", "y");
                  answer.head(status);
                  answer.head("200");
                  answer.end("for " + number);
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      for (int i = 1; i <= 2; i++) {
        RecordingListener listener = client.send();
        assertThat(listener.failure()).isNull();
        assertThat(listener.status()).isEqualTo(200);
        assertThat(listener.soFar()).isEqualTo("for " + i);
      }
    }
  }

  @Test
  void informationalAnswersWithoutEnd_failTheCall() throws Exception {
    try (FrameProvider provider =
            new FrameProvider(
                (number, answer) -> {
                  for (int i = 0; i < 40; i++) {
                    answer.head("102");
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      assertThat(client.send().failure().code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
    }
  }

  @Test
  void headersWithControlCharacters_areNotPassedOn() throws Exception {
    try (FrameProvider provider =
            new FrameProvider(
                (number, answer) -> {
                  answer.head(
                      "200",
                      "x-ratelimit-limit",
                      "9",
                      "x-ratelimit-reset",
                      "a\r\nset-cookie: b",
                      "x-ratelimit-remaining",
                      "a\u007fb",
                      "x-ratelimit-b\nd",
                      "1",
                      "x-ratelimit-owner",
                      "\u0001",
                      "content-type",
                      "text/plain\r\nx: y");
                  answer.end("ok");
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      RecordingListener listener = client.send();
      if (listener.failure() == null) {
        assertThat(listener.limits()).containsExactly("x-ratelimit-limit=9");
        assertThat(listener.header("content-type")).isNull();
      }
    }
  }

  @Test
  void goAwayThatExcludesTheStream_isRepeatedOnANewConnection() throws Exception {
    try (FrameProvider provider =
            new FrameProvider(
                (number, answer) -> {
                  if (number == 1) {
                    answer.goAway(0);
                  } else {
                    answer.head("200");
                    answer.end("at last");
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      RecordingListener listener = client.send();

      assertThat(listener.failure()).isNull();
      assertThat(listener.soFar()).isEqualTo("at last");
      assertThat(provider.connections()).isEqualTo(2);
    }
  }

  @Test
  void goAwayOnEveryConnection_isSafeToSendElsewhere() throws Exception {
    try (FrameProvider provider = new FrameProvider((number, answer) -> answer.goAway(0));
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      assertThat(client.send().failure().sent()).isFalse();
      assertThat(provider.connections()).isEqualTo(2);
    }
  }
}
