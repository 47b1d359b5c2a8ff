package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.EmbeddingVectors;
import dev.modelrouter.wire.ByteBuilder;
import org.jspecify.annotations.Nullable;

/** Writes embeddings as Ollama does, every digit as it came. */
final class EmbedAnswerWriter {
  private static final int EXTRA_CAPACITY = 256;

  private EmbedAnswerWriter() {}

  /**
   * A provider's answer as Ollama's.
   *
   * @param answer OpenAI's {@code data}, or Ollama's own, which stays as it is
   * @param nanos how long it took, in nanoseconds
   * @return null if there is no vector in it, or one that is not written as numbers
   */
  static byte @Nullable [] write(EmbedEndpoint form, byte[] answer, long nanos) {
    EmbeddingVectors vectors = EmbeddingVectors.read(answer);
    if (vectors == null || vectors.otherForm()) {
      return vectors == null ? null : answer;
    }
    ByteBuilder out = new ByteBuilder(answer.length + EXTRA_CAPACITY);
    if (form == EmbedEndpoint.PROMPT) {
      return vectors.append(out.append("{\"embedding\":"), 0).append('}').take();
    }
    out.append("{\"model\":").appendJson(vectors.model()).append(",\"embeddings\":");
    for (int i = 0; i < vectors.count(); i++) {
      vectors.append(out.append(i == 0 ? '[' : ','), i);
    }
    out.append("],\"total_duration\":").append(Long.toString(nanos));
    out.append(",\"load_duration\":0,\"prompt_eval_count\":");
    return out.append(Long.toString(vectors.tokens())).append('}').take();
  }

  /** The answer to somebody who gave no text. */
  static byte[] nothing(EmbedEndpoint form, String model) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY);
    if (form == EmbedEndpoint.PROMPT) {
      return out.append("{\"embedding\":[]}").take();
    }
    return out.append("{\"model\":").appendJson(model).append(",\"embeddings\":[]}").take();
  }
}
