package dev.modelrouter.config.file;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file, read key by key with the checks that their types need. What is wrong is
 * noted and reading goes on with null, so that everything wrong is found at once.
 */
final class ConfigSection {
  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m|h)?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,10}");
  private static final Duration DAY = Duration.ofDays(1);

  private final YamlNode.Mapping mapping;
  private final Problems problems;
  private final Set<String> read = new LinkedHashSet<>();

  ConfigSection(YamlNode.Mapping mapping, Problems problems) {
    this.mapping = mapping;
    this.problems = problems;
  }

  /** The section that a node is; null, and noted, if it is none. */
  static @Nullable ConfigSection of(YamlNode node, Problems problems) {
    if (node instanceof YamlNode.Mapping mapping) {
      return new ConfigSection(mapping, problems);
    }
    problems.add(node.sourceLocation(), "must be keys with values");
    return null;
  }

  SourceLocation place() {
    return mapping.sourceLocation();
  }

  /** Everything that stands here. */
  Map<String, YamlNode.Entry> entries() {
    return mapping.entries();
  }

  /** Notes the keys that nobody asked for. To be called last. */
  void done() {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!read.contains(key)) {
                problems.unknown(entry.at(), "key", key, read);
              }
            });
  }

  void problem(String key, String text) {
    YamlNode node = find(key);
    problems.add(node == null ? place() : node.sourceLocation(), key + " " + text);
  }

  /** What stands behind a key; null for nothing, also for an empty value. */
  @Nullable YamlNode find(String key) {
    read.add(key);
    YamlNode.Entry entry = mapping.entries().get(key);
    return entry == null
            || (entry.value() instanceof YamlNode.Scalar scalar && scalar.text().isEmpty())
        ? null
        : entry.value();
  }

  @Nullable ConfigSection section(String key) {
    YamlNode node = find(key);
    return node == null ? null : of(node, problems);
  }

  @Nullable String text(String key) {
    return switch (find(key)) {
      case YamlNode.Scalar scalar -> scalar.text();
      case null -> null;
      default -> {
        problem(key, "must be one value");
        yield null;
      }
    };
  }

  /** The texts of a list, or of one value. */
  List<String> texts(String key) {
    YamlNode node = find(key);
    return node == null ? List.of() : texts(node, key);
  }

  private List<String> texts(YamlNode node, String key) {
    return switch (node) {
      case YamlNode.Scalar scalar -> List.of(scalar.text());
      case YamlNode.Sequence sequence -> {
        List<String> all = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
          if (item instanceof YamlNode.Scalar scalar) {
            all.add(scalar.text());
          } else {
            problems.add(item.sourceLocation(), key + " must hold single values");
          }
        }
        yield all;
      }
      case YamlNode.Mapping ignored -> {
        problem(key, "must be a value or a list of values");
        yield List.of();
      }
    };
  }

  /** One of these words, in any case. */
  <T> @Nullable T word(String key, Collection<T> allowed, Function<T, String> word) {
    String text = text(key);
    return text == null ? null : word(key, text, allowed, word);
  }

  <T> @Nullable T word(String key, String text, Collection<T> allowed, Function<T, String> word) {
    for (T one : allowed) {
      if (word.apply(one).equals(text.toLowerCase(Locale.ROOT))) {
        return one;
      }
    }
    YamlNode node = find(key);
    problems.unknown(
        node == null ? place() : node.sourceLocation(),
        key,
        text,
        allowed.stream().map(word).toList());
    return null;
  }

  @Nullable Integer integer(String key, int min, int max) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    long number = WHOLE.matcher(text).matches() ? Long.parseLong(text) : Long.MIN_VALUE;
    if (number < min || number > max) {
      problem(key, "must be a whole number from " + min + " to " + max);
      return null;
    }
    return (int) number;
  }

  @Nullable BigDecimal decimal(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      problem(key, "must be a number of 0 or more, such as 0.15");
      return null;
    }
    return new BigDecimal(text);
  }

  @Nullable Boolean flag(String key) {
    return word(key, List.of(true, false), value -> value ? "true" : "false");
  }

  /** On or off; YAML's true and false are taken too. */
  @Nullable Boolean onOff(String key) {
    String word = word(key, List.of("on", "off", "true", "false"), Function.identity());
    return word == null ? null : word.equals("on") || word.equals("true");
  }

  /** A time above zero and at most a day: {@code 500ms}, {@code 2s}, {@code 1m}; bare seconds. */
  @Nullable Duration duration(String key) {
    String text = text(key);
    return text == null ? null : duration(key, text);
  }

  @Nullable Duration duration(String key, String text) {
    Matcher parts = DURATION.matcher(text);
    if (parts.matches()) {
      String unit = parts.group(2);
      int nanosDigits = "ms".equals(unit) ? 6 : 9;
      int times = "m".equals(unit) ? 60 : "h".equals(unit) ? 3600 : 1;
      Duration duration =
          Duration.ofNanos(new BigDecimal(parts.group(1)).movePointRight(nanosDigits).longValue())
              .multipliedBy(times);
      if (duration.isPositive() && duration.compareTo(DAY) <= 0) {
        return duration;
      }
    }
    problem(key, "must be a time such as 500ms, 2s or 1m, above 0 and up to a day");
    return null;
  }
}
