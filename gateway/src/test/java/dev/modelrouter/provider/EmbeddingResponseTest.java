package dev.modelrouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.provider.ProviderStreams.Result;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors come in the encoding that the caller asked for, whatever the provider makes of it. */
class EmbeddingResponseTest {
  private static final String ASK =
      "{\"model\":\"e\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\"}";
  private static final String ASK_FLOATS = "{\"model\":\"e\",\"input\":[\"a\",\"b\"]}";

  private static String body(String one, String two) {
    return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
        + one
        + "},{\"embedding\":"
        + two
        + " ,\"index\":1}],\"model\":\"e\",\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}";
  }

  private static String packed(float... floats) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float each : floats) {
      bytes.putFloat(each);
    }
    return "\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"";
  }

  private static Result passed(String id, String ask, String answer) {
    return ProviderStreams.of(id, Operation.EMBEDDING, ask).passed(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistral", "together", "vllm", "cohere"})
  void numbers_arePacked_whereBase64WasAskedFor(String id) {
    Result result = passed(id, ASK, body("[0.5, -1e-3,\n3]", "[1,2,3]"));

    assertThat(result.bytes()).isEqualTo(body(packed(0.5f, -1e-3f, 3), packed(1, 2, 3)));
    assertThat(result.completed()).isTrue();
  }

  @Test
  void whatIsRightAlready_staysAsItIs() {
    String right = body(packed(1), packed(2));
    String floats = body("[1]", "[2]");

    assertThat(passed("mistral", ASK, right).bytes()).isEqualTo(right);
    assertThat(passed("mistral", ASK_FLOATS, floats).bytes()).isEqualTo(floats);
  }

  @Test
  void vectorThatHoldsNoNumbers_isNoAnswer() {
    assertThat(failure(passed("mistral", ASK, body("[null]", "[1]"))))
        .isEqualTo(ErrorCode.INVALID_RESPONSE);
    assertThat(failure(passed("ollama", ASK, "{\"embeddings\":[[\"x\"]]}")))
        .isEqualTo(ErrorCode.INVALID_RESPONSE);
  }

  /** Ollama answers an empty text with no vector: the request is wrong, not the provider. */
  @Test
  void noVectorForAnEmptyText_isTheCallersMistake() {
    String ask = "{\"model\":\"e\",\"input\":\" \"}";

    assertThat(failure(passed("ollama", ask, "{\"model\":\"e\",\"embeddings\":[]}")))
        .isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(failure(passed("ollama", ask, "{\"model\":\"e\"}")))
        .isEqualTo(ErrorCode.INVALID_RESPONSE);
  }

  @Test
  void ollamasVectors_arePacked() {
    Result result =
        passed(
            "ollama",
            ASK,
            "{\"model\":\"e\",\"embeddings\":[[0.5,1],[2,3]],\"prompt_eval_count\":2}");

    assertThat(result.bytes()).contains(packed(0.5f, 1), packed(2, 3));
  }

  private static ErrorCode failure(Result result) {
    return ((ChatEvent.Failed) result.last()).error().code();
  }
}
