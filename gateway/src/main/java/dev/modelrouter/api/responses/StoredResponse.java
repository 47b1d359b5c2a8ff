package dev.modelrouter.api.responses;

import dev.modelrouter.api.json.JsonDocument;
import dev.modelrouter.api.json.LocatedJson;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer that is kept, with the conversation it answered.
 *
 * @param response the response object, JSON in UTF-8, never changed
 * @param input a JSON object whose array {@code input} holds the whole conversation before the
 *     answer, never changed
 */
public record StoredResponse(byte[] response, byte[] input) {

  /** The conversation with the answer: what a next request goes on from. */
  List<LocatedJson> items() {
    List<LocatedJson> items = new ArrayList<>();
    add(items, JsonDocument.read(input).field("input"));
    add(items, JsonDocument.read(response).field("output"));
    return items;
  }

  /** What has no word is then named as the field by which it came. */
  private static void add(List<LocatedJson> items, LocatedJson array) {
    for (LocatedJson item : array.elements()) {
      items.add(new LocatedJson("previous_response_id", item.value()));
    }
  }

  /** Bytes it takes. */
  int size() {
    return response.length + input.length;
  }

  @Override
  public String toString() {
    return "StoredResponse[" + size() + " bytes]";
  }
}
