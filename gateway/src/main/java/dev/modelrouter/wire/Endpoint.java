package dev.modelrouter.wire;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Where a provider lives.
 *
 * @param tls whether to speak TLS
 * @param host name or address, without brackets for IPv6
 * @param port 1 to 65535
 * @param basePath path before every call's own, without a final slash; may be empty
 */
public record Endpoint(boolean tls, String host, int port, String basePath) {
  private static final int MAX_PORT = 65_535;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Paths of operations, which the gateway adds itself. */
  private static final List<String> OPERATIONS =
      List.of("/chat/completions", "/v1/messages", "/v1/responses", "/v1/embeddings", "/api/chat");

  /**
   * Reads a base URL. Its host may be any name that a name server could know, with underscores too,
   * as the names of services in Compose have them.
   *
   * @throws IllegalArgumentException if it is not an absolute http or https URL with a host, or has
   *     credentials, a query, a fragment or the path of an operation
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
    String authority = uri.getRawAuthority();
    if (authority == null) {
      throw new IllegalArgumentException("has no host");
    }
    if (authority.indexOf('@') >= 0 || uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("must not have credentials, a query or a fragment");
    }
    int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    String host = host(colon < 0 ? authority : authority.substring(0, colon));
    if (MetadataAddressGuard.isSpelled(host)) {
      throw new IllegalArgumentException("must not be an address of a cloud's metadata service");
    }
    int port = port(colon < 0 ? "" : authority.substring(colon + 1), tls ? HTTPS : HTTP);
    return new Endpoint(tls, host, port, path(uri.getRawPath() == null ? "" : uri.getRawPath()));
  }

  private static String host(String written) {
    if (written.startsWith("[") && written.endsWith("]")) {
      // What is in the brackets has been checked as a part of the URL.
      return written.substring(1, written.length() - 1);
    }
    if (written.isEmpty()) {
      throw new IllegalArgumentException("has no host");
    }
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '-' && c != '.' && c != '_') {
        throw new IllegalArgumentException("has a host that is not a name or an address");
      }
    }
    return written;
  }

  private static int port(String written, int usual) {
    if (written.isEmpty()) {
      return usual;
    }
    try {
      int port = Integer.parseInt(written);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException("has a port that is not between 1 and " + MAX_PORT);
  }

  private static String path(String written) {
    String path = written;
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    String lower = path.toLowerCase(Locale.ROOT);
    for (String operation : OPERATIONS) {
      if (lower.endsWith(operation)) {
        throw new IllegalArgumentException(
            "must not end in " + operation + ": that is added for each request");
      }
    }
    return path;
  }

  /** The host as it stands in a URL: IPv6 addresses have brackets there (RFC 3986, 3.2.2). */
  public String urlHost() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
