package dev.modelrouter.config;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.config.file.ConfigFile;
import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.policy.CircuitBreakerRules;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.chaos.ChaosLatency;
import dev.modelrouter.provider.chaos.ChaosPlan;
import dev.modelrouter.routing.CallerFallbackPolicy;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.wire.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way from variables to {@link Settings}. docs/configuration.md and {@code .env.example} say
 * the same for people, and a test holds the three together.
 */
public final class SettingsReader {
  private static final int MAX_TOKENS_PER_SECOND = 1_000_000;
  private static final int MAX_PER_MINUTE = 1_000_000_000;
  private static final int MAX_COUNTED = 1_000_000;
  private static final int DEFAULT_BODY_BYTES = 64 * 1024 * 1024;
  private static final int MIN_BODY_BYTES = 1_024;
  private static final int MAX_BODY_BYTES = 1024 * 1024 * 1024;
  private static final int MAX_MEMORY_PERCENT = 80;
  private static final int MAX_SEED = 1_000_000_000;
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:[0-9]{1,5})?");

  private static final Pattern ALLOWED_HOST =
      Pattern.compile(
          "\\*|(\\*\\.)?[a-z0-9_.-]+|\\[[0-9a-f:.]+]|[0-9a-f]*:[0-9a-f:.]+:[0-9a-f:.]*");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final int MAX_PORT = 65_535;
  private static final Pattern DATABASE = Pattern.compile("(/[0-9]{0,5})?");
  private static final String PLACEHOLDER = "http://localhost";
  private static final String BASE_URL = "http://host[:port][/path], or https://";

  private final Variables variables;
  private final ConfigFile file;

  private SettingsReader(Variables variables, ConfigFile file) {
    this.variables = variables;
    this.file = file;
  }

  /**
   * Reads everything an operator can set. Variables that nobody knows are ignored: both sources
   * hold the variables of others too.
   *
   * @param environment the process's variables; they win
   * @param dotEnv those of the {@code .env} file
   * @param catalogue the providers known by name, in fallback order
   * @throws ConfigurationException with a line for each value that cannot be used
   */
  public static Settings read(
      Map<String, String> environment,
      Map<String, String> dotEnv,
      List<ProviderDefinition> catalogue) {
    return read(environment, dotEnv, ConfigFile.none(), catalogue);
  }

  /**
   * The same with a file, over which the variables win.
   *
   * @throws ConfigurationException with a line for each thing in the file that is wrong, and for
   *     each variable whose value cannot be used
   */
  public static Settings read(
      Map<String, String> environment,
      Map<String, String> dotEnv,
      ConfigFile file,
      List<ProviderDefinition> catalogue) {
    return read(environment, dotEnv, file, catalogue, new SecretFiles());
  }

  /**
   * The same with a reader of secrets' files, which knows afterwards which they were.
   *
   * @throws ConfigurationException with a line for each problem
   */
  public static Settings read(
      Map<String, String> environment,
      Map<String, String> dotEnv,
      ConfigFile file,
      List<ProviderDefinition> catalogue,
      SecretFiles secretFiles) {
    Variables variables = new Variables(environment, dotEnv, file.variables(), secretFiles);
    List<String> problems = new ArrayList<>();
    Settings settings = null;
    // A value that cannot be used stops a reading. The next one goes without it, so that everything
    // wrong is found.
    boolean again = true;
    while (again) {
      try {
        settings = new SettingsReader(variables, file).settings(catalogue);
        again = false;
      } catch (ConfigurationException e) {
        String variable = e.variable();
        if (variable == null) {
          problems.add(String.valueOf(e.getMessage()));
        }
        again = variable != null && variables.withhold(variable, e.problem());
      }
    }
    variables
        .rejected()
        .forEach(
            (variable, problem) -> {
              if (!variables.notElsewhere(variable) || !file.wrong(variable, problem)) {
                problems.add(variable + " " + problem);
              }
            });
    if (settings != null) {
      file.known(variables.read(), variables.single());
    }
    problems.addAll(0, file.problems());
    if (!problems.isEmpty()) {
      throw ConfigurationException.all(problems);
    }
    return requireNonNull(settings);
  }

  private Settings settings(List<ProviderDefinition> catalogue) {
    List<ApiKey> apiKeys = apiKeys();
    int requestsPerMinute =
        variables.number("RATE_LIMIT_REQUESTS_PER_MINUTE", 60, 0, MAX_PER_MINUTE);
    String appEnv = variables.word("APP_ENV", "development").toLowerCase(Locale.ROOT);
    TimeoutSettings timeouts = timeouts();
    return new Settings(
        appEnv,
        variables.word("APP_NAME", "ModelRouter"),
        logLevel(),
        host(apiKeys.isEmpty() ? "127.0.0.1" : "0.0.0.0"),
        variables.number("PORT", 8000, 0, 65535),
        apiKeys,
        variables.key("ADMIN_KEY"),
        redisUrl(),
        providers(catalogue, requestsPerMinute),
        timeouts,
        variables.number("MAX_RETRIES", 2, 0, 10),
        requestsPerMinute,
        variables.number("MAX_CONCURRENT_STREAMS", 10, 0, 1_000_000),
        corsAllowedOrigins(),
        variables.secondsOrNone("STREAM_KEEPALIVE_SECONDS", Duration.ofSeconds(15)),
        variables.flag("STREAM_EARLY_HEAD", false),
        rejectUnsupported(),
        onOff("CONTINUATION"),
        hedge(),
        new ResponseStoreSettings(
            variables.number("RESPONSES_STORE_COUNT", 10_000, 0, 1_000_000),
            variables.number("RESPONSES_STORE_MB", 64, 0, 65_536),
            variables.seconds("RESPONSES_STORE_SECONDS", Duration.ofHours(24))),
        variables.secondsOrNone("SHUTDOWN_DELAY_SECONDS", Duration.ZERO),
        variables.secondsOrNone("SHUTDOWN_GRACE_SECONDS", Duration.ofSeconds(30)),
        variables.seconds("REQUEST_TIMEOUT_SECONDS", Duration.ofSeconds(30)),
        memory(),
        chaos(),
        callers(),
        access(appEnv.equals("development")),
        variables.seconds("REDIS_TIMEOUT", AccessSettings.REDIS_TIMEOUT),
        TransportReader.read(variables, known(catalogue), timeouts.idle()),
        resilience(),
        variables.secondsOrNone("HEALTH_CHECK_SECONDS", Duration.ZERO),
        file.routes(providers(catalogue)),
        file.defaults(),
        file.models(providers(catalogue)));
  }

  /** The variable's keys, which win over the file's as all variables do; else the file's. */
  private List<ApiKey> apiKeys() {
    List<ApiKey> keys = new ArrayList<>();
    for (Secret key : variables.keys("API_KEY")) {
      keys.add(new ApiKey(ApiKey.UNNAMED, key));
    }
    if (keys.isEmpty() || variables.fromFile("API_KEY")) {
      keys.addAll(file.apiKeys());
    }
    return keys;
  }

  private TimeoutSettings timeouts() {
    Duration silence = secondsIfSet("PROVIDER_TIMEOUT");
    Duration idle = silence == null ? Duration.ofSeconds(30) : silence;
    return new TimeoutSettings(
        idle,
        variables.seconds(
            "RESPONSE_TIMEOUT_SECONDS", silence == null ? Duration.ofMinutes(10) : silence),
        secondsIfSet("FIRST_CHUNK_TIMEOUT"),
        secondsIfSet("MAX_OPERATION_TIMEOUT"));
  }

  private @Nullable Duration secondsIfSet(String variable) {
    Duration value = variables.seconds(variable, Duration.ofSeconds(1));
    return variables.find(variable) == null ? null : value;
  }

  private ResilienceSettings resilience() {
    return new ResilienceSettings(
        breaker(),
        variables.number("QUICK_RETRIES", 1, 0, 10),
        variables.number("RETRY_BUDGET_PERCENT", 20, 0, 100),
        variables.number("RETRY_BUDGET_FLOOR", 10, 0, MAX_COUNTED),
        variables.secondsOrNone("QUEUE_TIMEOUT_SECONDS", Duration.ZERO),
        variables.number("QUEUE_LENGTH", 1_000, 1, MAX_COUNTED),
        variables.decimal("MIN_TOKENS_PER_SECOND", 0, MAX_TOKENS_PER_SECOND),
        variables.seconds("MIN_TOKENS_WINDOW_SECONDS", Duration.ofSeconds(10)));
  }

  private MemorySettings memory() {
    return new MemorySettings(
        variables.number("MAX_BODY_BYTES", DEFAULT_BODY_BYTES, MIN_BODY_BYTES, MAX_BODY_BYTES),
        variables.number("REQUEST_MEMORY_PERCENT", 40, 1, MAX_MEMORY_PERCENT),
        variables.number("ANSWER_MEMORY_PERCENT", 15, 1, MAX_MEMORY_PERCENT),
        variables.number("OUTPUT_MEMORY_PERCENT", 50, 1, MAX_MEMORY_PERCENT));
  }

  private BreakerSettings breaker() {
    BreakerThreshold threshold =
        new BreakerThreshold(
            variables.number("BREAKER_FAILURES", 3, 1, MAX_COUNTED),
            variables.number("BREAKER_FAILURE_PERCENT", 0, 0, 100),
            variables.number("BREAKER_LEAST_CALLS", 20, 1, MAX_COUNTED),
            window());
    boolean byModel = byModel();
    boolean inherited =
        variables.find("BREAKER_FAILURES") == null
            && variables.find("BREAKER_SCOPE") == null
            && threshold.percent() == 0;
    Duration base = variables.seconds("BACKOFF_BASE_SECONDS", Duration.ofSeconds(5));
    Duration max = backoffMax(base);
    return new BreakerSettings(
        threshold,
        byModel,
        inherited,
        base,
        max == null ? longer(base, Duration.ofSeconds(10)) : max,
        max == null ? longer(base, Duration.ofMinutes(5)) : max,
        max == null ? Duration.ofDays(1) : max);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private boolean byModel() {
    String value = variables.word("BREAKER_SCOPE", "model");
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "provider" -> false;
      case "model" -> true;
      default ->
          throw ConfigurationException.of(
              "BREAKER_SCOPE", "is " + Variables.shown(value), "provider, model");
    };
  }

  /** How long a call counts for the breaker's share: no longer than failures are remembered. */
  private Duration window() {
    Duration window = variables.seconds("BREAKER_WINDOW_SECONDS", Duration.ofMinutes(1));
    if (window.compareTo(CircuitBreakerRules.FORGET_AFTER) > 0) {
      throw ConfigurationException.of(
          "BREAKER_WINDOW_SECONDS",
          "is longer than failures are remembered",
          "seconds above 0 and up to 300, such as 30 or 0.5");
    }
    return window;
  }

  /** Every provider that can be named. */
  private Set<String> providers(List<ProviderDefinition> catalogue) {
    Set<String> providers = new TreeSet<>();
    known(catalogue).forEach(entry -> providers.add(entry.id()));
    if (variables.find("CHAOS") != null) {
      providers.add("chaos");
    }
    return providers;
  }

  private boolean rejectUnsupported() {
    String value = variables.word("UNSUPPORTED_PARAMS", "drop");
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "drop" -> false;
      case "reject" -> true;
      default ->
          throw ConfigurationException.of(
              "UNSUPPORTED_PARAMS", "is " + Variables.shown(value), "drop, reject");
    };
  }

  private boolean onOff(String variable) {
    return onOff(variable, true);
  }

  private boolean onOff(String variable, boolean fallback) {
    String value = variables.word(variable, fallback ? "on" : "off");
    return switch (value.toLowerCase(Locale.ROOT)) {
      // YAML's older readers, and people, take on for true.
      case "on", "true" -> true;
      case "off", "false" -> false;
      default ->
          throw ConfigurationException.of(variable, "is " + Variables.shown(value), "on, off");
    };
  }

  private CallerSettings callers() {
    String fallbacks = variables.text("CALLER_FALLBACKS", "on");
    return new CallerSettings(
        switch (fallbacks.toLowerCase(Locale.ROOT)) {
          case "on", "true" -> CallerFallbackPolicy.ANY;
          case "off", "false" -> CallerFallbackPolicy.NONE;
          default -> new CallerFallbackPolicy(patterns(fallbacks));
        },
        onOff("CALLER_LIMITS"));
  }

  private AccessSettings access(boolean development) {
    return new AccessSettings(
        allowedHosts(),
        variables.flag("ALLOW_OPEN", false),
        variables.number("AUTH_FAILURES_PER_MINUTE", 20, 0, MAX_PER_MINUTE),
        onOff("CALLER_EXPLAIN", development),
        variables.flag("ONLY_ROUTES", false));
  }

  private List<String> allowedHosts() {
    List<String> hosts = new ArrayList<>();
    for (String part : variables.text("ALLOWED_HOSTS", "").split(",", -1)) {
      String host = part.strip().toLowerCase(Locale.ROOT);
      if (host.isEmpty()) {
        continue;
      }
      if (!ALLOWED_HOST.matcher(host).matches()) {
        throw ConfigurationException.of(
            "ALLOWED_HOSTS",
            "has an entry that is not a host name",
            "names or IP addresses without scheme and port, *.name, or *, separated by commas");
      }
      hosts.add(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }
    return hosts;
  }

  private static List<NamePattern> patterns(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .map(NamePattern::new)
        .toList();
  }

  private HedgeSettings hedge() {
    int percent = variables.number("HEDGE_BUDGET_PERCENT", 5, 0, 100);
    return switch (variables.word("HEDGE", "off").toLowerCase(Locale.ROOT)) {
      case "off" -> new HedgeSettings(false, null, percent);
      case "p95" -> new HedgeSettings(true, null, percent);
      default -> new HedgeSettings(true, hedgeAfter(), percent);
    };
  }

  private Duration hedgeAfter() {
    try {
      return variables.seconds("HEDGE", Duration.ZERO);
    } catch (ConfigurationException e) {
      throw ConfigurationException.of(
          "HEDGE",
          "is " + Variables.shown(variables.text("HEDGE", "")),
          "off, p95, or seconds above 0 and up to 86400");
    }
  }

  private @Nullable ChaosPlan chaos() {
    ChaosLatency latency = latency();
    int seed = variables.number("CHAOS_SEED", 1, 0, MAX_SEED);
    String faults = variables.find("CHAOS");
    if (faults == null) {
      return null;
    }
    try {
      return new ChaosPlan(ChaosPlan.faults(faults), latency, seed);
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(
          "CHAOS", requireNonNull(e.getMessage()), "faults of docs/chaos.md");
    }
  }

  private ChaosLatency latency() {
    try {
      return ChaosLatency.parse(variables.word("CHAOS_LATENCY", ChaosLatency.DEFAULT));
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(
          "CHAOS_LATENCY", requireNonNull(e.getMessage()), ChaosLatency.FORM);
    }
  }

  private String logLevel() {
    String value = variables.word("LOG_LEVEL", "INFO");
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "ERROR", "CRITICAL" -> "ERROR";
      case "WARN", "WARNING" -> "WARN";
      case "INFO" -> "INFO";
      case "DEBUG" -> "DEBUG";
      case "TRACE" -> "TRACE";
      default ->
          throw ConfigurationException.of(
              "LOG_LEVEL", "is " + Variables.shown(value), "ERROR, WARN, INFO, DEBUG, TRACE");
    };
  }

  private String host(String fallback) {
    String value = variables.word("HOST", fallback);
    if (value.indexOf(' ') >= 0 || value.indexOf('/') >= 0) {
      throw ConfigurationException.of(
          "HOST", "is not a host", "a name or an IP address without scheme and port");
    }
    return value;
  }

  /** Null where it is not set. */
  private @Nullable Duration backoffMax(Duration base) {
    Duration max = secondsIfSet("BACKOFF_MAX_SECONDS");
    if (max != null && max.compareTo(base) < 0) {
      variables.reject(
          "BACKOFF_MAX_SECONDS",
          "is below BACKOFF_BASE_SECONDS",
          "seconds from the value of BACKOFF_BASE_SECONDS to 86400");
    }
    return max;
  }

  private @Nullable Secret redisUrl() {
    String value = variables.secret("REDIS_URL");
    if (value == null) {
      return null;
    }
    String problem = null;
    try {
      URI uri = URI.create(value);
      String scheme = uri.getScheme();
      if (!"redis".equalsIgnoreCase(scheme) && !"rediss".equalsIgnoreCase(scheme)) {
        problem = "does not begin with redis:// or rediss://";
      } else if (uri.getHost() == null) {
        // The client would take localhost then, silently.
        problem = "has no host that can be read (a name has no underscores)";
      } else if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
        problem = "has no port there can be";
      } else if (!DATABASE.matcher(Objects.requireNonNullElse(uri.getRawPath(), "")).matches()) {
        problem = "has no number for a database behind its host";
      }
    } catch (IllegalArgumentException e) {
      problem = "is not a URL";
    }
    if (problem != null) {
      throw ConfigurationException.of(
          "REDIS_URL",
          problem,
          "redis://[user:password@]host[:port][/database], rediss:// for TLS");
    }
    return new Secret(value);
  }

  private List<String> corsAllowedOrigins() {
    List<String> origins = new ArrayList<>();
    for (String part : variables.text("CORS_ALLOWED_ORIGINS", "").split(",", -1)) {
      // Browsers send origins in lower case.
      String origin = part.strip().toLowerCase(Locale.ROOT);
      if (origin.isEmpty() || origins.contains(origin)) {
        continue;
      }
      if (!origin.equals("*") && !(ORIGIN.matcher(origin).matches() && portFits(origin))) {
        throw ConfigurationException.of(
            "CORS_ALLOWED_ORIGINS",
            "has an entry that is not an origin",
            "* or scheme://host[:port] without a path, separated by commas");
      }
      origins.add(origin);
    }
    return origins;
  }

  private static boolean portFits(String origin) {
    String port = origin.substring(origin.lastIndexOf(':') + 1);
    return !port.chars().allMatch(Character::isDigit) || Integer.parseInt(port) <= MAX_PORT;
  }

  private List<ProviderSettings> providers(
      List<ProviderDefinition> catalogue, int requestsPerMinute) {
    boolean rateForAll = variables.find("RATE_LIMIT_REQUESTS_PER_MINUTE") != null;
    List<ProviderSettings> providers = new ArrayList<>();
    for (ProviderDefinition entry : known(catalogue)) {
      int rate = rateForAll ? requestsPerMinute : entry.perMinute();
      // Also of a provider that is not in use: what stands there must be right once its key comes.
      ProviderSettings provider = provider(entry, rate, !rateForAll);
      if (entry.id().equals(ProviderDefinition.OLLAMA)) {
        addOllama(provider, providers);
        continue;
      }
      boolean keyed = !provider.keys().isEmpty();
      boolean placed =
          variables.find(prefix(entry) + "_BASE_URL") != null
              || variables.find(prefix(entry) + "_BASE_URLS") != null;
      if (keyed || (entry.local() ? placed : !entry.keyRequired())) {
        providers.add(provider);
      }
    }
    return providers;
  }

  /** Ollama takes part without any setting too, for as long as one is found on this machine. */
  private void addOllama(ProviderSettings ollama, List<ProviderSettings> providers) {
    String enabled = variables.word("OLLAMA_ENABLED", "auto").toLowerCase(Locale.ROOT);
    switch (enabled) {
      case "auto" -> providers.add(configured(ollama) ? ollama : ollama.onlyIfDetected());
      case "true", "on" -> providers.add(ollama);
      case "false", "off" -> {}
      default ->
          throw ConfigurationException.of(
              "OLLAMA_ENABLED", "is " + Variables.shown(enabled), "auto, true, false");
    }
  }

  private boolean configured(ProviderSettings ollama) {
    return !ollama.keys().isEmpty()
        || (file.dialects().containsKey(ProviderDefinition.OLLAMA)
            && variables.find("OLLAMA_ENABLED") == null)
        || names("PROVIDER_ORDER").contains(ProviderDefinition.OLLAMA)
        || !ollama.endpoints().equals(List.of(Endpoint.parse(ollama.entry().baseUrl())));
  }

  /** The catalogue and the operator's own, in fallback order. */
  private List<ProviderDefinition> known(List<ProviderDefinition> catalogue) {
    List<ProviderDefinition> all = new ArrayList<>(catalogue);
    // Those that cost nothing and live nearby are the last resort: what is declared comes before.
    int place = 0;
    while (place < all.size() && all.get(place).keyRequired()) {
      place++;
    }
    for (String id : declared()) {
      if (!NAME.matcher(id).matches()) {
        variables.reject(
            "PROVIDERS", "has a name that cannot be used", "lower case letters, digits, dashes");
        continue;
      }
      if (all.stream().noneMatch(entry -> entry.id().equals(id))) {
        String variable = id.toUpperCase(Locale.ROOT).replace('-', '_') + "_BASE_URL";
        String several = variables.find(variable + "S");
        String one = variables.find(variable);
        String baseUrl = one == null && several != null ? several.split(",", 2)[0] : one;
        if (baseUrl == null) {
          variables.reject(variable, "is missing, and a provider " + id + " is declared", BASE_URL);
          // Routes that lead there are right.
          baseUrl = PLACEHOLDER;
        }
        all.add(
            place++,
            ProviderDefinition.declared(id, baseUrl, file.dialects().getOrDefault(id, "openai")));
      }
    }
    List<ProviderDefinition> ordered = new ArrayList<>();
    for (String id : names("PROVIDER_ORDER")) {
      ProviderDefinition named =
          all.stream().filter(entry -> entry.id().equals(id)).findFirst().orElse(null);
      if (named == null) {
        variables.reject(
            "PROVIDER_ORDER", "names a provider that nobody knows", "names of docs/providers.md");
        continue;
      }
      all.remove(named);
      ordered.add(named);
    }
    ordered.addAll(all);
    return ordered;
  }

  private List<String> declared() {
    List<String> declared = new ArrayList<>(names("PROVIDERS"));
    for (String id : file.dialects().keySet()) {
      if (!declared.contains(id)) {
        declared.add(id);
      }
    }
    return declared;
  }

  private List<String> names(String variable) {
    List<String> names = new ArrayList<>();
    for (String part : variables.text(variable, "").split(",", -1)) {
      String name = part.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && !names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static String prefix(ProviderDefinition entry) {
    return entry.id().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private ProviderSettings provider(ProviderDefinition entry, int rate, boolean byDefault) {
    String prefix = prefix(entry);
    ProviderRequestReader requests = new ProviderRequestReader(variables, prefix);
    return new ProviderSettings(
        requests.entry(entry),
        endpoints(entry, prefix),
        keys(entry, prefix),
        variables.word(prefix + "_DEFAULT_MODEL", entry.defaultModel()),
        variables.number(prefix + "_RATE_LIMIT", rate, 0, MAX_PER_MINUTE),
        byDefault && variables.find(prefix + "_RATE_LIMIT") == null,
        variables.number(prefix + "_MAX_IN_FLIGHT", 0, 0, MAX_COUNTED),
        variables.flag(prefix + "_ADAPTIVE_LIMIT", false),
        requests.extras(),
        false);
  }

  /** Its one key, or several that are used in turn. */
  private List<Secret> keys(ProviderDefinition entry, String prefix) {
    List<Secret> keys = variables.keys(prefix + "_API_KEYS");
    Secret one = key(entry, prefix);
    return keys.isEmpty() && one != null ? List.of(one) : keys;
  }

  private List<Endpoint> endpoints(ProviderDefinition entry, String prefix) {
    List<Endpoint> all = new ArrayList<>();
    String variable = prefix + "_BASE_URLS";
    for (String part : variables.text(variable, "").split(",", -1)) {
      if (!part.isBlank()) {
        all.add(endpoint(variable, part.strip(), true));
      }
    }
    Endpoint one = endpoint(prefix + "_BASE_URL", entry.baseUrl());
    return all.isEmpty() ? List.of(one) : all;
  }

  private @Nullable Secret key(ProviderDefinition entry, String prefix) {
    Secret key = variables.providerKey(prefix + "_API_KEY");
    for (int i = 0; key == null && i < entry.keyAliases().size(); i++) {
      key = variables.providerKey(entry.keyAliases().get(i));
    }
    return key;
  }

  private Endpoint endpoint(String name, String fallback) {
    return endpoint(name, variables.word(name, fallback), false);
  }

  private static Endpoint endpoint(String name, String value, boolean several) {
    try {
      return Endpoint.parse(value);
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(
          name,
          String.valueOf(e.getMessage()),
          several ? BASE_URL + ", separated by commas" : BASE_URL);
    }
  }
}
