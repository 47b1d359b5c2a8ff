package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to providers: proxies, TLS, HTTP/2, pools. */
class UpstreamTransportTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String PASSWORD = "proxy-password-9";

  /** Of {@code caller:proxy-password-9}. */
  private static final String AUTHORIZATION =
      "proxy-authorization: Basic Y2FsbGVyOnByb3h5LXBhc3N3b3JkLTk=";

  @TempDir private static Path folder;
  private static X509Bundle certificate;

  private static Path authority;

  @BeforeAll
  static void certify() throws IOException {
    certificate = Certificates.of(CertificateBuilder.Algorithm.ecp256, "provider.example");
    authority = Files.writeString(folder.resolve("ca.pem"), certificate.getCertificatePathPEM());
  }

  private static GatewayUnderTest.Builder gateway(String base) {
    return GatewayUnderTest.with()
        .groq(URI.create(base))
        .set("TLS_CA_FILE", authority)
        .set("GROQ_RATE_LIMIT", 0)
        .set("PROVIDER_TIMEOUT", 20)
        .set("FIRST_CHUNK_TIMEOUT", 20);
  }

  private static String proxy(FakeProxy proxy) {
    return "http://caller:" + PASSWORD + "@127.0.0.1:" + proxy.port();
  }

  private static List<HttpResponse<String>> parallel(GatewayUnderTest gateway, int count) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          gateway.sendAsync(
              gateway.post("/chat").POST(HttpRequest.BodyPublishers.ofString(ASK)).build()));
    }
    return all.stream().map(CompletableFuture::join).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void httpsGoesThroughTheProxy_byConnect_underItsName(boolean http2) throws Exception {
    try (StandInProvider provider = StandInProvider.tls(certificate, true);
        FakeProxy proxy = new FakeProxy(provider.port(), AUTHORIZATION);
        GatewayUnderTest gateway =
            gateway("https://provider.example:8443/v1")
                .set("HTTPS_PROXY", proxy(proxy))
                .set("GROQ_HTTP2", http2)
                .start()) {
      HttpResponse<String> answer = gateway.chat(ASK);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("from afar");
      assertThat(proxy.asked()).containsExactly("CONNECT provider.example:8443 HTTP/1.1");
      assertThat(provider.versions())
          .containsExactly(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
      assertThat(gateway.log()).doesNotContain(PASSWORD);
    }
  }

  @Test
  void httpGoesThroughTheProxy_inAbsoluteForm() throws Exception {
    try (StandInProvider provider = StandInProvider.plain();
        FakeProxy proxy = new FakeProxy(provider.port(), AUTHORIZATION);
        GatewayUnderTest gateway =
            gateway("http://provider.example/v1")
                .set("http_proxy", proxy(proxy))
                .set("GROQ_HTTP2", true)
                .start()) {
      assertThat(gateway.chat(ASK).statusCode()).isEqualTo(200);
      assertThat(proxy.asked())
          .containsExactly("POST http://provider.example/v1/chat/completions HTTP/1.1");
      assertThat(provider.versions()).containsExactly(HttpVersion.HTTP_1_1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void theFailureNamesTheProxy_whenItRefusesUsOrIsAway(String scheme) throws Exception {
    FakeProxy proxy = new FakeProxy(1, "proxy-authorization: Basic other");
    try (GatewayUnderTest gateway =
        gateway(scheme + "://provider.example/v1")
            .set("HTTPS_PROXY", proxy(proxy))
            .set("HTTP_PROXY", proxy(proxy))
            .set("BACKOFF_BASE_SECONDS", "0.01")
            .start()) {
      HttpResponse<String> refused = gateway.chat(ASK);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body())
          .contains("groq could not be reached through the proxy")
          .doesNotContain(PASSWORD, "127.0.0.1:" + proxy.port());
      assertThat(proxy.asked()).isNotEmpty();

      proxy.close();
      eventually(
          "asked again",
          () -> gateway.chat(ASK).body().contains("could not be reached through the proxy"));
      assertThat(gateway.log()).doesNotContain(PASSWORD);
    }
  }

  @Test
  void whoIsExcepted_isReachedDirectly() throws Exception {
    try (FakeProvider provider = FakeProvider.start();
        FakeProxy proxy = new FakeProxy(provider.port(), AUTHORIZATION);
        GatewayUnderTest local =
            gateway(provider.baseUrl().toString()).set("HTTP_PROXY", proxy(proxy)).start()) {
      provider.always(Reply.text("near"));

      assertThat(local.chat(ASK).statusCode()).isEqualTo(200);
      assertThat(proxy.asked()).isEmpty();
    }
  }

  @Test
  void http2IsSpoken_whereTheProviderDoes_elseHttp11() {
    try (StandInProvider modern = StandInProvider.tls(certificate, true);
        StandInProvider old = StandInProvider.tls(certificate, false);
        StandInProvider plain = StandInProvider.plain()) {
      for (StandInProvider provider : List.of(modern, old, plain)) {
        String scheme = provider == plain ? "http" : "https";
        try (GatewayUnderTest gateway =
            gateway(scheme + "://localhost:" + provider.port() + "/v1")
                .set("GROQ_HTTP2", true)
                .start()) {
          assertThat(parallel(gateway, 20))
              .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        }
        assertThat(provider.versions())
            .hasSize(20)
            .containsOnly(provider == old ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_2);
      }
    }
  }

  @Test
  void leavingOnHttp2_endsThatCallOnly() {
    try (StandInProvider provider = StandInProvider.plain();
        GatewayUnderTest gateway =
            gateway("http://127.0.0.1:" + provider.port() + "/v1")
                .set("GROQ_HTTP2", true)
                .set("GROQ_POOL_SIZE", 1)
                .start();
        Http2Caller caller = new Http2Caller(gateway.port())) {
      // One connection of the caller is on one loop, so its calls share one to the provider.
      Http2Caller.Exchange stays = caller.post("/stream", ASK);
      eventually("the first one runs", () -> stays.soFar().contains("data: "));
      Http2Caller.Exchange leaves = caller.post("/stream", ASK);
      eventually("both run", () -> leaves.soFar().contains("data: "));
      assertThat(provider.connections()).isOne();

      leaves.reset();
      eventually("the provider sees it", () -> provider.open() == 1);
      int soFar = stays.soFar().length();
      eventually("the other goes on", () -> stays.soFar().length() > soFar);
      stays.reset();
      eventually("the provider sees that too", () -> provider.open() == 0);
    }
  }

  @Test
  void thePoolIsNoLarger_andTheRestWaits() {
    try (StandInProvider provider = StandInProvider.plain();
        GatewayUnderTest gateway =
            gateway("http://127.0.0.1:" + provider.port() + "/v1")
                .set("GROQ_POOL_SIZE", 2)
                .start()) {
      assertThat(parallel(gateway, 24))
          .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
      assertThat(provider.connections()).as("two on each of two loops").isBetween(1, 4);
    }
  }

  /** One after the other: of several at once more look connected than the queue has room for. */
  private static boolean connects(ServerSocket server, List<Socket> open) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    try {
      socket.connect(server.getLocalSocketAddress(), 400);
      return true;
    } catch (SocketTimeoutException unanswered) {
      return false;
    }
  }

  @Test
  void connectingHasItsOwnLimit() throws Exception {
    List<Socket> full = new ArrayList<>();
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Once nobody accepts and the queue is full, the system leaves connections unanswered.
      while (connects(deaf, full)) {
        assertThat(full).as("the queue has an end").hasSizeLessThan(20);
      }
      try (GatewayUnderTest gateway =
          gateway("http://127.0.0.1:" + deaf.getLocalPort())
              .set("GROQ_CONNECT_TIMEOUT_SECONDS", "0.3")
              .start()) {
        long before = System.nanoTime();
        HttpResponse<String> answer = gateway.chat(ASK);

        assertThat(answer.body()).contains("groq could not be connected to");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .as("the limit of connecting, not the provider's")
            .isBetween(Duration.ofMillis(300), Duration.ofSeconds(15));
      }
    } finally {
      for (Socket socket : full) {
        socket.close();
      }
    }
  }
}
