package dev.modelrouter.config;

import dev.modelrouter.provider.ProviderDefinition;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way from variables to {@link TransportSettings}. */
final class TransportReader {
  private static final int POOL_SIZE = 16_384;
  private static final int MAX_CONNECTIONS = 1_000_000;
  private static final int HTTP_PORT = 80;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final String PROXY = "http://[user:password@]host[:port]";

  private final Variables variables;

  private TransportReader(Variables variables) {
    this.variables = variables;
  }

  /**
   * Reads them.
   *
   * @param catalogue every provider known by name, in use or not
   * @param providerTimeout how long a provider may be silent
   */
  static TransportSettings read(
      Variables variables, List<ProviderDefinition> catalogue, Duration providerTimeout) {
    TransportReader reader = new TransportReader(variables);
    Duration connect = providerTimeout.compareTo(CONNECT) < 0 ? providerTimeout : CONNECT;
    ProviderTransport usual = new ProviderTransport(POOL_SIZE, connect, false);
    Map<String, ProviderTransport> providers = new HashMap<>();
    for (ProviderDefinition entry : catalogue) {
      providers.put(entry.id(), reader.provider(entry.id(), usual));
    }
    return new TransportSettings(
        reader.tls(), reader.authorities(), reader.proxies(), providers, usual);
  }

  private @Nullable TlsFiles tls() {
    String certificate = variables.find("TLS_CERT_FILE");
    String key = variables.find("TLS_KEY_FILE");
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      variables.reject(
          certificate == null ? "TLS_CERT_FILE" : "TLS_KEY_FILE",
          "is not set, but " + (certificate == null ? "TLS_KEY_FILE" : "TLS_CERT_FILE") + " is",
          "both or neither");
      return null;
    }
    return new TlsFiles(file("TLS_CERT_FILE", certificate), file("TLS_KEY_FILE", key));
  }

  private @Nullable Path authorities() {
    String file = variables.find("TLS_CA_FILE");
    return file == null ? null : file("TLS_CA_FILE", file);
  }

  private static Path file(String name, String value) {
    try {
      return Path.of(value);
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(name, "is not the name of a file", "path of a PEM file");
    }
  }

  private ProviderTransport provider(String id, ProviderTransport usual) {
    String prefix = id.toUpperCase(Locale.ROOT).replace('-', '_');
    return new ProviderTransport(
        variables.number(prefix + "_POOL_SIZE", usual.poolSize(), 1, MAX_CONNECTIONS),
        variables.seconds(prefix + "_CONNECT_TIMEOUT_SECONDS", usual.connectTimeout()),
        variables.flag(prefix + "_HTTP2", usual.http2()));
  }

  private ProxySettings proxies() {
    return new ProxySettings(proxy("HTTPS_PROXY"), proxy("HTTP_PROXY"), exceptions());
  }

  /** Which of the two spellings counts. Both are asked for, so that a broken one is found. */
  private String spelled(String name) {
    String lower = variables.find(name.toLowerCase(Locale.ROOT));
    return variables.find(name) == null && lower != null ? name.toLowerCase(Locale.ROOT) : name;
  }

  private NoProxy exceptions() {
    String name = spelled("NO_PROXY");
    String value = variables.find(name);
    try {
      return NoProxy.parse(value == null ? "" : value);
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(
          name,
          String.valueOf(e.getMessage()),
          "*, names, addresses and networks, separated by commas");
    }
  }

  private ProxySettings.@Nullable Proxy proxy(String upper) {
    String secret = variables.secret(upper);
    String lower = upper.toLowerCase(Locale.ROOT);
    // Both are asked for in any case, so that a broken one is found.
    String other = variables.find(lower);
    String name = secret == null && other != null ? lower : upper;
    String value = secret == null ? other : secret;
    if (value == null) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(name, "is not a URL", PROXY);
    }
    String host = uri.getHost();
    String path = uri.getRawPath();
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      throw ConfigurationException.of(name, "does not begin with http://", PROXY);
    }
    if (host == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
      throw ConfigurationException.of(name, "has no host, or no port there can be", PROXY);
    }
    if ((path != null && !path.isEmpty() && !path.equals("/")) || uri.getRawQuery() != null) {
      throw ConfigurationException.of(name, "has a path", PROXY);
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return withUser(bare, uri.getPort() == -1 ? HTTP_PORT : uri.getPort(), uri.getUserInfo());
  }

  private static ProxySettings.Proxy withUser(String host, int port, @Nullable String info) {
    if (info == null || info.isEmpty()) {
      return new ProxySettings.Proxy(host, port, null, null);
    }
    int colon = info.indexOf(':');
    String user = colon < 0 ? info : info.substring(0, colon);
    String password = colon < 0 ? "" : info.substring(colon + 1);
    return new ProxySettings.Proxy(
        host, port, user, password.isEmpty() ? null : new Secret(password));
  }
}
