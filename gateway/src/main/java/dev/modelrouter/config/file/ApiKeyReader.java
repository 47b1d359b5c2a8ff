package dev.modelrouter.config.file;

import dev.modelrouter.config.ApiKey;
import dev.modelrouter.config.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code server.api_keys}: keys that callers may present, each with a name or without. */
final class ApiKeyReader {
  /** Names are labels in logs, and must not look like the address of a caller without a key. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

  private final Problems problems;

  ApiKeyReader(Problems problems) {
    this.problems = problems;
  }

  /** All of them, in their order. */
  List<ApiKey> read(YamlNode node) {
    List<YamlNode> items = node instanceof YamlNode.Sequence all ? all.items() : List.of(node);
    List<ApiKey> keys = new ArrayList<>();
    for (YamlNode item : items) {
      ApiKey key =
          item instanceof YamlNode.Scalar scalar
              ? key(ApiKey.UNNAMED, scalar.text(), scalar.sourceLocation())
              : named(item);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private @Nullable ApiKey named(YamlNode item) {
    ConfigSection configSection = ConfigSection.of(item, problems);
    if (configSection == null) {
      return null;
    }
    String name = configSection.text("name");
    String key = configSection.text("key");
    configSection.done();
    if (name != null && !NAME.matcher(name).matches()) {
      configSection.problem("name", "must be letters, digits, dots and dashes, a letter first");
      return null;
    }
    return key(name == null ? ApiKey.UNNAMED : name, key == null ? "" : key, configSection.place());
  }

  private @Nullable ApiKey key(String name, String key, SourceLocation sourceLocation) {
    if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      problems.add(
          sourceLocation, "an API key must be visible ASCII characters, nothing between them");
      return null;
    }
    return new ApiKey(name, new Secret(key));
  }
}
