package dev.modelrouter.api.ollama;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.ChatWords;
import dev.modelrouter.api.StreamSink;
import dev.modelrouter.api.WholeSink;
import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.JsonPlace;
import dev.modelrouter.api.openai.RawRequestReader;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import dev.modelrouter.dispatch.Answer;
import dev.modelrouter.wire.ByteAccumulator;
import dev.modelrouter.wire.JsonScanner;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's {@code /api/embed}, said in the words of OpenAI's embeddings, which every provider that
 * has embeddings takes.
 */
public final class EmbedWords implements ChatWords {
  private static final byte[] DATA = "data".getBytes(US_ASCII);
  private static final byte[] EMBEDDING = "embedding".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] USAGE = "usage".getBytes(US_ASCII);
  private static final byte[] PROMPT = "prompt_tokens".getBytes(US_ASCII);

  private final OllamaWords words;
  private final Function<String, ModelId> names;

  /**
   * The words.
   *
   * @param words for what is the same with every path of Ollama's
   * @param names tells what a model's name means here
   */
  public EmbedWords(OllamaWords words, Function<String, ModelId> names) {
    this.words = words;
    this.names = names;
  }

  @Override
  public Request read(Call call, byte[] body) {
    JsonPlace asked = JsonDocument.read(body);
    ByteAccumulator out = new ByteAccumulator(body.length + 64);
    out.append("{\"model\":").appendJson(OllamaNames.canonical(asked.field("model").text()));
    out.append(",\"encoding_format\":\"float\"");
    JsonPlace dimensions = asked.field("dimensions");
    if (!dimensions.isNull()) {
      out.append(",\"dimensions\":").append(String.valueOf(dimensions.optionalWhole(1, 1 << 20)));
    }
    out.append(",\"input\":");
    JsonPlace input = asked.field("input");
    if (input.isText()) {
      out.appendJson(input.text());
    } else {
      String separator = "[";
      for (JsonPlace each : input.elements()) {
        out.append(separator).appendJson(each.text());
        separator = ",";
      }
      out.append(separator.equals("[") ? "[]" : "]");
    }
    return RawRequestReader.read(Operation.EMBEDDING, out.append('}').take(), names);
  }

  @Override
  public StreamSink.Script stream(Call call, Request request) {
    return words.stream(call, request);
  }

  @Override
  public WholeSink.Script whole(Call call, Request request) {
    return new Whole(words, call);
  }

  @Override
  public int status(GatewayError error) {
    return words.status(error);
  }

  @Override
  public byte[] error(Call call, GatewayError error, @Nullable String field) {
    return words.error(call, error, field);
  }

  @Override
  public byte[] unauthenticated(Call call) {
    return words.unauthenticated(call);
  }

  /** OpenAI's {@code data[].embedding} as Ollama's {@code embeddings}, every digit as it was. */
  static byte[] translated(byte[] answer, long nanos) {
    JsonScanner json = new JsonScanner();
    json.reset(answer, 0, answer.length);
    ByteAccumulator vectors = new ByteAccumulator(answer.length);
    String model = "";
    long tokens = 0;
    json.beginObject();
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(DATA) && json.beginArray()) {
        for (boolean one = true; json.nextElement(one); one = false) {
          vectors.append(one ? "" : ",");
          vector(json, answer, vectors);
        }
      } else if (json.nameIs(MODEL) && json.isString()) {
        model = json.string();
      } else if (json.nameIs(USAGE) && json.beginObject()) {
        for (boolean one = true; json.nextField(one); one = false) {
          if (json.nameIs(PROMPT) && json.isNumber()) {
            tokens = json.wholeNumber();
          } else {
            json.skip();
          }
        }
      } else {
        json.skip();
      }
    }
    ByteAccumulator out = new ByteAccumulator(answer.length);
    out.append("{\"model\":").appendJson(model).append(",\"embeddings\":[");
    out.append(vectors.take()).append("],\"total_duration\":").append(Long.toString(nanos));
    out.append(",\"load_duration\":0,\"prompt_eval_count\":").append(Long.toString(tokens));
    return out.append('}').take();
  }

  private static void vector(JsonScanner json, byte[] answer, ByteAccumulator vectors) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      boolean wanted = json.nameIs(EMBEDDING) && json.isContainer();
      int from = json.position();
      json.skip();
      if (wanted) {
        vectors.append(answer, from, json.position());
      }
    }
  }

  private record Whole(OllamaWords words, Call call) implements WholeSink.Script {
    @Override
    public byte[] write(List<ChatEvent.Content> said, Answer answer) {
      throw new IllegalStateException("embeddings come as bytes");
    }

    @Override
    public byte[] relayed(byte[] own, Answer answer) {
      return translated(own, call.elapsedNanos());
    }

    @Override
    public void refuse(Call call, GatewayError error) {
      words.refuse(call, error);
    }
  }
}
