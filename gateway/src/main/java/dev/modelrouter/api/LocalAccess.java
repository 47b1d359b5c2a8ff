package dev.modelrouter.api;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Protects a gateway without a key from web pages that a browser on the same machine has open. A
 * page of another site can send requests to local addresses, and by DNS rebinding its own host name
 * leads there, so that it can read the answers too. Such requests carry that site's name in {@code
 * Host} ({@code :authority} in HTTP/2) or {@code Origin}, or the browser marks them with {@code
 * Sec-Fetch-Site: cross-site} (Fetch Metadata, W3C). With a key nothing is checked: pages do not
 * know it. Confined to one event loop.
 */
public final class LocalAccess {
  private static final String ANY = "*";

  /**
   * Names by which containers reach the host's own loopback address. Nobody else can make them lead
   * anywhere: {@code .internal} is reserved for private use.
   */
  private static final List<String> HOST_OF_CONTAINERS =
      List.of("host.docker.internal", "host.containers.internal");

  private final BooleanSupplier open;
  private final Set<String> names;
  private final List<String> suffixes;
  private final Set<String> origins;

  /** The value of {@code Host} that was last found to be allowed: nearly all are the same. */
  private String lastAllowed = "";

  /**
   * A check.
   *
   * @param open whether the gateway has no key at this moment
   * @param host the address that the gateway listens on
   * @param allowedHosts further host names: {@code name}, {@code *.name} or {@code *}
   * @param allowedOrigins origins of pages that may call, or {@code *}
   */
  public LocalAccess(
      BooleanSupplier open, String host, List<String> allowedHosts, List<String> allowedOrigins) {
    this.open = open;
    Set<String> exact = new HashSet<>(allowedHosts);
    exact.add(host.toLowerCase(Locale.ROOT));
    exact.addAll(HOST_OF_CONTAINERS);
    this.names = Set.copyOf(exact);
    this.suffixes =
        allowedHosts.stream()
            .filter(name -> name.startsWith("*."))
            .map(name -> name.substring(1))
            .toList();
    this.origins = Set.copyOf(allowedOrigins);
  }

  /** Why the gateway does not answer this request, or null where it does. */
  @Nullable EdgeError refusal(HttpServerRequest request) {
    if (!open.getAsBoolean()) {
      return null;
    }
    if (!names.contains(ANY) && !hostAllowed(request)) {
      return EdgeError.FOREIGN_HOST;
    }
    return originAllowed(request) ? null : EdgeError.FOREIGN_ORIGIN;
  }

  /**
   * HTTP/1.0 has requests without a host. No browser sends them, so they are let through: health
   * checks of load balancers and of the container image do.
   */
  private boolean hostAllowed(HttpServerRequest request) {
    List<String> headers = request.headers().getAll(HttpHeaders.HOST);
    if (request.version() == HttpVersion.HTTP_2) {
      HostAndPort authority = request.authority();
      if (authority == null ? headers.isEmpty() : !allowed(authority.host())) {
        return false;
      }
    } else if (headers.isEmpty()) {
      return request.version() == HttpVersion.HTTP_1_0;
    }
    for (int i = 0; i < headers.size(); i++) {
      String value = headers.get(i);
      if (!value.equals(lastAllowed)) {
        String host = withoutPort(value.strip());
        if (host == null || !allowed(host)) {
          return false;
        }
        lastAllowed = value;
      }
    }
    return true;
  }

  private boolean originAllowed(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origins.contains(ANY)) {
      return true;
    }
    if (origin == null) {
      return !"cross-site".equalsIgnoreCase(request.getHeader("sec-fetch-site"));
    }
    String lower = origin.toLowerCase(Locale.ROOT);
    int scheme = lower.indexOf("://");
    String host = scheme < 0 ? null : withoutPort(lower.substring(scheme + 3));
    return origins.contains(lower) || (host != null && allowed(host));
  }

  private boolean allowed(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    boolean bracketed = lower.startsWith("[") && lower.endsWith("]");
    String name =
        bracketed || lower.endsWith(".")
            ? lower.substring(bracketed ? 1 : 0, lower.length() - 1)
            : lower;
    if (name.equals("localhost") || name.endsWith(".localhost") || names.contains(name)) {
      return true;
    }
    for (int i = 0; i < suffixes.size(); i++) {
      if (name.endsWith(suffixes.get(i))) {
        return true;
      }
    }
    return loopback(name);
  }

  /** Whether it is an address of 127.0.0.0/8, or {@code ::1} in any of its forms. */
  private static boolean loopback(String host) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    try {
      return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The host of {@code host[:port]}; null if it cannot be one. */
  private static @Nullable String withoutPort(String authority) {
    int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
    if (end < 0) {
      return authority;
    }
    for (int i = end + 1; i < authority.length(); i++) {
      if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
        return null;
      }
    }
    boolean port = end == authority.length() || authority.charAt(end) == ':';
    return end == 0 || !port ? null : authority.substring(0, end);
  }
}
