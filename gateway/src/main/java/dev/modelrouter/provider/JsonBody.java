package dev.modelrouter.provider;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the JSON body of a call. */
public final class JsonBody {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int USUAL_BYTES = 2 * 1024;

  private JsonBody() {}

  /** One object with what {@code fields} writes into it, as UTF-8. */
  public static byte[] object(Consumer<JsonGenerator> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
