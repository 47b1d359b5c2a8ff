package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of the conversation that a stored answer answered, as a list of OpenAI's API. */
final class ItemList {
  private static final int DEFAULT = 20;
  private static final int MAX = 100;
  private static final int EXTRA_CAPACITY = 1024;

  private ItemList() {}

  /**
   * Writes it.
   *
   * @param limit how many items, 1 to 100; null for 20
   * @param order {@code asc} or {@code desc}; null for the newest first
   * @param after the id of the item before the first, or null
   * @throws UntranslatableRequestException naming the one that is wrong
   */
  static byte[] write(
      StoredResponse stored,
      @Nullable String limit,
      @Nullable String order,
      @Nullable String after) {
    List<LocatedJson> items =
        new ArrayList<>(JsonDocument.read(stored.input()).field("input").elements());
    if (descending(order)) {
      items = items.reversed();
    }
    int from = after == null ? 0 : behind(items, after);
    int to = Math.min(items.size(), from + count(limit));
    ByteBuilder out = new ByteBuilder(EXTRA_CAPACITY).append("{\"object\":\"list\",\"data\":[");
    for (int i = from; i < to; i++) {
      items.get(i).value().write(i == from ? out : out.append(','));
    }
    id(out.append("],\"first_id\":"), from < to ? items.get(from) : null);
    id(out.append(",\"last_id\":"), from < to ? items.get(to - 1) : null);
    return out.append(",\"has_more\":").append(to < items.size() ? "true}" : "false}").take();
  }

  private static void id(ByteBuilder out, @Nullable LocatedJson item) {
    if (item == null) {
      out.append("null");
    } else {
      out.appendJson(item.field("id").text());
    }
  }

  private static boolean descending(@Nullable String order) {
    return switch (order) {
      case null -> true;
      case "desc" -> true;
      case "asc" -> false;
      default -> throw new UntranslatableRequestException("order", "order must be asc or desc");
    };
  }

  private static int count(@Nullable String limit) {
    if (limit == null) {
      return DEFAULT;
    }
    try {
      int count = Integer.parseInt(limit);
      if (count >= 1 && count <= MAX) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UntranslatableRequestException(
        "limit", "limit must be a whole number from 1 to " + MAX);
  }

  private static int behind(List<LocatedJson> items, String after) {
    for (int i = 0; i < items.size(); i++) {
      if (after.equals(items.get(i).field("id").optionalText())) {
        return i + 1;
      }
    }
    throw new UntranslatableRequestException(
        "after", "after must be the id of an item of this response");
  }
}
