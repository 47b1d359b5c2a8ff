package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.ByteAccumulator;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes embeddings as Ollama does, every digit as it came. */
final class EmbedAnswerWriter {
  private static final byte[] DATA = "data".getBytes(US_ASCII);
  private static final byte[] EMBEDDING = "embedding".getBytes(US_ASCII);
  private static final byte[] EMBEDDINGS = "embeddings".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] USAGE = "usage".getBytes(US_ASCII);
  private static final byte[] PROMPT = "prompt_tokens".getBytes(US_ASCII);
  private static final int ROOM = 256;

  /** From the first byte of a vector to behind its last. */
  private record Place(int from, int to) {}

  private final JsonScanner json = new JsonScanner();
  private final byte[] answer;
  private final List<Place> vectors = new ArrayList<>();
  private String model = "";
  private long tokens;
  private boolean own;
  private boolean odd;

  private EmbedAnswerWriter(byte[] answer) {
    this.answer = answer;
  }

  /**
   * A provider's answer as Ollama's.
   *
   * @param answer OpenAI's {@code data}, or Ollama's own, which stays as it is
   * @param nanos how long it took, in nanoseconds
   * @return null if there is no vector in it, or one that is not written as numbers
   */
  static byte @Nullable [] write(EmbedForm form, byte[] answer, long nanos) {
    EmbedAnswerWriter writer = new EmbedAnswerWriter(answer);
    try {
      writer.read();
    } catch (MalformedJsonException e) {
      return null;
    }
    if (writer.own) {
      return answer;
    }
    return writer.odd || writer.vectors.isEmpty() ? null : writer.write(form, nanos);
  }

  /** The answer to somebody who gave no text. */
  static byte[] nothing(EmbedForm form, String model) {
    ByteAccumulator out = new ByteAccumulator(ROOM);
    if (form == EmbedForm.PROMPT) {
      return out.append("{\"embedding\":[]}").take();
    }
    return out.append("{\"model\":").appendJson(model).append(",\"embeddings\":[]}").take();
  }

  private void read() {
    json.reset(answer, 0, answer.length);
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(DATA) && json.beginArray()) {
        for (boolean one = true; json.nextElement(one); one = false) {
          vector();
        }
      } else if (json.nameIs(MODEL) && json.isString()) {
        model = json.string();
      } else if (json.nameIs(USAGE) && json.beginObject()) {
        for (boolean one = true; json.nextField(one); one = false) {
          if (json.nameIs(PROMPT)) {
            tokens = json.wholeNumber();
          } else {
            json.skip();
          }
        }
      } else {
        own |= json.nameIs(EMBEDDINGS) || json.nameIs(EMBEDDING);
        json.skip();
      }
    }
  }

  private void vector() {
    if (!json.beginObject()) {
      odd = true;
      json.skip();
      return;
    }
    int before = vectors.size();
    for (boolean first = true; json.nextField(first); first = false) {
      boolean wanted = json.nameIs(EMBEDDING) && json.isContainer();
      int from = json.position();
      json.skip();
      if (wanted) {
        vectors.add(new Place(from, json.position()));
      }
    }
    odd |= vectors.size() != before + 1;
  }

  private byte[] write(EmbedForm form, long nanos) {
    ByteAccumulator out = new ByteAccumulator(answer.length + ROOM);
    if (form == EmbedForm.PROMPT) {
      Place vector = vectors.getFirst();
      out.append("{\"embedding\":").append(answer, vector.from(), vector.to());
      return out.append('}').take();
    }
    out.append("{\"model\":").appendJson(model).append(",\"embeddings\":");
    char before = '[';
    for (Place vector : vectors) {
      out.append(before).append(answer, vector.from(), vector.to());
      before = ',';
    }
    out.append("],\"total_duration\":").append(Long.toString(nanos));
    out.append(",\"load_duration\":0,\"prompt_eval_count\":").append(Long.toString(tokens));
    return out.append('}').take();
  }
}
