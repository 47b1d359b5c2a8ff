package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.conformance.Conversations;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's own classes for Java understand every event, and put the same answer together. */
class ResponsesSdkTest {
  private static ResponsesStreamWriter writer() {
    return new ResponsesStreamWriter(
        "1",
        5,
        () -> 6,
        GeneratedAnswers.stopped(FinishReason.STOP).model(),
        GeneratedAnswers.request());
  }

  private static Response response(byte[] json) {
    try {
      return ObjectMappers.jsonMapper().readValue(json, Response.class).validate();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ResponseAccumulator accumulated(byte[] stream) {
    ResponseAccumulator accumulator = ResponseAccumulator.createWithSnapshots();
    for (String event : new String(stream, UTF_8).split("\n\n")) {
      String data = event.substring(event.indexOf("data: ") + "data: ".length());
      try {
        ResponseStreamEvent read =
            ObjectMappers.jsonMapper().readValue(data, ResponseStreamEvent.class);
        assertThat(read.isValid()).as(data).isTrue();
        accumulator.accumulate(read.validate());
      } catch (JsonProcessingException e) {
        throw new AssertionError(e);
      }
    }
    return accumulator;
  }

  private static void assertSame(int seed, List<ChatEvent.Content> pieces, FinishReason finish) {
    ResponsesStreamWriter writer = writer();
    pieces.forEach(writer::content);
    writer.done(GeneratedAnswers.stopped(finish));
    ResponseAccumulator accumulator = accumulated(writer.take());
    byte[] whole =
        ResponsesAnswerWriter.write(
            "1", 5, 6, pieces, GeneratedAnswers.stopped(finish), GeneratedAnswers.request());

    assertThat(accumulator.response()).as("seed %d", seed).isEqualTo(response(whole));
    assertThat(accumulator.reconstructedResponse())
        .as("seed %d", seed)
        .isEqualTo(accumulator.response());
    assertThat(writer.response()).isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource(FinishReason.class)
  void stream_isTheWholeAnswer(FinishReason finish) {
    for (int seed = 0; seed < 100; seed++) {
      assertSame(seed, new GeneratedAnswers(seed).pieces(), finish);
    }
  }

  @Test
  void stream_isTheWholeAnswer_whateverTheModelTakesForArguments() {
    for (int seed = 0; seed < 200; seed++) {
      assertSame(seed, new Conversations(seed).answer(), FinishReason.STOP);
    }
  }

  @Test
  void failure_isAFailedResponse() {
    ResponsesStreamWriter writer = writer();
    new GeneratedAnswers(3).pieces().forEach(writer::content);
    writer.failed(GatewayError.of(ErrorCode.TIMEOUT, "silent"));

    assertThat(accumulated(writer.take()).response())
        .satisfies(
            response -> {
              assertThat(response.status().orElseThrow().asString()).isEqualTo("failed");
              assertThat(response.error().orElseThrow().message()).isEqualTo("silent");
            });
  }

  @Test
  void errorEvent_isRead() throws JsonProcessingException {
    String event =
        new String(
            ResponsesErrorWriter.event(GatewayError.of(ErrorCode.TIMEOUT, "silent"), 4), UTF_8);

    ResponseStreamEvent read =
        ObjectMappers.jsonMapper()
            .readValue(event.substring(event.indexOf('{')), ResponseStreamEvent.class)
            .validate();

    assertThat(read.asError().message()).isEqualTo("silent");
    assertThat(read.asError().code()).hasValue("timeout");
    assertThat(read.asError().sequenceNumber()).isEqualTo(4);
  }
}
