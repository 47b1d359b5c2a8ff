package dev.modelrouter.wire;

import java.util.List;

/**
 * One call to a provider, ready to be sent: a POST of a JSON body. The headers that never change
 * for a provider (its key among them) are not here but in {@code HttpProvider.headers()}.
 *
 * @param path appended to the endpoint's base path, begins with a slash
 * @param body JSON, UTF-8; owned by the receiver from here on
 * @param dropped parameters of the request that this provider has no words for, left out
 */
public record OutboundRequest(String path, byte[] body, List<String> dropped) {
  /** A call that says all that was asked. */
  public OutboundRequest(String path, byte[] body) {
    this(path, body, List.of());
  }

  @Override
  public String toString() {
    return "OutboundRequest[" + path + ", " + body.length + " bytes]";
  }
}
