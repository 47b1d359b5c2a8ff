package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.Gateway;
import dev.modelrouter.config.ConfiguredSecrets;
import dev.modelrouter.config.Settings;
import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.config.file.ConfigFile;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.telemetry.Logging;
import dev.modelrouter.telemetry.Redactor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A whole gateway on a free port, as an operator would configure it, with the invariants that must
 * hold when it has nothing to do. Everything it logs is kept and searched for the keys it was
 * given.
 */
final class GatewayUnderTest implements AutoCloseable {
  static final String KEY = "gateway-key-3f9a1c";
  static final String GROQ_KEY = "gsk_groqsecret000111";
  static final String OPENROUTER_KEY = "sk-or-openroutersecret222";
  static final String OPENAI_KEY = "sk-openaisecret333444";

  private static final Duration SOON = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Logging logging;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Gateway gateway;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile String file;
  private boolean stopped;

  private GatewayUnderTest(Map<String, String> environment, String file) {
    this.file = file;
    Settings settings = settings(environment, file);
    this.logging =
        Logging.configure(
            settings.logLevel(),
            new Redactor(ConfiguredSecrets.of(settings)),
            settings.development(),
            log);
    this.vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
    try {
      this.gateway =
          await(
              Gateway.start(
                      vertx,
                      settings,
                      () -> settings(environment, this.file),
                      2,
                      logging::droppedLines)
                  .toCompletionStage());
    } catch (AssertionError e) {
      await(vertx.close().toCompletionStage());
      client.close();
      logging.close();
      throw e;
    }
  }

  private static Settings settings(Map<String, String> environment, String file) {
    ConfigFile parsed = ConfigFile.parse("modelrouter.yaml", file, environment::get);
    return SettingsReader.read(environment, Map.of(), parsed, ProviderCatalogue.load());
  }

  static Builder with() {
    return new Builder();
  }

  /** Settings of an operator who leaves limits, retries and circuits as they are by default. */
  static Builder withoutPolicies() {
    return with()
        .unset("MAX_RETRIES")
        .unset("FIRST_CHUNK_TIMEOUT")
        .unset("PROVIDER_TIMEOUT")
        .unset("BACKOFF_BASE_SECONDS")
        .unset("BREAKER_FAILURES")
        .unset("BREAKER_SCOPE")
        .unset("QUICK_RETRIES");
  }

  /** An operator's settings. */
  static final class Builder {
    private final Map<String, String> environment = new HashMap<>();
    private String file = "";

    private Builder() {
      environment.put("HOST", "127.0.0.1");
      environment.put("PORT", "0");
      environment.put("API_KEY", KEY);
      environment.put("RATE_LIMIT_REQUESTS_PER_MINUTE", "100000");
      environment.put("MAX_CONCURRENT_STREAMS", "1000");
      environment.put("MAX_RETRIES", "0");
      environment.put("FIRST_CHUNK_TIMEOUT", "0.6");
      environment.put("PROVIDER_TIMEOUT", "1.2");
      environment.put("BACKOFF_BASE_SECONDS", "30");
      environment.put("SHUTDOWN_GRACE_SECONDS", "1");
      // The first failure opens the circuit of the whole provider, unless a test says otherwise.
      environment.put("BREAKER_FAILURES", "1");
      environment.put("BREAKER_SCOPE", "provider");
      environment.put("QUICK_RETRIES", "0");
      // Nobody listens there, unless a test says otherwise.
      environment.put("OLLAMA_BASE_URL", "http://127.0.0.1:1");
    }

    Builder set(String variable, Object value) {
      environment.put(variable, value.toString());
      return this;
    }

    Builder unset(String variable) {
      environment.remove(variable);
      return this;
    }

    Builder groq(URI base) {
      return set("GROQ_API_KEY", GROQ_KEY).set("GROQ_BASE_URL", base);
    }

    Builder openrouter(URI base) {
      return set("OPENROUTER_API_KEY", OPENROUTER_KEY).set("OPENROUTER_BASE_URL", base);
    }

    Builder openai(URI base) {
      return set("OPENAI_API_KEY", OPENAI_KEY).set("OPENAI_BASE_URL", base);
    }

    Builder ollama(URI base) {
      return set("OLLAMA_BASE_URL", base);
    }

    /** What stands in modelrouter.yaml. */
    Builder file(String text) {
      file = text;
      return this;
    }

    GatewayUnderTest start() {
      return new GatewayUnderTest(environment, file);
    }
  }

  /** Changes what stands in modelrouter.yaml; it counts once somebody has it read. */
  void file(String text) {
    file = text;
  }

  int port() {
    return gateway.port();
  }

  Gateway gateway() {
    return gateway;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + KEY);
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("the gateway broke the connection", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(String path, String body) {
    return send(post(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  HttpRequest.Builder post(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  HttpResponse<String> chat(String body) {
    return post("/chat", body);
  }

  HttpResponse<String> stream(String body) {
    return post("/stream", body);
  }

  /** Everything logged so far. */
  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  /** The value of a series, whatever the order of its labels; 0 when there is none. */
  double metric(String series) {
    Set<String> wanted = parts(series);
    String text = new String(gateway.scrape(), StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .filter(line -> parts(line.substring(0, line.lastIndexOf(' '))).equals(wanted))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Requests that wait for a provider. */
  long waiting(String provider) {
    return (long) metric("modelrouter_waiting_requests{provider=\"" + provider + "\"}");
  }

  /** The sum of all series of this name. */
  double total(String name) {
    return new String(gateway.scrape(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Set<String> parts(String series) {
    return Set.of(series.replace("}", "").split("[{,]"));
  }

  /** Waits until something is so, and fails if it does not come to be. */
  static void eventually(String what, BooleanSupplier condition) {
    eventually(SOON, what, condition);
  }

  /** The same, with a time limit of its own. */
  static void eventually(Duration limit, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What must hold whenever the gateway has nothing to do. */
  void assertIdle() {
    eventually("no exchange runs", () -> runningExchanges() == 0);
    eventually(
        "no call to a provider is open", () -> metric("modelrouter_open_upstream_requests") == 0);
    assertThat(metric("modelrouter_active_streams")).isZero();
  }

  private int runningExchanges() {
    return await(gateway.runningExchanges().toCompletionStage());
  }

  void stop() {
    if (!stopped) {
      stopped = true;
      await(gateway.stop().toCompletionStage());
    }
  }

  @Override
  public void close() {
    if (!stopped) {
      assertIdle();
    }
    stop();
    await(vertx.close().toCompletionStage());
    client.close();
    logging.close();
    assertNoSecrets(log.toString(StandardCharsets.UTF_8));
  }

  static void assertNoSecrets(String text) {
    assertThat(text).doesNotContain(KEY, GROQ_KEY, OPENROUTER_KEY, OPENAI_KEY);
  }

  private static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
