package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway with a certificate of its own, which is renewed under way. */
class TlsTest {
  private static final String ASK = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @TempDir private Path folder;
  private FakeProvider provider;

  @BeforeEach
  void start() {
    provider = FakeProvider.start();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private Path certificate() {
    return folder.resolve("tls.crt");
  }

  private Path key() {
    return folder.resolve("tls.key");
  }

  private static X509Bundle issued(CertificateBuilder.Algorithm algorithm) {
    return Certificates.of(algorithm, "gateway.example");
  }

  private X509Bundle install(CertificateBuilder.Algorithm algorithm) throws Exception {
    X509Bundle bundle = issued(algorithm);
    Files.writeString(certificate(), bundle.getCertificatePEM());
    Files.writeString(key(), bundle.getPrivateKeyPEM());
    return bundle;
  }

  private GatewayUnderTest.Builder gateway() {
    return GatewayUnderTest.with()
        .groq(provider.baseUrl())
        .set("PROVIDER_TIMEOUT", 20)
        .set("FIRST_CHUNK_TIMEOUT", 20)
        .set("TLS_CERT_FILE", certificate())
        .set("TLS_KEY_FILE", key());
  }

  private static HttpClient client(X509Bundle bundle, HttpClient.Version version) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(Certificates.trusting(bundle))
        .version(version)
        .build();
  }

  private static HttpRequest ask(GatewayUnderTest gateway, String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + GatewayUnderTest.KEY)
        .POST(HttpRequest.BodyPublishers.ofString(ASK))
        .build();
  }

  private static boolean shows(GatewayUnderTest gateway, X509Bundle wanted) {
    try (SSLSocket socket =
        (SSLSocket)
            Certificates.trusting(wanted)
                .getSocketFactory()
                .createSocket("127.0.0.1", gateway.port())) {
      socket.startHandshake();
      return true;
    } catch (IOException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void bothVersions_areChosenByAlpn(HttpClient.Version version) throws Exception {
    provider.always(Reply.words(3));
    X509Bundle bundle = install(CertificateBuilder.Algorithm.ecp256);
    try (GatewayUnderTest gateway = gateway().start();
        HttpClient client = client(bundle, version)) {
      HttpResponse<String> whole =
          client.send(ask(gateway, "/chat"), HttpResponse.BodyHandlers.ofString());
      HttpResponse<String> stream =
          client.send(ask(gateway, "/stream"), HttpResponse.BodyHandlers.ofString());

      assertThat(whole.version()).isEqualTo(version);
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(Sse.data(stream.body())).hasSize(4).endsWith("[DONE]");
      assertThat(gateway.log()).contains("\"tls\":\"until ");
    }
  }

  @Test
  void callersWithoutAlpn_speakHttp11() throws Exception {
    X509Bundle bundle = install(CertificateBuilder.Algorithm.rsa2048);
    try (GatewayUnderTest gateway = gateway().start();
        SSLSocket socket =
            (SSLSocket)
                Certificates.trusting(bundle)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", gateway.port())) {
      socket
          .getOutputStream()
          .write("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes());

      assertThat(new String(socket.getInputStream().readAllBytes()))
          .startsWith("HTTP/1.1 200")
          .contains("alive");
    }
  }

  @Test
  void aCallerWhoSaysNothing_isCut() throws Exception {
    X509Bundle bundle = install(CertificateBuilder.Algorithm.ecp256);
    try (GatewayUnderTest gateway = gateway().set("REQUEST_TIMEOUT_SECONDS", "0.5").start();
        SSLSocket handshaken =
            (SSLSocket)
                Certificates.trusting(bundle)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", gateway.port());
        RawCaller silent = new RawCaller(gateway.port())) {
      handshaken.startHandshake();
      handshaken.setSoTimeout(3_000);

      assertThat(handshaken.getInputStream().read()).isEqualTo(-1);
      silent.readToEnd(3_000);
    }
  }

  @Test
  void aRenewedCertificate_isShownToNewCallers_andOpenConnectionsGoOn() throws Exception {
    provider.always(Reply.words(60).betweenTokens(Duration.ofMillis(100)));
    X509Bundle first = install(CertificateBuilder.Algorithm.ecp256);
    try (GatewayUnderTest gateway = gateway().start();
        HttpClient client = client(first, HttpClient.Version.HTTP_2)) {
      var running = client.sendAsync(ask(gateway, "/stream"), HttpResponse.BodyHandlers.ofString());
      eventually("the stream runs", () -> provider.openRequests() == 1);

      X509Bundle second = install(CertificateBuilder.Algorithm.rsa2048);
      eventually("the new one is shown", () -> shows(gateway, second));
      assertThat(gateway.log()).contains("the new TLS certificate is in use");
      assertThat(Sse.data(running.get().body())).hasSize(61).endsWith("[DONE]");
    }
  }

  @Test
  void aPairThatDoesNotBelongTogether_isLogged_andTheOldOneStays() throws Exception {
    X509Bundle first = install(CertificateBuilder.Algorithm.ecp256);
    try (GatewayUnderTest gateway = gateway().start()) {
      X509Bundle second = issued(CertificateBuilder.Algorithm.ecp256);
      Files.writeString(certificate(), second.getCertificatePEM());
      eventually("it is logged", () -> gateway.log().contains("the old one stays"));

      assertThat(shows(gateway, second)).isFalse();
      assertThat(shows(gateway, first)).isTrue();
      assertThat(gateway.log()).contains("is not the key of the certificate");

      Files.writeString(key(), second.getPrivateKeyPEM());
      eventually("once whole it is used", () -> shows(gateway, second));
    }
  }

  @Test
  void theStartFails_whenThePairCannotBeUsed() throws Exception {
    assertThatThrownBy(() -> gateway().start()).hasStackTraceContaining("tls.crt cannot be read");
    install(CertificateBuilder.Algorithm.rsa2048);
    Files.writeString(key(), issued(CertificateBuilder.Algorithm.rsa2048).getPrivateKeyPEM());
    assertThatThrownBy(() -> gateway().start())
        .hasStackTraceContaining("is not the key of the certificate");
    Files.writeString(key(), "nonsense");
    assertThatThrownBy(() -> gateway().start()).hasStackTraceContaining("holds no PEM key");
    Files.writeString(certificate(), "nonsense");
    assertThatThrownBy(() -> gateway().start()).hasStackTraceContaining("holds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage in place of a preface\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nzzzzzzzzzzzzzzzz"
      })
  void garbageAfterAlpn_endsTheConnection_withoutAnErrorInTheLog(String bytes) throws Exception {
    X509Bundle bundle = install(CertificateBuilder.Algorithm.ecp256);
    try (GatewayUnderTest gateway = gateway().start();
        SSLSocket socket =
            (SSLSocket)
                Certificates.trusting(bundle)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", gateway.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo("h2");

      socket.getOutputStream().write(bytes.getBytes(US_ASCII));
      socket.getInputStream().readAllBytes();

      assertThat(shows(gateway, bundle)).as("others are served").isTrue();
      assertThat(gateway.log()).contains("is listening").doesNotContain("ERROR");
    }
  }

  @Test
  void cleartextOnTheTlsPort_endsTheConnection_withoutAnErrorInTheLog() throws Exception {
    install(CertificateBuilder.Algorithm.ecp256);
    try (GatewayUnderTest gateway = gateway().start();
        Socket socket = new Socket("127.0.0.1", gateway.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));

      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      assertThat(gateway.log()).contains("is listening").doesNotContain("ERROR", "WARN");
    }
  }
}
