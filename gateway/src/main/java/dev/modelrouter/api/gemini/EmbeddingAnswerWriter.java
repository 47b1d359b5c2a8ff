package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.EmbeddingVectors;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/** Writes embeddings as Gemini does, every digit as it came. */
final class EmbeddingAnswerWriter {
  private static final int EXTRA_CAPACITY = 256;

  private EmbeddingAnswerWriter() {}

  /**
   * A provider's answer as Gemini's.
   *
   * @param batch whether several were asked for
   * @param answer OpenAI's {@code data}, or Gemini's own, which stays as it is
   * @return null if there is no vector in it, one that is not written as numbers, or more than one
   *     where one was asked for
   */
  static byte @Nullable [] write(boolean batch, byte[] answer) {
    EmbeddingVectors vectors = EmbeddingVectors.read(answer);
    if (vectors == null || vectors.otherForm()) {
      return vectors == null ? null : answer;
    }
    if (!batch && vectors.count() > 1) {
      return null;
    }
    ByteBuilder out = new ByteBuilder(answer.length + EXTRA_CAPACITY);
    out.append(batch ? "{\"embeddings\":[" : "{\"embedding\":");
    for (int i = 0; i < vectors.count(); i++) {
      out.append(i == 0 ? "" : ",").append("{\"values\":");
      vectors.append(out, i).append('}');
    }
    out.append(batch ? "]" : "");
    if (vectors.tokens() > 0) {
      String tokens = Long.toString(vectors.tokens());
      out.append(",\"usageMetadata\":{\"promptTokenCount\":").append(tokens);
      out.append(",\"totalTokenCount\":").append(tokens).append('}');
    }
    return out.append('}').take();
  }
}
