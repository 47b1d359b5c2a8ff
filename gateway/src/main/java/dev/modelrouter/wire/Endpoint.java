package dev.modelrouter.wire;

import java.net.URI;

/**
 * Where a provider lives.
 *
 * @param tls whether to speak TLS
 * @param host name or address, without brackets for IPv6
 * @param port 1 to 65535
 * @param basePath path before every call's own, without a final slash; may be empty
 */
public record Endpoint(boolean tls, String host, int port, String basePath) {

  /**
   * Reads a base URL.
   *
   * @throws IllegalArgumentException if it is not an absolute http or https URL with a host, or has
   *     credentials, a query or a fragment
   */
  public static Endpoint parse(String baseUrl) {
    URI uri;
    try {
      uri = URI.create(baseUrl.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not a URL");
    }
    String scheme = uri.getScheme();
    boolean tls = "https".equalsIgnoreCase(scheme);
    if (!tls && !"http".equalsIgnoreCase(scheme)) {
      throw new IllegalArgumentException("must begin with http:// or https://");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("has no host");
    }
    if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("must not have credentials, a query or a fragment");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (ForbiddenAddress.isSpelled(host)) {
      throw new IllegalArgumentException("must not be an address of a cloud's metadata service");
    }
    int port = uri.getPort() == -1 ? (tls ? 443 : 80) : uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new Endpoint(tls, host, port, path);
  }
}
