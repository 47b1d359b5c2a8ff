package dev.modelrouter.api.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of an answer in the form of OpenAI's embeddings, as bytes, so that every digit is
 * kept. An answer with {@code embeddings} or {@code embedding} at its top is of another form, and
 * is only recognised.
 */
public final class EmbeddingVectors {
  private static final byte[] DATA = "data".getBytes(US_ASCII);
  private static final byte[] EMBEDDING = "embedding".getBytes(US_ASCII);
  private static final byte[] EMBEDDINGS = "embeddings".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] USAGE = "usage".getBytes(US_ASCII);
  private static final byte[] PROMPT = "prompt_tokens".getBytes(US_ASCII);

  /** From the first byte of a vector to behind its last. */
  private record Range(int from, int to) {}

  private final JsonScanner json = new JsonScanner();
  private final byte[] answer;
  private final List<Range> vectors = new ArrayList<>();
  private String model = "";
  private long tokens;
  private boolean otherForm;
  private boolean odd;

  private EmbeddingVectors(byte[] answer) {
    this.answer = answer;
  }

  /**
   * Reads an answer.
   *
   * @return null if it is neither of another form nor holds a vector, or if one of its vectors is
   *     not written as numbers
   */
  public static @Nullable EmbeddingVectors read(byte[] answer) {
    EmbeddingVectors vectors = new EmbeddingVectors(answer);
    try {
      vectors.read();
    } catch (MalformedJsonException e) {
      return null;
    }
    boolean none = vectors.odd || vectors.vectors.isEmpty();
    return none && !vectors.otherForm ? null : vectors;
  }

  /** Whether the answer is not of OpenAI's form. */
  public boolean otherForm() {
    return otherForm;
  }

  /** How many there are. */
  public int count() {
    return vectors.size();
  }

  /** The name of the model, empty where the answer has none. */
  public String model() {
    return model;
  }

  /** Tokens of the input, 0 where the answer does not say. */
  public long tokens() {
    return tokens;
  }

  /** Appends one of the vectors, an array of numbers. */
  public ByteBuilder append(ByteBuilder out, int index) {
    Range range = vectors.get(index);
    return out.append(answer, range.from(), range.to());
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
        otherForm |= json.nameIs(EMBEDDINGS) || json.nameIs(EMBEDDING);
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
        vectors.add(new Range(from, json.position()));
      }
    }
    odd |= vectors.size() != before + 1;
  }
}
