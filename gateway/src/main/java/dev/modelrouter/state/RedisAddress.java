package dev.modelrouter.state;

import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis or Valkey server lives and how to enter. Its text never shows the password.
 *
 * @param tls whether to speak TLS, with the host's name verified
 * @param port 1 to 65535
 * @param database 0 or more
 * @param user null for the default user
 * @param password as it is, not percent-encoded; null for none
 */
public record RedisAddress(
    boolean tls,
    String host,
    int port,
    int database,
    @Nullable String user,
    @Nullable String password) {
  private static final int DEFAULT_PORT = 6379;

  /**
   * Reads {@code redis://[[user]:password@]host[:port][/db]}, or {@code rediss://} for TLS.
   *
   * @throws IllegalArgumentException if it is anything else; the message does not show the URL
   */
  public static RedisAddress parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      // The exception would show the URL, and with it the password.
      throw wrong("is not a URL; write special characters of the password percent-encoded");
    }
    String scheme = uri.getScheme();
    if (!"redis".equals(scheme) && !"rediss".equals(scheme)) {
      throw wrong("must begin with redis:// or rediss://");
    }
    String host = uri.getHost();
    if (host == null) {
      throw wrong("names no host");
    }
    String user = null;
    String password = null;
    String entry = uri.getRawUserInfo();
    if (entry != null) {
      int colon = entry.indexOf(':');
      if (colon < 0) {
        throw wrong("names a user without a password; write redis://:password@host");
      }
      user = colon == 0 ? null : decode(entry.substring(0, colon));
      password = decode(entry.substring(colon + 1));
    }
    int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw wrong("has a port outside 1 to 65535");
    }
    return new RedisAddress(
        scheme.equals("rediss"), host, port, database(uri.getPath()), user, password);
  }

  /** What the client needs to connect. */
  RedisOptions options(int connectMillis, int mostWaiting) {
    NetClientOptions net = new NetClientOptions().setConnectTimeout(connectMillis).setSsl(tls);
    if (tls) {
      net.setHostnameVerificationAlgorithm("HTTPS");
    }
    RedisOptions options =
        new RedisOptions()
            .setConnectionString(toString())
            .setNetClientOptions(net)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setPoolCleanerInterval(-1)
            .setMaxWaitingHandlers(mostWaiting);
    if (user != null) {
      options.setUser(user);
    }
    return password == null ? options : options.setPassword(password);
  }

  @Override
  public String toString() {
    return (tls ? "rediss://" : "redis://") + host + ":" + port + "/" + database;
  }

  private static int database(@Nullable String path) {
    if (path == null || path.length() <= 1) {
      return 0;
    }
    try {
      int database = Integer.parseInt(path.substring(1));
      if (database >= 0) {
        return database;
      }
    } catch (NumberFormatException _) {
      // Told below, like a negative one.
    }
    throw wrong("must end with a database number, such as /0");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("the Redis URL " + why);
  }
}
