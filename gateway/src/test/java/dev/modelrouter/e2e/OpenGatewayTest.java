package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway without a key answers its own machine, and no web page of another site. */
class OpenGatewayTest {
  private static GatewayUnderTest gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayUnderTest.with()
            .unset("API_KEY")
            .set("ADMIN_KEY", "operator-key")
            .set("ALLOWED_HOSTS", "gate.example,*.lan")
            .set("CORS_ALLOWED_ORIGINS", "https://app.example")
            .start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** The status line, head and body of the answer to a request with these header lines. */
  private static String answer(String start, String... headers) {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      StringBuilder head = new StringBuilder(start).append("\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      return caller.send(head + "Connection: close\r\n\r\n").readToEnd(10_000);
    }
  }

  private static String get(String path, String... headers) {
    return answer("GET " + path + " HTTP/1.1", headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8000",
        "LocalHost.",
        "app.localhost:3000",
        "127.0.0.1",
        "127.8.9.1:80",
        "[::1]:8000",
        "[0:0:0:0:0:0:0:1]",
        "gate.example:8443",
        "nas.lan",
        "host.docker.internal:8000"
      })
  void host_localOrAllowed_isAnswered(String host) {
    assertThat(get("/health/live", "Host: " + host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "192.168.1.5:8000",
        "0.0.0.0",
        "[2001:db8::1]:8000",
        "[::1].evil.example",
        "lan",
        "evil.example.",
        "localhost:80:80"
      })
  void host_foreign_isRefused(String host) {
    assertThat(get("/health/live", "Host: " + host)).startsWith("HTTP/1.1 4").doesNotContain("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/metrics",
        "/v1/models",
        "/v1beta/models",
        "/api/tags",
        "/",
        "/openapi.json",
        "/admin/decisions/x",
        "/nowhere"
      })
  void host_foreign_isRefusedOnEveryPath(String path) {
    assertThat(get(path, "Host: evil.example", "Authorization: Bearer operator-key"))
        .startsWith("HTTP/1.1 403")
        .contains("ALLOWED_HOSTS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin: https://evil.example
          Origin: http://localhost.evil.example:3000
          Origin: null
          Sec-Fetch-Site: cross-site
          Origin: https://evil.example, http://localhost
          """)
  void request_fromPageOfAnotherSite_isRefused(String header) {
    assertThat(
            answer(
                "POST /v1/chat/completions HTTP/1.1",
                "Host: localhost",
                header,
                "Content-Type: text/plain",
                "Content-Length: 0"))
        .startsWith("HTTP/1.1 403")
        .contains("origin_not_allowed", "CORS_ALLOWED_ORIGINS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin: http://localhost:3000 | Sec-Fetch-Site: cross-site
          Origin: http://127.0.0.1      | Sec-Fetch-Site: same-site
          Origin: http://[::1]:5173     | X: y
          Origin: https://app.example   | Sec-Fetch-Site: cross-site
          Sec-Fetch-Site: none          | X: y
          Sec-Fetch-Site: same-origin   | X: y
          """)
  void request_fromLocalOrAllowedPage_isAnswered(String first, String second) {
    assertThat(get("/health/live", "Host: localhost", first, second)).startsWith("HTTP/1.1 200");
  }

  @Test
  void preflight_fromPageOfAnotherSite_isRefused() {
    assertThat(
            answer(
                "OPTIONS /v1/chat/completions HTTP/1.1",
                "Host: localhost",
                "Origin: https://evil.example",
                "Access-Control-Request-Method: POST"))
        .startsWith("HTTP/1.1 403");
  }

  /** As health checks of balancers and of the container image ask. */
  @Test
  void http10_withoutHost_isAnswered() {
    assertThat(answer("GET /health/ready HTTP/1.0")).startsWith("HTTP/1.0 200");
  }

  @ParameterizedTest
  @CsvSource({"localhost, 200", "127.0.0.1, 200", "evil.example, 403"})
  void authority_ofHttp2_isHeldToTheSame(String name, int status) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      HttpClientResponse answer =
          vertx
              .createHttpClient(
                  new HttpClientOptions()
                      .setProtocolVersion(HttpVersion.HTTP_2)
                      .setHttp2ClearTextUpgrade(false))
              .request(
                  new RequestOptions()
                      .setMethod(HttpMethod.GET)
                      .setServer(SocketAddress.inetSocketAddress(gateway.port(), "127.0.0.1"))
                      .setHost(name)
                      .setPort(gateway.port())
                      .setURI("/health/live"))
              .compose(
                  request -> {
                    request.authority(HostAndPort.create(name, 8000));
                    return request.send();
                  })
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(status);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void gatewayWithKey_hostAndOrigin_areNotLookedAt() {
    try (GatewayUnderTest closed = GatewayUnderTest.with().start();
        RawCaller caller = new RawCaller(closed.port())) {
      String answer =
          caller
              .send(
                  "GET /health/live HTTP/1.1\r\n"
                      + "Host: evil.example\r\n"
                      + "Origin: https://evil.example\r\n"
                      + "Sec-Fetch-Site: cross-site\r\n"
                      + "Connection: close\r\n\r\n")
              .readToEnd(10_000);
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }
}
