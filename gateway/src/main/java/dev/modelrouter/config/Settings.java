package dev.modelrouter.config;

import dev.modelrouter.provider.chaos.ChaosPlan;
import dev.modelrouter.routing.ModelInfo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set, validated.
 *
 * @param appEnv {@code development} shows the details of internal errors to callers
 * @param appName name in logs and towards providers
 * @param logLevel one of ERROR, WARN, INFO, DEBUG, TRACE
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param apiKeys what callers may present, one of them; none for an open gateway
 * @param adminKey what operators present to /admin, or null for no such paths
 * @param redisUrl where nodes share their state, or null for memory; may hold a password
 * @param providers those in use, in fallback order
 * @param timeouts how long the parts of a request may take
 * @param maxRetries further attempts at the same provider, 0 to 10
 * @param requestsPerMinute rate of one caller; 0 for no limit
 * @param maxConcurrentStreams streams open at once over all callers; 0 for no limit
 * @param corsAllowedOrigins origins browsers may call from; {@code *} for all; empty: CORS is off
 * @param streamKeepAlive silence in a stream of OpenAI's API after which a comment is sent; zero
 *     for never
 * @param streamEarlyHead whether that also goes for a stream nobody has answered yet
 * @param rejectUnsupported whether parameters a target has no words for are errors
 * @param continuation whether another provider goes on with a stream of plain text that died
 * @param hedge whether a second provider is asked beside a slow one
 * @param responses what is remembered of responses
 * @param shutdownDelay how long requests are still taken after SIGTERM
 * @param shutdownGrace how long running streams may go on after SIGTERM
 * @param requestTimeout how long a caller may take to send its head, and then its body
 * @param memory limits for what is held
 * @param chaos what the rehearsing provider does, or null when nobody rehearses
 * @param callers what requests may decide for themselves
 * @param access which requests are let in, and what callers may see and ask for
 * @param redisTimeout how long a request may wait for Redis
 * @param transport TLS, proxies, connections to providers
 * @param resilience breaker, retry budget, waiting lines
 * @param healthChecks time between two checks of each provider; zero for none
 * @param routes public names and where they lead
 * @param defaults how routes conduct themselves that do not say otherwise
 * @param models what the operator knows of models, before what is known of them anyway
 */
public record Settings(
    String appEnv,
    String appName,
    String logLevel,
    String host,
    int port,
    List<ApiKey> apiKeys,
    @Nullable Secret adminKey,
    @Nullable Secret redisUrl,
    List<ProviderSettings> providers,
    TimeoutSettings timeouts,
    int maxRetries,
    int requestsPerMinute,
    int maxConcurrentStreams,
    List<String> corsAllowedOrigins,
    Duration streamKeepAlive,
    boolean streamEarlyHead,
    boolean rejectUnsupported,
    boolean continuation,
    HedgeSettings hedge,
    ResponseStoreSettings responses,
    Duration shutdownDelay,
    Duration shutdownGrace,
    Duration requestTimeout,
    MemorySettings memory,
    @Nullable ChaosPlan chaos,
    CallerSettings callers,
    AccessSettings access,
    Duration redisTimeout,
    TransportSettings transport,
    ResilienceSettings resilience,
    Duration healthChecks,
    List<RouteSettings> routes,
    RoutePolicySettings defaults,
    List<ModelInfo> models) {
  public Settings {
    apiKeys = List.copyOf(apiKeys);
    providers = List.copyOf(providers);
    corsAllowedOrigins = List.copyOf(corsAllowedOrigins);
    routes = List.copyOf(routes);
    models = List.copyOf(models);
  }

  /** Whether callers need no key. */
  public boolean open() {
    return apiKeys.isEmpty();
  }

  /** Whether callers may see the details of internal errors. */
  public boolean development() {
    return appEnv.equals("development");
  }
}
