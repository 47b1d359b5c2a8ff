package dev.modelrouter.config;

import dev.modelrouter.chat.Operation;
import dev.modelrouter.provider.Credentials;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.RequestExtras;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how requests to one provider are made: operations, headers, query and credentials. */
final class ProviderRequestReader {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
  private static final String PAIRS =
      "name=value, several separated by commas; a comma in a value is written %2C, a percent sign"
          + " %25";

  /** Headers that belong to the connection or to the body. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "transfer-encoding",
          "connection",
          "accept-encoding",
          "te",
          "upgrade",
          "expect",
          "trailer",
          "keep-alive");

  private final Variables variables;
  private final String prefix;

  /**
   * A reader.
   *
   * @param prefix of the provider's variables, without the underscore
   */
  ProviderRequestReader(Variables variables, String prefix) {
    this.variables = variables;
    this.prefix = prefix;
  }

  /** The provider with the operations and the credentials that the operator names. */
  ProviderDefinition entry(ProviderDefinition entry) {
    return entry.with(scheme(entry.auth()), operations(entry.endpoints()));
  }

  /** What is added to every request. */
  RequestExtras extras() {
    Map<String, String> headers = new LinkedHashMap<>();
    pairs("_HEADERS")
        .forEach((name, value) -> headers.put(header(prefix + "_HEADERS", name), value(value)));
    StringBuilder query = new StringBuilder();
    pairs("_QUERY")
        .forEach(
            (name, value) ->
                query
                    .append(query.isEmpty() ? "" : "&")
                    .append(encoded(name))
                    .append('=')
                    .append(encoded(value)));
    return new RequestExtras(headers, query.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String scheme(String usual) {
    String variable = prefix + "_AUTH";
    String value = variables.find(variable);
    if (value == null) {
      return usual;
    }
    String scheme = value.toLowerCase(Locale.ROOT);
    boolean word = scheme.equals(Credentials.BEARER) || scheme.equals(Credentials.NONE);
    return word ? scheme : header(variable, scheme);
  }

  private static String header(String variable, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!TOKEN.matcher(name).matches() || RESERVED.contains(lower)) {
      throw ConfigurationException.of(
          variable,
          "names a header that cannot be used",
          variable.endsWith("_AUTH")
              ? "bearer, none, or the name of a header such as api-key"
              : PAIRS + "; no header of the connection");
    }
    return lower;
  }

  private String value(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        throw ConfigurationException.of(
            prefix + "_HEADERS", "has a value that is not printable ASCII", PAIRS);
      }
    }
    return value;
  }

  private List<String> operations(List<String> usual) {
    String variable = prefix + "_OPERATIONS";
    List<String> words = new ArrayList<>();
    for (String part : variables.text(variable, "").split(",", -1)) {
      String word = part.strip().toLowerCase(Locale.ROOT);
      if (word.isEmpty()) {
        continue;
      }
      if (!allowed().contains(word)) {
        throw ConfigurationException.of(
            variable, "names an unknown operation", String.join(", ", allowed()));
      }
      words.add(word);
    }
    return words.isEmpty() ? usual : words;
  }

  private static List<String> allowed() {
    return EnumSet.complementOf(EnumSet.of(Operation.COUNT)).stream()
        .map(Operation::wireName)
        .toList();
  }

  private Map<String, String> pairs(String suffix) {
    String variable = prefix + suffix;
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : variables.text(variable, "").split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw ConfigurationException.of(variable, "has an entry without a name", PAIRS);
      }
      try {
        pairs.put(
            part.substring(0, equals).strip(),
            URLDecoder.decode(
                part.substring(equals + 1).strip().replace("+", "%2B"), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw ConfigurationException.of(variable, "has a wrong percent escape", PAIRS);
      }
    }
    return pairs;
  }
}
