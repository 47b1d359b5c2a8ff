package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms of an item: callers may leave out its type and id, and write its content as text. */
final class InputItem {
  private InputItem() {}

  /** What kind of item it is. */
  static String type(LocatedJson item) {
    String type = item.field("type").optionalText();
    if (type != null) {
      return type;
    }
    if (!item.field("role").isNull()) {
      return "message";
    }
    if (!item.field("id").isNull()) {
      return "item_reference";
    }
    throw new UntranslatableRequestException(
        item.path() + ".type", item.path() + ".type must be a string");
  }

  /**
   * The items as an object with the array {@code input}, each in its full form and with an id: its
   * own, or one from its place in the conversation, which stays the same as long as it is carried
   * on. References are left out: what they mean stands there already.
   *
   * @param text one more word of the user's, or null
   */
  static byte[] write(List<LocatedJson> items, @Nullable String text, int room) {
    ByteBuilder out = new ByteBuilder(room);
    out.append("{\"input\":[");
    int place = 0;
    for (LocatedJson item : items) {
      if (!type(item).equals("item_reference")) {
        write(out.append(place == 0 ? "" : ","), item, place);
        place++;
      }
    }
    if (text != null) {
      out.append(place == 0 ? "" : ",").append("{\"id\":\"item_").append(Integer.toString(place));
      out.append("\",\"type\":\"message\",\"role\":\"user\",\"content\":");
      text(out, "input_text", text);
      out.append('}');
    }
    return out.append("]}").take();
  }

  private static void write(ByteBuilder out, LocatedJson item, int place) {
    String id = item.field("id").optionalText();
    out.append("{\"id\":");
    out.appendJson(id == null ? "item_" + place : id);
    out.append(",\"type\":").appendJson(type(item));
    for (String name : item.names()) {
      if (!name.equals("id") && !name.equals("type")) {
        out.append(',').appendJson(name).append(':');
        LocatedJson value = item.field(name);
        if (name.equals("content") && value.isText()) {
          boolean own = "assistant".equals(item.field("role").optionalText());
          text(out, own ? "output_text" : "input_text", value.text());
        } else {
          value.value().write(out);
        }
      }
    }
    out.append('}');
  }

  private static void text(ByteBuilder out, String type, String text) {
    out.append("[{\"type\":\"").append(type).append("\",\"text\":").appendJson(text);
    out.append(type.equals("output_text") ? ",\"annotations\":[],\"logprobs\":[]}]" : "}]");
  }
}
