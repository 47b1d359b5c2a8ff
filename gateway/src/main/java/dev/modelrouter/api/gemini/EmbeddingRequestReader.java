package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.openai.PassthroughRequestReader;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.OpenAiForm;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON of {@code :embedContent} and {@code :batchEmbedContents} in the form of OpenAI's
 * embeddings. Names may be in camel case or in snake case. What OpenAI has no field for is named,
 * such as {@code taskType}.
 */
final class EmbeddingRequestReader {
  private static final int EXTRA_CAPACITY = 64;
  private static final int MAX_DIMENSIONS = 1 << 20;

  /** Most texts that OpenAI embeds at once; Gemini itself takes fewer. */
  private static final int MAX_REQUESTS = 2_048;

  private static final String REQUESTS = "requests";
  private static final Set<String> READ = Set.of("model", "content", "outputDimensionality");

  private final Set<String> untranslatable = new LinkedHashSet<>();
  private final ByteBuilder out;
  private @Nullable Long dimensions;

  private EmbeddingRequestReader(int size) {
    this.out = new ByteBuilder(size);
  }

  /**
   * Reads one body.
   *
   * @param batch whether it is one of {@code :batchEmbedContents}
   * @param json UTF-8
   * @param model what the caller asked for, already understood: the path names it
   * @throws UntranslatableRequestException naming the first field that is wrong, or that only
   *     Gemini embeds; in the second case it {@link UntranslatableRequestException#isPartial is
   *     partial}
   */
  static OpenAiForm read(boolean batch, byte[] json, ModelId model) {
    return new EmbeddingRequestReader(json.length + EXTRA_CAPACITY)
        .read(JsonDocument.read(json), batch, model);
  }

  private OpenAiForm read(LocatedJson body, boolean batch, ModelId model) {
    LocatedJson requests = body.field(REQUESTS);
    if (batch == requests.isNull()) {
      throw batch
          ? new UntranslatableRequestException(REQUESTS, "'requests' is missing.")
          : new UntranslatableRequestException(
              REQUESTS, "'requests' is for ':batchEmbedContents'; send one 'content' here.");
    }
    out.append("{\"encoding_format\":\"float\",\"input\":");
    if (batch) {
      several(requests);
    } else {
      one(body, true);
    }
    if (dimensions != null) {
      out.append(",\"dimensions\":").append(Long.toString(dimensions));
    }
    byte[] written = out.append('}').take();
    return new OpenAiForm(
        PassthroughRequestReader.read(Operation.EMBEDDING, written, name -> model).of(model),
        List.copyOf(untranslatable));
  }

  private void several(LocatedJson requests) {
    List<LocatedJson> all = ProtoJson.elements(requests);
    if (all.isEmpty()) {
      throw new UntranslatableRequestException(REQUESTS, "'requests' must not be empty.");
    }
    if (all.size() > MAX_REQUESTS) {
      throw new UntranslatableRequestException(
          REQUESTS, "'requests' must have at most " + MAX_REQUESTS + " elements; send several.");
    }
    for (int i = 0; i < all.size(); i++) {
      out.append(i == 0 ? '[' : ',');
      one(all.get(i), i == 0);
    }
    out.append(']');
  }

  private void one(LocatedJson request, boolean first) {
    LocatedJson size = ProtoJson.number(request, "outputDimensionality");
    Long asked = size.optionalInteger(1, MAX_DIMENSIONS);
    if (first) {
      dimensions = asked;
    } else if (dimensions == null ? asked != null : !dimensions.equals(asked)) {
      throw onlyGemini(size, "differs from that of the first request");
    }
    text(request.field("content"));
    for (String name : request.names()) {
      String camel = ProtoJson.camel(name);
      if (!READ.contains(camel) && !request.field(name).isNull()) {
        untranslatable.add(camel);
      }
    }
  }

  private void text(LocatedJson content) {
    if (content.isNull()) {
      throw content.must("be an object with 'parts'");
    }
    List<LocatedJson> parts = ProtoJson.elements(content.field("parts"));
    if (parts.isEmpty()) {
      throw content.field("parts").must("be an array with at least one part");
    }
    StringBuilder text = new StringBuilder();
    for (LocatedJson part : parts) {
      LocatedJson said = part.field("text");
      if (said.isNull()) {
        throw onlyGemini(part, "is no text");
      }
      text.append(text.isEmpty() ? "" : "\n").append(said.text());
    }
    out.appendJson(text.toString());
  }

  private static UntranslatableRequestException onlyGemini(LocatedJson located, String what) {
    return new UntranslatableRequestException(
        located.path(),
        located.path() + " " + what + ", which only Gemini embeds; ask a model of Gemini's for it.",
        "unsupported_parameter");
  }
}
