package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider's stream whose head stays when another provider goes on. */
class ChunkEnvelopeTest {
  private static @Nullable ChunkEnvelope find(String stream) {
    return ChunkEnvelope.find(stream.getBytes(UTF_8));
  }

  @Test
  void head_isThatOfTheFirstChunkThatHasOne() {
    String stream =
        ": comment\n\ndata: {broken\n\ndata: []\n\n"
            + "data: {\"id\":\"a\\n1\",\"created\":5,\"x\":[1],\"model\":\"m\",\"choices\":[]}\n\n"
            + "data: {\"id\":\"b\",\"model\":\"n\",\"choices\":[]}\n\ndata: {\"id\":\"cut";

    assertThat(find(stream)).isEqualTo(new ChunkEnvelope("a\n1", 5, "m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "data: {\"id\":\"a\",\"choices\":[]}\n\n",
        "data: {\"id\":null,\"model\":\"m\"}\n\n",
        "data: {\"id\":\"a\",\"model\":\"m\"}"
      })
  void head_isMissing_whereNoWholeChunkHasOne(String stream) {
    assertThat(find(stream)).isNull();
    assertThat(OpenAiStreamWriter.following(stream.getBytes(UTF_8), false, Set.of())).isNull();
  }

  @Test
  void writer_continues_withoutBeginningAgain() {
    byte[] opening =
        "data: {\"id\":\"gen-1\",\"created\":5,\"model\":\"m\",\"choices\":[]}\n\n".getBytes(UTF_8);

    OpenAiStreamWriter writer = OpenAiStreamWriter.following(opening, true, Set.of());

    assertThat(writer).isNotNull();
    writer.content(new ChatEvent.TextDelta("x"));
    writer.done(FinishReason.LENGTH, new Usage(1, 2));
    String head =
        "data: {\"id\":\"gen-1\",\"object\":\"chat.completion.chunk\",\"created\":5,"
            + "\"model\":\"m\",\"choices\":[";
    assertThat(new String(writer.take(), UTF_8))
        .startsWith(head + "{\"index\":0,\"delta\":{\"content\":\"x\"},")
        .contains("\"finish_reason\":\"length\"", "\"completion_tokens\":2")
        .endsWith("data: [DONE]\n\n");
  }
}
