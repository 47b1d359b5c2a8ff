package dev.modelrouter.provider;

import java.util.Map;

/**
 * One provider the gateway knows by name: a row of {@code providers.yaml}.
 *
 * @param id lower case letters, digits, dashes; in upper case with underscores the prefix of its
 *     environment variables
 * @param dialect which codec speaks to it: {@code openai} or {@code ollama}
 * @param baseUrl where it lives unless the operator says otherwise
 * @param defaultModel what it is asked for unless somebody says otherwise
 * @param perMinute requests a minute it is sent unless the operator says otherwise
 * @param keyRequired whether it is in use only with a key
 * @param headers headers of every call beside credentials and content type, names in lower case
 * @param streamUsage whether it must be asked for the usage on streams by {@code
 *     stream_options.include_usage}
 */
public record CatalogueEntry(
    String id,
    String dialect,
    String baseUrl,
    String defaultModel,
    int perMinute,
    boolean keyRequired,
    Map<String, String> headers,
    boolean streamUsage) {
  public CatalogueEntry {
    headers = Map.copyOf(headers);
  }
}
