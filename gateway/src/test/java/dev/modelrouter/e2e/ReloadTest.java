package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that changes while the gateway runs. */
class ReloadTest {
  private static final String ADMIN = "operators-own";
  private static final String ASK =
      "{\"model\":\"smart\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":%s}";

  private final FakeProvider groq = FakeProvider.start();
  private final FakeProvider openai = FakeProvider.start();

  @AfterEach
  void stop() {
    groq.close();
    openai.close();
  }

  private GatewayUnderTest gateway(String file) {
    return GatewayUnderTest.with()
        .groq(groq.baseUrl())
        .openai(openai.baseUrl())
        .set("ADMIN_KEY", ADMIN)
        .set("FIRST_CHUNK_TIMEOUT", 10)
        .set("PROVIDER_TIMEOUT", 10)
        .file(file)
        .start();
  }

  private static HttpResponse<String> reload(GatewayUnderTest gateway, String key) {
    return gateway.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/admin/reload"))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private static String model(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("x-modelrouter-model").orElse("");
  }

  @Test
  void operators_putANewFileToUse_runningRequestsKeepTheOld() {
    try (GatewayUnderTest gateway = gateway("routes: {smart: [groq/old, openai/old]}")) {
      groq.script(Reply.status(503).beforeHead(Duration.ofSeconds(1)));
      CompletableFuture<HttpResponse<String>> running =
          gateway.sendAsync(
              gateway
                  .post("/v1/chat/completions")
                  .POST(HttpRequest.BodyPublishers.ofString(ASK.formatted(false)))
                  .build());
      eventually("it is on its way", () -> groq.openRequests() == 1);

      gateway.file("routes: {smart: [openai/new]}\nserver: {log_level: WARN}");
      HttpResponse<String> reloaded = reload(gateway, ADMIN);

      assertThat(reloaded.statusCode()).isEqualTo(200);
      assertThat(reloaded.body())
          .isEqualTo(
              "{\"providers\":[\"groq\",\"openai\",\"ollama\"],\"routes\":[\"smart\"],"
                  + "\"restart\":[\"log_level\"]}");
      assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(false))))
          .isEqualTo("new");
      assertThat(model(running.join())).as("the next of its own route").isEqualTo("old");
      gateway.assertIdle();
    }
  }

  @Test
  void limitsThatStay_goOnCounting() {
    String narrow = "{targets: [{target: groq/a, limits: {max_in_flight: 1}}, openai/b]}";
    try (GatewayUnderTest gateway = gateway("routes: {smart: " + narrow + "}")) {
      groq.script(Reply.text("late").beforeHead(Duration.ofSeconds(1)), Reply.text("well"));
      CompletableFuture<HttpResponse<String>> running =
          gateway.sendAsync(
              gateway
                  .post("/v1/chat/completions")
                  .POST(HttpRequest.BodyPublishers.ofString(ASK.formatted(false)))
                  .build());
      eventually("it is on its way", () -> groq.openRequests() == 1);

      gateway.file("routes: {smart: " + narrow + ", other: [openai/c]}");
      assertThat(reload(gateway, ADMIN).statusCode()).isEqualTo(200);

      assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(false))))
          .as("the only place at groq is taken by a request of the configuration before")
          .isEqualTo("b");
      assertThat(gateway.metric("modelrouter_route_waiting_requests{limit=\"smart:groq/a\"}"))
          .isZero();
      assertThat(model(running.join())).isEqualTo("a");
      assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(false)))).isEqualTo("a");
      gateway.assertIdle();
    }
  }

  @Test
  void aFileThatIsWrong_changesNothing() {
    try (GatewayUnderTest gateway = gateway("routes: {smart: [groq/old]}")) {
      gateway.file("routes: {smart: [openai/new], other: [grok/x]}\nsever: {}");

      HttpResponse<String> refused = reload(gateway, ADMIN);

      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body())
          .contains(
              "modelrouter.yaml:1:39: unknown provider 'grok'; did you mean 'groq'?",
              "modelrouter.yaml:2:1: unknown key 'sever'; did you mean 'server'?");
      assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(false))))
          .isEqualTo("old");
      assertThat(reload(gateway, GatewayUnderTest.KEY).statusCode()).isEqualTo(401);
      eventually("the log tells it", () -> gateway.log().contains("the old one stays"));
      assertThat(gateway.get("/health").body())
          .contains("cannot be used: the old one stays")
          .doesNotContain("grok");
      assertThat(gateway.metric("modelrouter_config_current")).isZero();
      assertThat(gateway.metric("modelrouter_config_reloads_total{result=\"refused\"}")).isOne();

      gateway.file("routes: {smart: [openai/new]}");
      assertThat(reload(gateway, ADMIN).statusCode()).isEqualTo(200);

      assertThat(gateway.get("/health").body()).doesNotContain("cannot be used");
      assertThat(gateway.metric("modelrouter_config_current")).isOne();
      assertThat(gateway.metric("modelrouter_config_reloads_total{result=\"applied\"}")).isOne();
    }
  }

  @Test
  void manyAtOnce_endWithTheLastOne() {
    try (GatewayUnderTest gateway = gateway("routes: {smart: [groq/none]}")) {
      for (int i = 0; i < 20; i++) {
        gateway.file("routes: {smart: [openai/m%d]}".formatted(i));
        List<CompletableFuture<HttpResponse<String>>> all =
            IntStream.range(0, 4).mapToObj(ignored -> reloadAsync(gateway)).toList();
        all.forEach(one -> assertThat(one.join().statusCode()).isEqualTo(200));
        assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(false))))
            .isEqualTo("m" + i);
      }
    }
  }

  private static CompletableFuture<HttpResponse<String>> reloadAsync(GatewayUnderTest gateway) {
    return gateway.sendAsync(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/admin/reload"))
            .header("Authorization", "Bearer " + ADMIN)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  @Test
  void newProviders_areAskedAndMeasured() {
    try (GatewayUnderTest gateway = gateway("")) {
      gateway.file(
          "providers: {acme: {base_url: '%s', api_key: new-secret-key-9}}\nroutes: {smart: [acme/m]}"
              .formatted(openai.baseUrl()));
      assertThat(reload(gateway, ADMIN).statusCode()).isEqualTo(200);

      assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(true)))).isEqualTo("m");
      eventually(
          "it counts",
          () -> gateway.metric("modelrouter_provider_success_total{provider=\"acme\"}") == 1);
      assertThat(gateway.metric("modelrouter_providers_blacklisted{provider=\"acme\"}")).isZero();
    }
  }

  @Test
  void aProcess_readsItsFileAnew_whenItChangesAndOnSighup(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("routes.yaml");
    Files.writeString(file, "routes: {smart: [groq/one]}");
    try (GatewayProcess gateway =
        new GatewayProcess(
            Map.of(
                "MODELROUTER_CONFIG", file.toString(),
                "GROQ_API_KEY", "k",
                "GROQ_RATE_LIMIT", "0",
                "RATE_LIMIT_REQUESTS_PER_MINUTE", "0",
                "GROQ_BASE_URL", groq.baseUrl().toString()))) {
      assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(false))))
          .isEqualTo("one");

      Files.writeString(file, "routes: {smart: [groq/second]}");
      eventually(
          Duration.ofSeconds(15),
          "the change is seen",
          () -> model(gateway.post("/v1/chat/completions", ASK.formatted(false))).equals("second"));

      Files.writeString(file, "routes: {smart: [grok/third]}");
      eventually(
          Duration.ofSeconds(15),
          "the mistake is told",
          () -> gateway.log().contains("unknown provider 'grok'; did you mean 'groq'?"));
      int before = count(gateway.log());
      if (GatewayProcess.hearsHangups()) {
        gateway.signal("HUP");
        eventually(
            Duration.ofSeconds(15), "the signal is heard", () -> count(gateway.log()) > before);
      }
      assertThat(model(gateway.post("/v1/chat/completions", ASK.formatted(false))))
          .isEqualTo("second");
    }
  }

  private static int count(String log) {
    return log.split("the old one stays", -1).length - 1;
  }
}
