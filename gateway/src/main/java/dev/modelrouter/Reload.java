package dev.modelrouter;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.api.FileStamp;
import dev.modelrouter.config.Settings;
import dev.modelrouter.telemetry.ReloadCounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a changed configuration to use: whole or not at all, and one at a time, so that what was
 * read last is what counts. Exchanges under way keep the one they began with.
 */
final class Reload {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  /**
   * What came of it.
   *
   * @param providers those in use, in fallback order
   * @param routes their names
   * @param restart settings that have changed too, but count only from the next start on
   */
  record Report(List<String> providers, List<String> routes, List<String> restart) {}

  private final Vertx vertx;
  private final Callable<Settings> source;
  private final Settings started;
  private final Consumer<Settings> use;
  private final Object reading = new Object();
  private List<@Nullable FileStamp> seen = List.of();
  private volatile ReloadCounts counts = ReloadCounts.NONE;

  /**
   * Reloading from here.
   *
   * @param source reads the configuration; may block
   * @param started what the process began with
   * @param use takes the new one over
   */
  Reload(Vertx vertx, Callable<Settings> source, Settings started, Consumer<Settings> use) {
    this.vertx = vertx;
    this.source = source;
    this.started = started;
    this.use = use;
  }

  /**
   * Reads the configuration and puts it to use.
   *
   * @return what came of it; fails with {@link dev.modelrouter.config.ConfigurationException} if it
   *     cannot be used, and then nothing has changed
   */
  Future<Report> now() {
    return vertx
        .executeBlocking(this::readAndUse, false)
        .map(Objects::requireNonNull)
        .onComplete(
            report ->
                log.atInfo()
                    .addKeyValue("providers", String.join(",", report.providers()))
                    .addKeyValue("routes", String.join(",", report.routes()))
                    .addKeyValue("need_restart", String.join(",", report.restart()))
                    .log("the changed configuration is in use"),
            failure ->
                log.atError()
                    .addKeyValue("problem", failure.getMessage())
                    .log("the changed configuration cannot be used: the old one stays"));
  }

  /** How often that happened, and how it ended. */
  ReloadCounts counts() {
    return counts;
  }

  private Report readAndUse() throws Exception {
    synchronized (reading) {
      try {
        Settings settings = requireNonNull(source.call());
        use.accept(settings);
        counts = counts.another();
        return report(settings);
      } catch (Exception e) {
        counts = counts.anotherRefused();
        throw e;
      }
    }
  }

  private Report report(Settings settings) {
    List<String> restart = new ArrayList<>();
    Map<String, Object> before = fixed(started);
    fixed(settings)
        .forEach(
            (name, value) -> {
              if (!Objects.equals(before.get(name), value)) {
                restart.add(name);
              }
            });
    return new Report(
        settings.providers().stream().map(provider -> provider.id()).toList(),
        settings.routes().stream().map(route -> route.route().name().text()).toList(),
        restart);
  }

  /** What a process keeps from its start to its end. */
  private static Map<String, Object> fixed(Settings settings) {
    Map<String, Object> fixed = new LinkedHashMap<>();
    fixed.put("app_env", settings.appEnv());
    fixed.put("app_name", settings.appName());
    fixed.put("log_level", settings.logLevel());
    fixed.put("host", settings.host());
    fixed.put("port", settings.port());
    fixed.put(
        "api_key", String.valueOf(settings.apiKey() == null ? null : settings.apiKey().reveal()));
    fixed.put(
        "admin_key",
        String.valueOf(settings.adminKey() == null ? null : settings.adminKey().reveal()));
    fixed.put(
        "redis_url",
        String.valueOf(settings.redisUrl() == null ? null : settings.redisUrl().reveal()));
    fixed.put("cors_allowed_origins", settings.corsAllowedOrigins());
    fixed.put("rate_limit_requests_per_minute", settings.requestsPerMinute());
    fixed.put("max_concurrent_streams", settings.maxConcurrentStreams());
    fixed.put("backoff_base_seconds", settings.backoffBase());
    fixed.put("backoff_max_seconds", settings.backoffMax());
    fixed.put("health_check_seconds", settings.healthChecks());
    fixed.put("breaker", settings.resilience().trip());
    fixed.put("responses_store", settings.responses());
    fixed.put("request_timeout_seconds", settings.requestTimeout());
    fixed.put("shutdown_grace_seconds", settings.shutdownGrace());
    fixed.put("tls", String.valueOf(settings.transport().tls()));
    return fixed;
  }

  /** How files are now. Blocks. */
  static List<@Nullable FileStamp> stamps(List<Path> files) {
    List<@Nullable FileStamp> stamps = new ArrayList<>();
    files.forEach(file -> stamps.add(FileStamp.of(file)));
    return stamps;
  }

  /**
   * Looks every two seconds whether one of these files has changed, for as long as Vert.x lives.
   *
   * @param asRead how they were when the configuration in use was read, or before
   */
  synchronized void watch(List<Path> files, List<@Nullable FileStamp> asRead) {
    seen = asRead;
    vertx.setPeriodic(
        LOOK.toMillis(),
        ignored ->
            vertx
                .executeBlocking(() -> changed(files), false)
                .onSuccess(
                    changed -> {
                      if (changed) {
                        var _ = now();
                      }
                    }));
  }

  private synchronized boolean changed(List<Path> files) {
    List<@Nullable FileStamp> now = stamps(files);
    boolean changed = !now.equals(seen);
    seen = now;
    return changed;
  }
}
