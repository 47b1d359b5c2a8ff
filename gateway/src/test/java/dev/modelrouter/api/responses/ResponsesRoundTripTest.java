package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.MessageAggregator;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.conformance.Conversations;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What is said in this dialect is read as the same. */
class ResponsesRoundTripTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What the API has no place for: stop texts, seeds and penalties. */
  private static ChatRequest sayable(ChatRequest request) {
    Sampling sampling = request.sampling();
    return new ChatRequest(
        request.model(),
        request.messages(),
        new Sampling(
            sampling.maxTokens(),
            sampling.temperature(),
            sampling.topP(),
            null,
            List.of(),
            null,
            null,
            null),
        request.tools(),
        request.toolChoice(),
        request.parallelTools(),
        request.format(),
        request.reasoningEffort(),
        request.user(),
        request.stream(),
        request.untranslatable());
  }

  @Test
  void request_saidInThisDialect_isReadAsTheSame() {
    for (int seed = 0; seed < 500; seed++) {
      ChatRequest request = sayable(new Conversations(seed).request());

      assertThat(
              ResponsesRequestReader.read(
                      ResponsesBody.of(request), request.model(), request.stream())
                  .chat())
          .as("seed %d", seed)
          .isEqualTo(request);
    }
  }

  @Test
  void answer_sentBackAsInput_isReadAsTheSameMessage() {
    for (int seed = 0; seed < 500; seed++) {
      List<ChatEvent.Content> pieces = new GeneratedAnswers(seed).pieces();
      byte[] whole =
          ResponsesAnswerWriter.write(
              "1",
              5,
              6,
              pieces,
              GeneratedAnswers.stopped(FinishReason.STOP),
              GeneratedAnswers.request());
      String body = "{\"input\":" + JSON.readTree(whole).get("output") + "}";

      List<Message> read =
          ResponsesRequestReader.read(body.getBytes(UTF_8), ModelId.ANY, false).chat().messages();

      assertThat(read).as("seed %d", seed).containsExactly(MessageAggregator.message(pieces));
    }
  }
}
