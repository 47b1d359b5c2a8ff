package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.api.openai.PassthroughRequestReader;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.OpenAiForm;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Says a request for embeddings in OpenAI's words. */
final class EmbedRequestReader {
  private static final int EXTRA_CAPACITY = 64;
  private static final int MAX_DIMENSIONS = 1 << 20;
  private static final String DIMENSIONS = "dimensions";

  /**
   * How the server is to work, and that a text which is too long is cut: others refuse such a text
   * in words of their own.
   */
  private static final Set<String> ADMINISTRATIVE = Set.of("model", "keep_alive", "truncate");

  private EmbedRequestReader() {}

  /**
   * Reads one body.
   *
   * @param json UTF-8
   * @param model the name of the model without the tag that says nothing, possibly empty
   * @param names tells what a model's name means here
   * @throws dev.modelrouter.chat.UntranslatableRequestException naming the first field that is
   *     wrong
   */
  static OpenAiForm read(
      EmbedEndpoint form, byte[] json, String model, Function<String, ModelId> names) {
    LocatedJson asked = JsonDocument.read(json);
    ByteBuilder out = new ByteBuilder(json.length + EXTRA_CAPACITY);
    out.append("{\"encoding_format\":\"float\"");
    if (!model.isEmpty()) {
      out.append(",\"model\":").appendJson(model);
    }
    LocatedJson dimensions = asked.field(DIMENSIONS);
    boolean sized = form == EmbedEndpoint.INPUT && !dimensions.isNull();
    if (sized) {
      Long size = dimensions.optionalInteger(1, MAX_DIMENSIONS);
      out.append(",\"dimensions\":").append(String.valueOf(size));
    }
    out.append(",\"input\":");
    input(form, asked.field(form.field()), out);
    List<String> untranslatable = new ArrayList<>();
    for (String name : asked.names()) {
      boolean said = name.equals(form.field()) || (sized && name.equals(DIMENSIONS));
      if (!said && !ADMINISTRATIVE.contains(name) && saysSomething(asked.field(name))) {
        untranslatable.add(name);
      }
    }
    return new OpenAiForm(
        PassthroughRequestReader.read(Operation.EMBEDDING, out.append('}').take(), names),
        untranslatable);
  }

  private static boolean saysSomething(LocatedJson located) {
    return !located.isNull() && !(located.isObject() && located.names().isEmpty());
  }

  private static void input(EmbedEndpoint form, LocatedJson input, ByteBuilder out) {
    if (form == EmbedEndpoint.PROMPT || input.isText()) {
      out.appendJson(input.text());
      return;
    }
    if (!input.isArray()) {
      throw input.must("be a string or an array of strings");
    }
    char before = '[';
    for (LocatedJson each : input.elements()) {
      out.append(before).appendJson(each.text());
      before = ',';
    }
    out.append(']');
  }
}
