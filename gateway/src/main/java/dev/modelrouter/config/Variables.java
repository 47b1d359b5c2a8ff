package dev.modelrouter.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator's variables with the checks that their types need: the environment first, then
 * {@code .env}, then {@code modelrouter.yaml}. An empty value is no value. Every failure is a
 * {@link ConfigurationException}.
 */
final class Variables {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,10}");
  private static final Pattern DECIMAL =
      Pattern.compile("[0-9]{1,9}(\\.[0-9]{0,9})?|\\.[0-9]{1,9}");

  private static final String FILE = "_FILE";

  /** Shorter than any key a provider hands out, should one stand in the wrong variable. */
  private static final int MAX_SHOWN = 16;

  private final Map<String, String> environment;
  private final Map<String, String> dotEnv;
  private final Map<String, String> file;
  private final SecretFiles secretFiles;
  private final Set<String> read = new HashSet<>();
  private final Set<String> single = new HashSet<>();
  private final Set<String> withheld = new HashSet<>();
  private final Map<String, String> rejected = new LinkedHashMap<>();

  Variables(Map<String, String> environment, Map<String, String> dotEnv, Map<String, String> file) {
    this(environment, dotEnv, file, new SecretFiles());
  }

  Variables(
      Map<String, String> environment,
      Map<String, String> dotEnv,
      Map<String, String> file,
      SecretFiles secretFiles) {
    this.secretFiles = secretFiles;
    this.environment = environment;
    this.dotEnv = dotEnv;
    this.file = file;
  }

  /** Every variable that somebody has asked for so far. */
  Set<String> read() {
    return read;
  }

  /** Those of which only one value can be given. */
  Set<String> single() {
    return single;
  }

  /**
   * Notes that a value cannot be used, where the reading can go on; the first problem of a variable
   * counts.
   */
  void reject(String name, String problem, String allowed) {
    if (!withheld.contains(name)) {
      rejected.putIfAbsent(name, problem + "; allowed: " + allowed);
    }
  }

  /**
   * Notes a value that stopped the reading. From now on the variable counts as unset, so that the
   * next reading finds the next problem.
   *
   * @return false if it stopped the reading before
   */
  boolean withhold(String name, String problem) {
    rejected.putIfAbsent(name, problem);
    return withheld.add(name);
  }

  /** What is wrong with which variables, in the order in which it was found. */
  Map<String, String> rejected() {
    return rejected;
  }

  /** The value without the blanks around it, or null when unset. */
  @Nullable String find(String name) {
    read.add(name);
    String value = withheld.contains(name) ? null : raw(name);
    if (value == null) {
      return null;
    }
    String stripped = value.strip();
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        throw ConfigurationException.of(
            name, "contains a control character", "one line of printable text");
      }
    }
    return stripped;
  }

  /** The first source's value, as it stands there, that is not blank; null if there is none. */
  private @Nullable String raw(String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      value = dotEnv.get(name);
    }
    if (value == null || value.isBlank()) {
      value = file.get(name);
    }
    return value == null || value.isBlank() ? null : value;
  }

  /** A text that is one value, and no list. */
  String word(String name, String fallback) {
    single.add(name);
    return text(name, fallback);
  }

  String text(String name, String fallback) {
    String value = find(name);
    return value == null ? fallback : value;
  }

  /** A secret: the value itself, or what stands in the file that {@code NAME_FILE} names. */
  @Nullable String secret(String name) {
    String value = find(name);
    String variable = name + FILE;
    String path = find(variable);
    single.add(variable);
    if (path == null) {
      return value;
    }
    if (value != null) {
      reject(variable, "is set, and " + name + " too", "one of the two");
      return value;
    }
    try {
      return secretFiles.read(path).strip();
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(
          variable,
          "names a file that " + e.getMessage(),
          "path of a readable file that holds nothing but the secret");
    }
  }

  /**
   * A key towards a provider. Quotes around it are taken off: they come from files that were meant
   * for a shell, and no provider hands out keys with quotes.
   */
  @Nullable Secret providerKey(String name) {
    Secret key = key(name);
    return key == null ? null : new Secret(unquoted(key.reveal()));
  }

  private static String unquoted(String key) {
    int last = key.length() - 1;
    boolean quoted =
        last > 1 && key.charAt(0) == key.charAt(last) && "\"'".indexOf(key.charAt(0)) >= 0;
    return quoted ? key.substring(1, last) : key;
  }

  /** A value that goes into an HTTP header: blanks and control characters would forge others. */
  @Nullable Secret key(String name) {
    return visible(name, secret(name));
  }

  private static @Nullable Secret visible(String name, @Nullable String value) {
    if (value == null) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~') {
        throw ConfigurationException.of(
            name,
            "contains a blank or a character that is not ASCII",
            "visible ASCII characters, nothing between them");
      }
    }
    return new Secret(value);
  }

  /** Several such values, separated by commas; in a file of their own also by line breaks. */
  List<Secret> keys(String name) {
    String value = secret(name);
    Secret all = visible(name, value == null ? null : value.replaceAll("\\s*\\R\\s*", ","));
    return all == null
        ? List.of()
        : Arrays.stream(all.reveal().split(",", -1))
            .filter(key -> !key.isEmpty())
            .map(Variables::unquoted)
            .distinct()
            .map(Secret::new)
            .toList();
  }

  /** Whether a variable has its value from the file, or no value at all. */
  boolean notElsewhere(String name) {
    return fromFile(name) || raw(name) == null;
  }

  /** Whether a variable has its value from the file. */
  boolean fromFile(String name) {
    String said = file.get(name);
    return said != null && !said.isBlank() && said.equals(raw(name));
  }

  int number(String name, int fallback, int min, int max) {
    single.add(name);
    String value = find(name);
    if (value == null) {
      return fallback;
    }
    long number = WHOLE.matcher(value).matches() ? Long.parseLong(value) : Long.MIN_VALUE;
    if (number < min || number > max) {
      throw ConfigurationException.of(
          name, "is " + shown(value), "a whole number from " + min + " to " + max);
    }
    return (int) number;
  }

  /** A number from 0, decimals allowed. */
  double decimal(String name, double fallback, int max) {
    single.add(name);
    String value = find(name);
    if (value == null) {
      return fallback;
    }
    double number = DECIMAL.matcher(value).matches() ? Double.parseDouble(value) : -1;
    if (number < 0 || number > max) {
      throw ConfigurationException.of(
          name, "is " + shown(value), "a number, decimals allowed, from 0 to " + max);
    }
    return number;
  }

  boolean flag(String name, boolean fallback) {
    single.add(name);
    String value = find(name);
    if (value == null) {
      return fallback;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ConfigurationException.of(name, "is " + shown(value), "true or false");
    };
  }

  /** Seconds above zero, decimals allowed, at most a day. */
  Duration seconds(String name, Duration fallback) {
    return seconds(name, fallback, false);
  }

  Duration secondsOrNone(String name, Duration fallback) {
    return seconds(name, fallback, true);
  }

  private Duration seconds(String name, Duration fallback, boolean zero) {
    single.add(name);
    String value = find(name);
    if (value == null) {
      return fallback;
    }
    Duration duration =
        DECIMAL.matcher(value).matches()
            ? Duration.ofNanos(new BigDecimal(value).movePointRight(9).longValueExact())
            : Duration.ofNanos(-1);
    if (duration.isNegative() || (duration.isZero() && !zero) || duration.compareTo(DAY) > 0) {
      String range = zero ? "from 0 to 86400" : "above 0 and up to 86400";
      throw ConfigurationException.of(
          name, "is " + shown(value), "seconds " + range + ", such as 30 or 0.5");
    }
    return duration;
  }

  static String shown(String value) {
    return value.length() > MAX_SHOWN ? "not readable" : "\"" + value + "\"";
  }
}
