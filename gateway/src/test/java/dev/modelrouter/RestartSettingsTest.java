package dev.modelrouter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.config.Settings;
import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.provider.ProviderCatalogue;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which settings a reload puts to use, and which are told to need a restart. */
class RestartSettingsTest {
  /** Those that are looked at again for each request, or that are kept by the roster. */
  private static final Set<String> USED_AT_ONCE =
      Set.of(
          "apiKeys",
          "providers",
          "maxRetries",
          "timeouts",
          "streamKeepAlive",
          "streamEarlyHead",
          "rejectUnsupported",
          "continuation",
          "hedge",
          "chaos",
          "callers",
          "transport",
          "routes",
          "defaults",
          "models");

  /** Those that a process keeps; each must be told. */
  private static final Map<String, String> KEPT =
      Map.ofEntries(
          Map.entry("appEnv", "APP_ENV=production"),
          Map.entry("appName", "APP_NAME=x"),
          Map.entry("logLevel", "LOG_LEVEL=WARN"),
          Map.entry("host", "HOST=127.0.0.2"),
          Map.entry("port", "PORT=1"),
          Map.entry("adminKey", "ADMIN_KEY=k"),
          Map.entry("access", "ALLOWED_HOSTS=a.example"),
          Map.entry("redisTimeout", "REDIS_TIMEOUT=1"),
          Map.entry("redisUrl", "REDIS_URL=redis://h"),
          Map.entry("requestsPerMinute", "RATE_LIMIT_REQUESTS_PER_MINUTE=5"),
          Map.entry("maxConcurrentStreams", "MAX_CONCURRENT_STREAMS=5"),
          Map.entry("corsAllowedOrigins", "CORS_ALLOWED_ORIGINS=*"),
          Map.entry("responses", "RESPONSES_STORE_COUNT=1"),
          Map.entry("shutdownDelay", "SHUTDOWN_DELAY_SECONDS=1"),
          Map.entry("shutdownGrace", "SHUTDOWN_GRACE_SECONDS=1"),
          Map.entry("requestTimeout", "REQUEST_TIMEOUT_SECONDS=1"),
          Map.entry("healthChecks", "HEALTH_CHECK_SECONDS=1"),
          Map.entry("resilience", "BREAKER_FAILURES=7"),
          Map.entry("memory", "MAX_BODY_BYTES=1048576"));

  private static Settings read(Map<String, String> variables) {
    return SettingsReader.read(variables, Map.of(), ProviderCatalogue.load());
  }

  @Test
  void eachSetting_isEitherUsedAtOnceOrTold() {
    Set<String> all = new TreeSet<>(USED_AT_ONCE);
    all.addAll(KEPT.keySet());
    assertThat(Arrays.stream(Settings.class.getRecordComponents()).map(RecordComponent::getName))
        .containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void changedSettings_thatAreKept_areReported() {
    Settings before = read(Map.of());
    KEPT.forEach(
        (component, change) -> {
          String[] parts = change.split("=", 2);
          assertThat(RestartSettings.changed(before, read(Map.of(parts[0], parts[1]))))
              .as(component)
              .hasSize(1);
        });
    assertThat(
            RestartSettings.changed(before, read(Map.of("MAX_RETRIES", "1", "GROQ_API_KEY", "g"))))
        .isEqualTo(List.of());
  }
}
