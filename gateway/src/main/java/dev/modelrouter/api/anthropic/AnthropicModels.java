package dev.modelrouter.api.anthropic;

import dev.modelrouter.api.Call;
import dev.modelrouter.api.gemini.GeminiModels;
import dev.modelrouter.wire.ByteBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The models as Anthropic lists them (Models API, {@code GET /v1/models}). All come in one page
 * unless {@code limit} says otherwise.
 */
public final class AnthropicModels {
  private static final int EXTRA_CAPACITY = 1024;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final Supplier<List<String>> names;
  private final String created;

  /**
   * These models.
   *
   * @param names {@code provider/model}, asked for each time
   * @param created the date that all of them are said to be from
   */
  public AnthropicModels(Supplier<List<String>> names, Instant created) {
    this.names = names;
    this.created = created.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Answers {@code GET /v1/models}. */
  public void list(Call call) {
    List<String> all = names.get();
    int limit = limit(call.request().getParam("limit"), all.size());
    if (limit < 1) {
      call.json(
          BAD_REQUEST,
          AnthropicErrorWriter.body(BAD_REQUEST, "limit must be a number of 1 or more.", call.id()),
          null);
      return;
    }
    String after = call.request().getParam("after_id");
    String before = call.request().getParam("before_id");
    int first = after == null ? 0 : all.indexOf(after) + 1;
    int last = all.size();
    if (before != null && all.contains(before)) {
      last = all.indexOf(before);
      first = Math.max(0, last - limit);
    }
    int end = Math.min(last, (int) Math.min((long) first + limit, Integer.MAX_VALUE));
    boolean more = before == null ? end < all.size() : first > 0;
    call.json(200, page(all.subList(Math.min(first, end), end), more), null);
  }

  private byte[] page(List<String> page, boolean more) {
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY).append("{\"data\":[");
    String separator = "";
    for (String name : page) {
      entry(out.append(separator), name);
      separator = ",";
    }
    out.append("],\"has_more\":").append(Boolean.toString(more)).append(",\"first_id\":");
    id(out, page.isEmpty() ? null : page.getFirst());
    return id(out.append(",\"last_id\":"), page.isEmpty() ? null : page.getLast())
        .append('}')
        .take();
  }

  /** Answers {@code GET /v1/models/{id}}. */
  public void one(Call call) {
    String name = GeminiModels.id(call);
    if (names.get().contains(name)) {
      call.json(200, entry(new ByteBuilder(EXTRA_CAPACITY), name).take(), null);
    } else {
      call.json(
          NOT_FOUND,
          AnthropicErrorWriter.body(
              NOT_FOUND,
              "No configured provider is known to serve this model; GET /v1/models lists them.",
              call.id()),
          null);
    }
  }

  private ByteBuilder entry(ByteBuilder out, String name) {
    return out.append("{\"type\":\"model\",\"id\":")
        .appendJson(name)
        .append(",\"display_name\":")
        .appendJson(name)
        .append(",\"created_at\":\"")
        .append(created)
        .append("\"}");
  }

  private static ByteBuilder id(ByteBuilder out, @Nullable String id) {
    return id == null ? out.append("null") : out.appendJson(id);
  }

  private static int limit(@Nullable String value, int all) {
    if (value == null || value.isEmpty()) {
      return Math.max(1, all);
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
