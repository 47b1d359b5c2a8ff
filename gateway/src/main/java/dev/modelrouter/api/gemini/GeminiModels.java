package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.api.Call;
import dev.modelrouter.wire.ByteBuilder;
import java.net.URLDecoder;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The models as Google lists them, {@code models/provider/model}. What nobody here knows of them,
 * such as their limits, is left out. All come in one page unless {@code pageSize} says otherwise.
 */
public final class GeminiModels {
  private static final String FOLDER = "/models/";
  private static final int EXTRA_CAPACITY = 256;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final Supplier<List<String>> names;

  /**
   * These models.
   *
   * @param names {@code provider/model}, asked for each time
   */
  public GeminiModels(Supplier<List<String>> names) {
    this.names = names;
  }

  /** Answers {@code GET …/models}. */
  public void list(Call call) {
    List<String> all = names.get();
    int size = number(call.request().getParam("pageSize"), all.size());
    int from = number(call.request().getParam("pageToken"), 0);
    if (size < 0 || from < 0) {
      call.json(
          BAD_REQUEST,
          GeminiErrorWriter.body(
              BAD_REQUEST, "pageSize must be a number, pageToken one that the last page gave."),
          null);
      return;
    }
    int first = Math.min(from, all.size());
    // A size of 0 leaves it to the server, as at Google.
    int last = size == 0 ? all.size() : (int) Math.min((long) first + size, all.size());
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY).append("{\"models\":[");
    String separator = "";
    for (String name : all.subList(first, last)) {
      entry(out.append(separator), name);
      separator = ",";
    }
    out.append("]");
    if (last < all.size()) {
      out.append(",\"nextPageToken\":\"").append(Integer.toString(last)).append('"');
    }
    call.json(200, out.append('}').take(), null);
  }

  /** Answers {@code GET …/models/{id}}. */
  public void one(Call call) {
    String name = id(call);
    if (names.get().contains(name)) {
      call.json(200, entry(new ByteBuilder(EXTRA_CAPACITY), name).take(), null);
    } else {
      call.json(
          NOT_FOUND,
          GeminiErrorWriter.body(
              NOT_FOUND,
              "No configured provider is known to serve this model; GET /v1beta/models lists"
                  + " them."),
          null);
    }
  }

  /** What the path names behind {@code /models/}; empty if it cannot be read. */
  public static String id(Call call) {
    String path = call.path();
    String id = path.substring(path.indexOf(FOLDER) + FOLDER.length());
    try {
      // In a path a plus is a plus.
      return URLDecoder.decode(id.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** The value of a parameter; -1 if it is no number of 0 or more. */
  private static int number(@Nullable String value, int otherwise) {
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      return Math.max(-1, Integer.parseInt(value));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static ByteBuilder entry(ByteBuilder out, String name) {
    return out.append("{\"name\":")
        .appendJson("models/" + name)
        .append(",\"displayName\":")
        .appendJson(name)
        .append(",\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]}");
  }
}
