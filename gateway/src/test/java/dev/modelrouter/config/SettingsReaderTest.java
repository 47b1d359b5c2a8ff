package dev.modelrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.config.file.ConfigFile;
import dev.modelrouter.policy.BreakerThreshold;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.RequestExtras;
import dev.modelrouter.provider.chaos.ChaosFault;
import dev.modelrouter.provider.chaos.ChaosLatency;
import dev.modelrouter.provider.chaos.ChaosPlan;
import dev.modelrouter.routing.CallerFallbackPolicy;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.wire.Endpoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  private static Settings read(String... pairs) {
    return SettingsReader.read(map(pairs), Map.of(), InheritedProviders.ENTRIES);
  }

  private static Map<String, String> map(String... pairs) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void read_nothingSet_givesAllDefaults() {
    Settings expected =
        new Settings(
            "development",
            "ModelRouter",
            "INFO",
            "127.0.0.1",
            8000,
            List.of(),
            null,
            null,
            List.of(
                new ProviderSettings(
                    InheritedProviders.ENTRIES.get(3),
                    List.of(new Endpoint(false, "localhost", 11434, "")),
                    List.of(),
                    "llama3.2:1b",
                    100,
                    true,
                    0,
                    false,
                    RequestExtras.NONE,
                    true)),
            new TimeoutSettings(Duration.ofSeconds(30), Duration.ofMinutes(10), null, null),
            2,
            60,
            10,
            List.of(),
            Duration.ofSeconds(15),
            false,
            false,
            true,
            new HedgeSettings(false, null, 5),
            new ResponseStoreSettings(10_000, 64, Duration.ofDays(1)),
            Duration.ZERO,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            new MemorySettings(67_108_864, 40, 15, 50),
            null,
            new CallerSettings(CallerFallbackPolicy.ANY, true),
            new AccessSettings(List.of(), false, 20, true, false),
            Duration.ofSeconds(2),
            TransportReader.read(
                new Variables(Map.of(), Map.of(), Map.of()),
                InheritedProviders.ENTRIES,
                Duration.ofSeconds(30)),
            new ResilienceSettings(
                new BreakerSettings(
                    new BreakerThreshold(3, 0, 20, Duration.ofMinutes(1)),
                    true,
                    true,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(300),
                    Duration.ofDays(1)),
                1,
                20,
                10,
                Duration.ZERO,
                1_000,
                0,
                Duration.ofSeconds(10)),
            Duration.ZERO,
            List.of(),
            ConfigFile.none().defaults(),
            List.of());
    assertThat(read()).isEqualTo(expected);
  }

  @Test
  void read_everythingSet_takesEveryKey() {
    Settings settings =
        read(
            "APP_ENV", "Production",
            "APP_NAME", "My Router",
            "ADMIN_KEY", "operator-key",
            "LOG_LEVEL", "debug",
            "HOST", "::1",
            "PORT", "0",
            "API_KEY", "caller-key",
            "REDIS_URL", "rediss://:pass@cache:6380/2",
            "OLLAMA_API_KEY", "ollama-key",
            "OLLAMA_BASE_URL", "https://gpu.example:8443/base/",
            "OLLAMA_DEFAULT_MODEL", "qwen3:4b",
            "OLLAMA_RATE_LIMIT", "7",
            "PROVIDER_TIMEOUT", "0.5",
            "RESPONSE_TIMEOUT_SECONDS", "200",
            "FIRST_CHUNK_TIMEOUT", ".25",
            "MAX_OPERATION_TIMEOUT", "86400",
            "MAX_RETRIES", "10",
            "BACKOFF_BASE_SECONDS", "1.5",
            "BACKOFF_MAX_SECONDS", "1.5",
            "RATE_LIMIT_REQUESTS_PER_MINUTE", "1000000000",
            "MAX_CONCURRENT_STREAMS", "1000000",
            "CORS_ALLOWED_ORIGINS", "https://A.example , http://localhost:3000,*,,*",
            "STREAM_KEEPALIVE_SECONDS", "0",
            "STREAM_EARLY_HEAD", "true",
            "UNSUPPORTED_PARAMS", "Reject",
            "CONTINUATION", "Off",
            "CALLER_FALLBACKS", "groq/*, smart,",
            "CALLER_LIMITS", "off",
            "CALLER_EXPLAIN", "off",
            "ONLY_ROUTES", "true",
            "ALLOWED_HOSTS", "Gate.example, *.lan,[2001:db8::5]",
            "ALLOW_OPEN", "true",
            "AUTH_FAILURES_PER_MINUTE", "3",
            "REDIS_TIMEOUT", "0.25",
            "HEDGE", "0.75",
            "HEDGE_BUDGET_PERCENT", "20",
            "RESPONSES_STORE_COUNT", "9",
            "RESPONSES_STORE_MB", "0",
            "RESPONSES_STORE_SECONDS", "60",
            "CHAOS", "stall:0.25, die:0.5",
            "CHAOS_LATENCY", "300/5-20",
            "CHAOS_SEED", "7",
            "BREAKER_FAILURES", "5",
            "BREAKER_FAILURE_PERCENT", "50",
            "BREAKER_LEAST_CALLS", "10",
            "BREAKER_WINDOW_SECONDS", "30",
            "HEALTH_CHECK_SECONDS", "20",
            "BREAKER_SCOPE", "Model",
            "MIN_TOKENS_PER_SECOND", "2.5",
            "MIN_TOKENS_WINDOW_SECONDS", "7",
            "QUICK_RETRIES", "3",
            "RETRY_BUDGET_PERCENT", "10",
            "RETRY_BUDGET_FLOOR", "3",
            "QUEUE_TIMEOUT_SECONDS", "2",
            "QUEUE_LENGTH", "50",
            "OLLAMA_MAX_IN_FLIGHT", "4",
            "OLLAMA_ADAPTIVE_LIMIT", "true",
            "SHUTDOWN_DELAY_SECONDS", "7",
            "SHUTDOWN_GRACE_SECONDS", "0",
            "REQUEST_TIMEOUT_SECONDS", "12.",
            "MAX_BODY_BYTES", "1024",
            "REQUEST_MEMORY_PERCENT", "1",
            "ANSWER_MEMORY_PERCENT", "80",
            "OUTPUT_MEMORY_PERCENT", "20");
    assertThat(settings)
        .isEqualTo(
            new Settings(
                "production",
                "My Router",
                "DEBUG",
                "::1",
                0,
                List.of(new ApiKey("key", new Secret("caller-key"))),
                new Secret("operator-key"),
                new Secret("rediss://:pass@cache:6380/2"),
                List.of(
                    new ProviderSettings(
                        InheritedProviders.ENTRIES.get(3),
                        List.of(new Endpoint(true, "gpu.example", 8443, "/base")),
                        List.of(new Secret("ollama-key")),
                        "qwen3:4b",
                        7,
                        false,
                        4,
                        true,
                        RequestExtras.NONE,
                        false)),
                new TimeoutSettings(
                    Duration.ofMillis(500),
                    Duration.ofSeconds(200),
                    Duration.ofMillis(250),
                    Duration.ofDays(1)),
                10,
                1_000_000_000,
                1_000_000,
                List.of("https://a.example", "http://localhost:3000", "*"),
                Duration.ZERO,
                true,
                true,
                false,
                new HedgeSettings(true, Duration.ofMillis(750), 20),
                new ResponseStoreSettings(9, 0, Duration.ofSeconds(60)),
                Duration.ofSeconds(7),
                Duration.ZERO,
                Duration.ofSeconds(12),
                new MemorySettings(1_024, 1, 80, 20),
                new ChaosPlan(
                    Map.of(ChaosFault.STALL, 0.25, ChaosFault.DIE, 0.5),
                    new ChaosLatency(300, 300, 5, 20),
                    7),
                new CallerSettings(
                    new CallerFallbackPolicy(
                        List.of(new NamePattern("groq/*"), new NamePattern("smart"))),
                    false),
                new AccessSettings(
                    List.of("gate.example", "*.lan", "2001:db8::5"), true, 3, false, true),
                Duration.ofMillis(250),
                TransportReader.read(
                    new Variables(Map.of(), Map.of(), Map.of()),
                    InheritedProviders.ENTRIES,
                    Duration.ofMillis(500)),
                new ResilienceSettings(
                    new BreakerSettings(
                        new BreakerThreshold(5, 50, 10, Duration.ofSeconds(30)),
                        true,
                        false,
                        Duration.ofMillis(1500),
                        Duration.ofMillis(1500),
                        Duration.ofMillis(1500),
                        Duration.ofMillis(1500)),
                    3,
                    10,
                    3,
                    Duration.ofSeconds(2),
                    50,
                    2.5,
                    Duration.ofSeconds(7)),
                Duration.ofSeconds(20),
                List.of(),
                ConfigFile.none().defaults(),
                List.of()));
  }

  @Test
  void read_appEnvOtherThanDevelopment_hidesDecisionsFromCallersUnlessSet() {
    assertThat(read().access().explain()).isTrue();
    assertThat(read("APP_ENV", "production").access().explain()).isFalse();
    assertThat(read("APP_ENV", "production", "CALLER_EXPLAIN", "on").access().explain()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://gate", "gate:8000", "ga te", "a.*", "*gate", "[::1]:80"})
  void read_allowedHostThatIsNone_isRefusedByName(String host) {
    assertThatThrownBy(() -> read("ALLOWED_HOSTS", host))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("ALLOWED_HOSTS has an entry that is not a host name");
  }

  @Test
  void read_withApiKey_listensToEverybody() {
    assertThat(read("API_KEY", "k").host()).isEqualTo("0.0.0.0");
    assertThat(read("API_KEY", "k", "HOST", "10.0.0.1").host()).isEqualTo("10.0.0.1");
  }

  @Test
  void read_environmentAndDotEnv_environmentWinsUnlessEmpty() {
    Map<String, String> dotEnv = map("PORT", "9000", "APP_NAME", "File", "MAX_RETRIES", "");
    Settings settings =
        SettingsReader.read(
            map("PORT", "9001", "APP_NAME", " ", "MAX_RETRIES", ""),
            dotEnv,
            InheritedProviders.ENTRIES);
    assertThat(settings.port()).isEqualTo(9001);
    assertThat(settings.appName()).isEqualTo("File");
    assertThat(settings.maxRetries()).isEqualTo(2);
  }

  @Test
  void read_keys_putProvidersInUseInCatalogueOrder() {
    Settings settings = read("OPENAI_API_KEY", "sk-o", "GROQ_API_KEY", " gsk \n");
    assertThat(settings.providers())
        .extracting(ProviderSettings::id)
        .containsExactly("groq", "openai", "ollama");
    assertThat(settings.providers().getFirst().keys()).containsExactly(new Secret("gsk"));
  }

  @Test
  void read_providerRates_fallBackToTheGlobalNumberAndThenToTheCatalogue() {
    String[] keys = {"GROQ_API_KEY", "a", "OPENROUTER_API_KEY", "b", "OPENAI_API_KEY", "c"};
    assertThat(rates(keys)).containsExactly(30, 20, 30, 100);
    assertThat(rates(with(keys, "RATE_LIMIT_REQUESTS_PER_MINUTE", "60")))
        .containsExactly(60, 60, 60, 60);
    assertThat(
            rates(with(with(keys, "RATE_LIMIT_REQUESTS_PER_MINUTE", "5"), "GROQ_RATE_LIMIT", "0")))
        .containsExactly(0, 5, 5, 5);
    assertThat(rates(with(keys, "OPENROUTER_RATE_LIMIT", "9"))).containsExactly(30, 9, 30, 100);
  }

  private static List<Integer> rates(String... pairs) {
    return read(pairs).providers().stream().map(ProviderSettings::perMinute).toList();
  }

  private static String[] with(String[] pairs, String name, String value) {
    String[] more = Arrays.copyOf(pairs, pairs.length + 2);
    more[pairs.length] = name;
    more[pairs.length + 1] = value;
    return more;
  }

  @ParameterizedTest
  @CsvSource({"warning,WARN", "Critical,ERROR", "error,ERROR", "warn,WARN", "Trace,TRACE"})
  void read_logLevel_takesPythonsWordsInAnyCase(String given, String level) {
    assertThat(read("LOG_LEVEL", given).logLevel()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PORT|65536|is \"65536\"; allowed: a whole number from 0 to 65535",
        "PORT|http|is \"http\"; allowed: a whole number from 0 to 65535",
        "PORT|-1|is \"-1\"; allowed: a whole number from 0 to 65535",
        "PORT|٣|is \"٣\"; allowed: a whole number from 0 to 65535",
        "MAX_RETRIES|11|is \"11\"; allowed: a whole number from 0 to 10",
        "MAX_CONCURRENT_STREAMS|1.5|is \"1.5\"; allowed: a whole number from 0 to 1000000",
        "GROQ_RATE_LIMIT|1000000001|is \"1000000001\"; allowed: a whole number from 0 to"
            + " 1000000000",
        "RATE_LIMIT_REQUESTS_PER_MINUTE|99999999999|is \"99999999999\"; allowed: a whole number"
            + " from 0 to 1000000000",
        "PORT|sk-a-key-in-the-wrong-place|is not readable; allowed: a whole number from 0 to 65535",
        "PROVIDER_TIMEOUT|0|is \"0\"; allowed: seconds above 0 and up to 86400, such as 30 or 0.5",
        "FIRST_CHUNK_TIMEOUT|3s|is \"3s\"; allowed: seconds above 0 and up to 86400, such as 30 or"
            + " 0.5",
        "MAX_OPERATION_TIMEOUT|86400.1|is \"86400.1\"; allowed: seconds above 0 and up to 86400,"
            + " such as 30 or 0.5",
        "REQUEST_TIMEOUT_SECONDS|1e9|is \"1e9\"; allowed: seconds above 0 and up to 86400, such as"
            + " 30 or 0.5",
        "SHUTDOWN_GRACE_SECONDS|-1|is \"-1\"; allowed: seconds from 0 to 86400, such as 30 or 0.5",
        "BACKOFF_BASE_SECONDS|.|is \".\"; allowed: seconds above 0 and up to 86400, such as 30 or"
            + " 0.5",
        "BACKOFF_MAX_SECONDS|4|is below BACKOFF_BASE_SECONDS; allowed: seconds from the value of"
            + " BACKOFF_BASE_SECONDS to 86400",
        "LOG_LEVEL|loud|is \"loud\"; allowed: ERROR, WARN, INFO, DEBUG, TRACE",
        "HOST|http://0.0.0.0|is not a host; allowed: a name or an IP address without scheme and"
            + " port",
        "OPENAI_BASE_URL|api.openai.com/v1|must begin with http:// or https://; allowed:"
            + " http://host[:port][/path], or https://",
        "OLLAMA_BASE_URL|http://me:pass@host|must not have credentials, a query or a fragment;"
            + " allowed: http://host[:port][/path], or https://",
        "REDIS_URL|valkey://cache|does not begin with redis:// or rediss://; allowed:"
            + " redis://[user:password@]host[:port][/database], rediss:// for TLS",
        "REDIS_URL|redis://my_cache:6379|has no host that can be read (a name has no underscores);"
            + " allowed: redis://[user:password@]host[:port][/database], rediss:// for TLS",
        "REDIS_URL|redis://ho st|is not a URL; allowed:"
            + " redis://[user:password@]host[:port][/database], rediss:// for TLS",
      })
  void read_wrongValue_namesVariableProblemAndWhatIsAllowed(
      String name, String value, String line) {
    assertThatThrownBy(() -> read(name, value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(name + " " + line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example/", "a.example", "https://", "null", "https://a b"})
  void read_wrongOrigin_isRefused(String origin) {
    assertThatThrownBy(() -> read("CORS_ALLOWED_ORIGINS", "*," + origin))
        .hasMessage(
            "CORS_ALLOWED_ORIGINS has an entry that is not an origin; allowed: * or"
                + " scheme://host[:port] without a path, separated by commas");
  }

  @ParameterizedTest
  @ValueSource(strings = {"API_KEY", "GROQ_API_KEY", "OLLAMA_API_KEY"})
  void read_keyThatWouldForgeHeaders_isRefusedUnseen(String name) {
    assertThatThrownBy(() -> read(name, "sk-1\r\nx-admin: 1"))
        .hasMessage(name + " contains a control character; allowed: one line of printable text");
    for (String value : List.of("sk-1 sk-2", "sk-ñ", "sk\u00a01")) {
      assertThatThrownBy(() -> read(name, value))
          .hasMessage(
              name
                  + " contains a blank or a character that is not ASCII; allowed: visible ASCII"
                  + " characters, nothing between them");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"APP_NAME", "HOST", "GROQ_DEFAULT_MODEL", "REDIS_URL", "LOG_LEVEL"})
  void read_controlCharacter_neverReachesTheMessage(String name) {
    assertThatThrownBy(() -> read(name, "a\nb"))
        .hasMessage(name + " contains a control character; allowed: one line of printable text");
  }

  @Test
  void configuredSecrets_allKinds_areListed() {
    Settings settings =
        read(
            "API_KEY", "caller-key",
            "GROQ_API_KEY", "gsk-1",
            "REDIS_URL", "redis://me:p%40ss@cache:6379");
    assertThat(ConfiguredSecrets.of(settings))
        .containsExactly("caller-key", "gsk-1", "p%40ss", "p@ss", "redis://me:p%40ss@cache:6379");
    assertThat(ConfiguredSecrets.of(read("REDIS_URL", "redis://cache"))).isEmpty();
  }

  private static List<String> order(Map<String, String> variables) {
    return SettingsReader.read(variables, Map.of(), ProviderCatalogue.load()).providers().stream()
        .map(ProviderSettings::id)
        .toList();
  }

  @Test
  void read_declaredProvider_comesAfterCloudsAndBeforeLocalOnes() {
    assertThat(
            order(
                Map.of(
                    "PROVIDERS", "acme",
                    "ACME_BASE_URL", "https://llm.acme.example/v1",
                    "MISTRAL_API_KEY", "m",
                    "GROQ_API_KEY", "g",
                    "VLLM_BASE_URL", "http://localhost:9000/v1")))
        .containsExactly("groq", "mistral", "acme", "vllm", "ollama");
  }

  @Test
  void read_providerOrder_putsTheNamedFirst() {
    assertThat(
            order(
                Map.of(
                    "PROVIDER_ORDER", "ollama, mistral",
                    "MISTRAL_API_KEY", "m",
                    "GROQ_API_KEY", "g")))
        .containsExactly("ollama", "mistral", "groq");
  }

  @Test
  void read_keyAlias_putsTheProviderInUse() {
    assertThat(order(Map.of("ZAI_API_KEY", "z"))).containsExactly("zhipu", "ollama");
  }

  @Test
  void read_keyOfGemini_isTheNativeProviders() {
    assertThat(order(Map.of("GEMINI_API_KEY", "k"))).containsExactly("gemini", "ollama");
    assertThat(order(Map.of("GEMINI_OPENAI_API_KEY", "k")))
        .containsExactly("gemini-openai", "ollama");
    assertThat(order(Map.of("GEMINI_API_KEY", "k", "ANTHROPIC_API_KEY", "k", "GROQ_API_KEY", "k")))
        .containsExactly("groq", "anthropic", "gemini", "ollama");
  }

  @Test
  void read_declaredProviderWithoutAddress_isRefused() {
    assertThatThrownBy(() -> order(Map.of("PROVIDERS", "acme")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ACME_BASE_URL");
  }

  @Test
  void read_orderOfNobody_isRefused() {
    assertThatThrownBy(() -> order(Map.of("PROVIDER_ORDER", "nobody")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("PROVIDER_ORDER");
  }

  @Test
  void read_hedge_byTheUsualTime_orNotAtAll() {
    assertThat(read("HEDGE", "P95").hedge()).isEqualTo(new HedgeSettings(true, null, 5));
    assertThatThrownBy(() -> read("HEDGE", "0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("HEDGE")
        .hasMessageContaining("p95");
  }
}
