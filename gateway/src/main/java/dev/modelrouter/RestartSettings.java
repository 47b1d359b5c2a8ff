package dev.modelrouter;

import dev.modelrouter.config.Secret;
import dev.modelrouter.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings that a process keeps from its start to its end. */
final class RestartSettings {
  private RestartSettings() {}

  /**
   * Those that differ, by their names in the file.
   *
   * @param started what the process began with
   * @param changed what its files say now
   */
  static List<String> changed(Settings started, Settings changed) {
    List<String> names = new ArrayList<>();
    Map<String, @Nullable Object> before = all(started);
    all(changed)
        .forEach(
            (name, value) -> {
              if (!Objects.equals(before.get(name), value)) {
                names.add(name);
              }
            });
    // A changed key counts at once, but without one at the start there are no paths to present it.
    if (started.adminKey() == null && changed.adminKey() != null) {
      names.add("admin_key");
    }
    return names;
  }

  private static Map<String, @Nullable Object> all(Settings settings) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("app_env", settings.appEnv());
    all.put("app_name", settings.appName());
    all.put("log_level", settings.logLevel());
    all.put("host", settings.host());
    all.put("port", settings.port());
    Secret redis = settings.redisUrl();
    all.put("redis_url", redis == null ? null : redis.reveal());
    all.put("cors_allowed_origins", settings.corsAllowedOrigins());
    all.put("allowed_hosts", settings.access().allowedHosts());
    all.put("auth_failures_per_minute", settings.access().failedKeysPerMinute());
    all.put("redis_timeout", settings.redisTimeout());
    all.put("rate_limit_requests_per_minute", settings.requestsPerMinute());
    all.put("max_concurrent_streams", settings.maxConcurrentStreams());
    all.put("backoff_base_seconds", settings.resilience().breaker().base());
    all.put("backoff_max_seconds", settings.resilience().breaker().max());
    all.put("health_check_seconds", settings.healthChecks());
    all.put("breaker", settings.resilience().breaker().threshold());
    all.put("responses_store", settings.responses());
    all.put("memory", settings.memory());
    all.put("request_timeout_seconds", settings.requestTimeout());
    all.put("shutdown_delay_seconds", settings.shutdownDelay());
    all.put("shutdown_grace_seconds", settings.shutdownGrace());
    all.put("tls", settings.transport().tls());
    return all;
  }
}
