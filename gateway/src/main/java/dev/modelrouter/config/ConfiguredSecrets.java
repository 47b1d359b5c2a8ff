package dev.modelrouter.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The secrets among the settings, listed so that the log can hide them. */
public final class ConfiguredSecrets {
  private ConfiguredSecrets() {}

  /** Every key, the Redis URL, and the password inside it. */
  public static List<String> of(Settings settings) {
    List<String> secrets = new ArrayList<>();
    if (settings.apiKey() != null) {
      secrets.add(settings.apiKey().reveal());
    }
    for (ProviderSettings provider : settings.providers()) {
      if (provider.apiKey() != null) {
        secrets.add(provider.apiKey().reveal());
      }
    }
    if (settings.redisUrl() != null) {
      addRedis(settings.redisUrl().reveal(), secrets);
    }
    return List.copyOf(secrets);
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
