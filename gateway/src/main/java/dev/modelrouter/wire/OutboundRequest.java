package dev.modelrouter.wire;

import dev.modelrouter.chat.BodyStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call to a provider, ready to be sent: a POST. The headers that never change for a provider
 * (its key among them) are not here but in {@code HttpProvider.headers()}.
 *
 * @param path appended to the endpoint's base path, begins with a slash
 * @param body JSON in UTF-8 unless the headers say otherwise; owned by the receiver from here on
 * @param dropped parameters of the request that this provider has no words for, left out
 * @param headers of this call alone, names in lower case; they win over the provider's
 * @param rest what of the body is still coming, or null when it is all here
 * @param toolNames the callers' names of tools by those that are sent in their place, to be put
 *     back in the answer; empty where none was changed
 */
public record OutboundRequest(
    String path,
    byte[] body,
    List<String> dropped,
    Map<String, String> headers,
    @Nullable BodyStream rest,
    Map<String, String> toolNames) {
  /** A call without changed names of tools. */
  public OutboundRequest(
      String path,
      byte[] body,
      List<String> dropped,
      Map<String, String> headers,
      @Nullable BodyStream rest) {
    this(path, body, dropped, headers, rest, Map.of());
  }

  /** A call whose body is all here and that needs no headers of its own. */
  public OutboundRequest(
      String path, byte[] body, List<String> dropped, Map<String, String> toolNames) {
    this(path, body, dropped, Map.of(), null, toolNames);
  }

  /** The same call, with more parameters that were left out. */
  public OutboundRequest dropping(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(dropped);
    return new OutboundRequest(path, body, List.copyOf(all), headers, rest, toolNames);
  }

  /** A call that says all that was asked. */
  public OutboundRequest(String path, byte[] body) {
    this(path, body, List.of());
  }

  /** A call with nothing particular about it. */
  public OutboundRequest(String path, byte[] body, List<String> dropped) {
    this(path, body, dropped, Map.of(), null);
  }

  @Override
  public String toString() {
    return "OutboundRequest[" + path + ", " + body.length + " bytes]";
  }
}
