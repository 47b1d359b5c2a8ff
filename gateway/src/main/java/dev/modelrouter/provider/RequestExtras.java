package dev.modelrouter.provider;

import java.util.Map;

/**
 * What an operator adds to every request to a provider, such as the version of Azure's API or a
 * header for an internal gateway. Secret: never to be logged.
 *
 * @param headers by their names in lower case; they win over the provider's own
 * @param query parameters as they stand in the address, percent-encoded and joined by {@code &};
 *     possibly empty
 */
public record RequestExtras(Map<String, String> headers, String query) {
  /** Nothing is added. */
  public static final RequestExtras NONE = new RequestExtras(Map.of(), "");

  public RequestExtras {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "RequestExtras[headers " + headers.keySet() + "]";
  }
}
