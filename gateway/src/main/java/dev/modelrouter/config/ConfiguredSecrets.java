package dev.modelrouter.config;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The secrets among the settings, listed so that the log can hide them. */
public final class ConfiguredSecrets {
  private ConfiguredSecrets() {}

  /** Every key, the Redis URL, and the passwords in it and in the proxies' URLs. */
  public static List<String> of(Settings settings) {
    List<String> secrets = new ArrayList<>();
    settings.apiKeys().forEach(one -> secrets.add(one.key().reveal()));
    if (settings.adminKey() != null) {
      secrets.add(settings.adminKey().reveal());
    }
    for (ProviderSettings provider : settings.providers()) {
      provider.keys().forEach(key -> secrets.add(key.reveal()));
      secrets.addAll(provider.extras().headers().values());
    }
    if (settings.redisUrl() != null) {
      addRedis(settings.redisUrl().reveal(), secrets);
    }
    addProxy(settings.transport().proxies().https(), secrets);
    addProxy(settings.transport().proxies().http(), secrets);
    return List.copyOf(secrets);
  }

  private static void addProxy(ProxySettings.@Nullable Proxy proxy, List<String> secrets) {
    String user = proxy == null ? null : proxy.user();
    Secret password = proxy == null ? null : proxy.password();
    if (user == null || password == null) {
      return;
    }
    secrets.add(password.reveal());
    // As it stands in the URL, and as it stands in the header towards the proxy.
    secrets.add(URLEncoder.encode(password.reveal(), StandardCharsets.UTF_8).replace("+", "%20"));
    secrets.add(
        Base64.getEncoder()
            .encodeToString((user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8)));
  }

  private static void addRedis(String url, List<String> secrets) {
    URI uri = URI.create(url);
    // A URL without credentials is no secret, and an operator wants to read it in an error.
    for (String user : new String[] {uri.getRawUserInfo(), uri.getUserInfo()}) {
      if (user != null) {
        secrets.add(user.substring(user.indexOf(':') + 1));
      }
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
      secrets.add(url);
    }
  }
}
