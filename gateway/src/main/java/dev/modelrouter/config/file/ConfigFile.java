package dev.modelrouter.config.file;

import dev.modelrouter.config.ApiKey;
import dev.modelrouter.config.RoutePolicySettings;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.SecretFiles;
import dev.modelrouter.routing.ModelInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code modelrouter.yaml}.
 *
 * <p>What can also be said by a variable is handed on as one, so that both are checked by the same
 * reader: {@code port} below {@code server} is {@code PORT}, {@code default_model} below {@code
 * providers.groq} is {@code GROQ_DEFAULT_MODEL}, and the items of a list stand behind one another
 * with commas. Routes, and what is known of models, can only be said here.
 *
 * <p>One instance is read once: {@link #parse}, then the variables, then {@link #routes} and {@link
 * #models}, then {@link #problems}.
 */
public final class ConfigFile {
  private static final String SERVER = "server";
  private static final String API_KEYS = "api_keys";
  private static final String PROVIDERS = "providers";
  private static final String ADDRESS = "BASE_URL";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final String DIALECT = "dialect";

  /** Settings whose values are names with values. */
  private static final Set<String> PAIRS = Set.of("headers", "query");

  private static final List<String> DIALECTS = List.of("openai", "anthropic", "gemini", "ollama");

  /** A setting that a variable could make too. */
  private record Setting(
      String value,
      boolean list,
      String section,
      String key,
      SourceLocation at,
      SourceLocation sourceLocation) {}

  private final Problems problems;
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final Map<String, String> dialects = new LinkedHashMap<>();
  private final List<ApiKey> apiKeys = new ArrayList<>();
  private final Map<String, SourceLocation> sourceLocations = new HashMap<>();
  private @Nullable ConfigSection routes;
  private @Nullable ConfigSection models;
  private RoutePolicySettings defaults = RoutePolicyReader.NONE;

  private ConfigFile(String name) {
    this.problems = new Problems(name);
  }

  /** A file that says nothing. */
  public static ConfigFile none() {
    return new ConfigFile("");
  }

  /**
   * Reads the text of a file. What is wrong with it is told by {@link #problems}.
   *
   * @param name of the file, for people
   * @param variables the value of a variable that the text refers to, or null
   */
  public static ConfigFile parse(
      String name, String text, Function<String, @Nullable String> variables) {
    return parse(name, text, variables, new SecretFiles());
  }

  /**
   * The same with a reader of secrets' files.
   *
   * @param secretFiles reads files that the text refers to
   */
  public static ConfigFile parse(
      String name,
      String text,
      Function<String, @Nullable String> variables,
      SecretFiles secretFiles) {
    ConfigFile file = new ConfigFile(name);
    YamlNode root = new YamlReader(variables, secretFiles, file.problems).read(text);
    ConfigSection all = root == null ? null : ConfigSection.of(root, file.problems);
    if (all != null) {
      file.read(all);
    }
    return file;
  }

  private void read(ConfigSection all) {
    ConfigSection server = all.section(SERVER);
    if (server != null) {
      for (String key : server.entries().keySet()) {
        YamlNode node = server.find(key);
        if (!key.equals(API_KEYS)) {
          setting(server, SERVER, "", key);
        } else if (node != null) {
          apiKeys.addAll(new ApiKeyReader(problems).read(node));
        }
      }
    }
    ConfigSection providers = all.section(PROVIDERS);
    if (providers != null) {
      for (String id : providers.entries().keySet()) {
        YamlNode.Entry entry = providers.entries().get(id);
        if (entry == null || !NAME.matcher(id).matches()) {
          problems.add(
              entry == null ? providers.place() : entry.at(),
              "a provider's name has lower case letters, digits and dashes, a letter first");
          continue;
        }
        sourceLocations.put(prefix(id), entry.at());
        // A provider that needs nothing said may stand there by its name alone.
        if (providers.find(id) == null) {
          dialects.put(id, "openai");
          continue;
        }
        ConfigSection provider = providers.section(id);
        if (provider != null) {
          provider(id, provider);
        }
      }
    }
    ConfigSection section = all.section("defaults");
    if (section != null) {
      defaults = RoutePolicyReader.read(section);
      section.done();
    }
    routes = all.section("routes");
    models = all.section("models");
    all.done();
  }

  private void provider(String id, ConfigSection provider) {
    String dialect = provider.word(DIALECT, DIALECTS, Function.identity());
    dialects.put(id, dialect == null ? "openai" : dialect);
    String prefix = prefix(id);
    for (String key : provider.entries().keySet()) {
      if (!key.equals(DIALECT)) {
        setting(provider, PROVIDERS + "." + id, prefix, key);
      }
    }
  }

  private static String prefix(String id) {
    return id.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
  }

  private void setting(ConfigSection configSection, String name, String prefix, String key) {
    YamlNode node = configSection.find(key);
    if (node != null) {
      YamlNode.Entry entry = configSection.entries().get(key);
      settings.put(
          prefix + key.toUpperCase(Locale.ROOT),
          new Setting(
              text(configSection, key, node),
              node instanceof YamlNode.Sequence,
              name,
              key,
              entry == null ? node.sourceLocation() : entry.at(),
              node.sourceLocation()));
    }
  }

  /** A value, a list with commas, or pairs as a variable writes them. */
  private static String text(ConfigSection configSection, String key, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping) || !PAIRS.contains(key)) {
      return String.join(",", configSection.texts(key));
    }
    List<String> pairs = new ArrayList<>();
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              if (entry.value() instanceof YamlNode.Scalar scalar) {
                pairs.add(name + "=" + scalar.text().replace("%", "%25").replace(",", "%2C"));
              } else {
                configSection.problem(key, "must hold single values");
              }
            });
    return String.join(",", pairs);
  }

  /** What it says in place of variables, by their names. */
  public Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    settings.forEach((name, setting) -> variables.put(name, setting.value()));
    return variables;
  }

  /** The keys that callers may present, of those that have a name. */
  public List<ApiKey> apiKeys() {
    return apiKeys;
  }

  /** The dialects of the providers that it names, in their order. */
  public Map<String, String> dialects() {
    return dialects;
  }

  /** How every route conducts itself that does not say otherwise. */
  public RoutePolicySettings defaults() {
    return defaults;
  }

  /**
   * Notes that a variable's value cannot be used, where that value stands here, or that a declared
   * provider has no address.
   *
   * @param problem what is wrong, without the variable's name
   * @return whether it stands here
   */
  public boolean wrong(String variable, String problem) {
    Setting setting = settings.get(variable);
    if (setting == null) {
      SourceLocation sourceLocation =
          variable.endsWith(ADDRESS) ? sourceLocations.get(prefixOf(variable)) : null;
      if (sourceLocation == null) {
        return false;
      }
      String id = prefixOf(variable).replace("_", " ").strip().replace(' ', '-');
      problems.add(sourceLocation, id.toLowerCase(Locale.ROOT) + " needs a base_url");
      return true;
    }
    problems.add(setting.sourceLocation(), setting.key() + " " + problem);
    return true;
  }

  private static String prefixOf(String variable) {
    return variable.substring(0, variable.length() - ADDRESS.length());
  }

  /**
   * Its routes.
   *
   * @param known every provider that can be named
   */
  public List<RouteSettings> routes(Set<String> known) {
    ConfigSection configSection = routes;
    return configSection == null ? List.of() : new RouteReader(known, problems).read(configSection);
  }

  /**
   * What it says of models.
   *
   * @param known every provider that can be named
   */
  public List<ModelInfo> models(Set<String> known) {
    ConfigSection configSection = models;
    return configSection == null ? List.of() : new ModelReader(known, problems).read(configSection);
  }

  /**
   * Notes every setting whose variable nobody asked for, and lists where one value is wanted.
   *
   * @param asked the variables that mean something
   * @param single those of which only one value can be given
   */
  public void known(Set<String> asked, Set<String> single) {
    settings.forEach(
        (variable, setting) -> {
          if (setting.list() && single.contains(variable)) {
            problems.add(setting.sourceLocation(), setting.key() + " must be one value");
          }
          if (!asked.contains(variable)) {
            String prefix = variable.substring(0, variable.length() - setting.key().length());
            problems.unknown(
                setting.at(), "key", setting.key(), keys(asked, prefix, setting.section()));
          }
        });
  }

  private Set<String> keys(Set<String> asked, String prefix, String section) {
    Set<String> keys = new TreeSet<>();
    List<String> others = new ArrayList<>();
    dialects.keySet().forEach(id -> others.add(prefix(id)));
    keys.add(section.equals(SERVER) ? API_KEYS : DIALECT);
    for (String variable : asked) {
      if (variable.startsWith(prefix)
          && (!section.equals(SERVER) || others.stream().noneMatch(variable::startsWith))) {
        keys.add(variable.substring(prefix.length()).toLowerCase(Locale.ROOT));
      }
    }
    return keys;
  }

  /** What is wrong with it, a line for each problem: file, line, column, and what it is. */
  public List<String> problems() {
    return problems.lines();
  }

  /** The names that would have been known where this one, which was not, stands. */
  Set<String> alternatives(String unknown) {
    return problems.alternatives(unknown);
  }
}
