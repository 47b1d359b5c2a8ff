package dev.modelrouter.wire;

/**
 * One call to a provider, ready to be sent: a POST of a JSON body. The headers that never change
 * for a provider (its key among them) are not here but in {@code HttpProvider.headers()}.
 *
 * @param path appended to the endpoint's base path, begins with a slash
 * @param body JSON, UTF-8; owned by the receiver from here on
 */
public record OutboundRequest(String path, byte[] body) {
  @Override
  public String toString() {
    return "OutboundRequest[" + path + ", " + body.length + " bytes]";
  }
}
