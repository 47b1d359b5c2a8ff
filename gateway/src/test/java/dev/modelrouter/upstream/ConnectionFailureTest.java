package dev.modelrouter.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import io.netty.channel.ChannelException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Why a connection could not be made, named, and authorities of the operator's own. */
class ConnectionFailureTest {
  private static final UpstreamTransport PLAIN =
      new UpstreamTransport(2, Duration.ofSeconds(5), false, null);

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static CertificateBuilder certificate(String name) {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .addSanDnsName(name);
  }

  private int provider(X509Bundle bundle) throws Exception {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(bundle.getCertificatePathPEM()))
                        .addKeyValue(Buffer.buffer(bundle.getPrivateKeyPEM()))))
        .requestHandler(request -> request.response().end("ok"))
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .actualPort();
  }

  private RecordingListener ask(int port, TrustOptions trust) {
    RecordingListener listener = new RecordingListener(() -> {});
    vertx
        .getOrCreateContext()
        .runOnContext(
            ignored -> {
              UpstreamClient client =
                  new UpstreamClient(
                      vertx,
                      (provider, place) -> PLAIN,
                      "modelrouter/test",
                      trust,
                      () -> {},
                      () -> {});
              client.send(
                  client.template("acme", new Endpoint(true, "localhost", port, ""), Map.of()),
                  new OutboundRequest("/chat", new byte[] {'x'}),
                  listener);
            });
    return listener;
  }

  private TrustOptions trusting(X509Bundle bundle) throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), bundle.getCertificatePathPEM());
    return TrustedAuthorities.with(file);
  }

  @Test
  void unknownAuthority_isNamed_andTrustedWhenItIsAdded() throws Exception {
    X509Bundle bundle = certificate("localhost").buildSelfSigned();
    int port = provider(bundle);

    UpstreamFailure failure = ask(port, null).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_ERROR);
    assertThat(failure.message()).contains("TLS handshake").contains("unknown authority");
    assertThat(failure.sent()).isFalse();

    RecordingListener trusted = ask(port, trusting(bundle));
    assertThat(trusted.failure()).isNull();
    assertThat(trusted.soFar()).isEqualTo("ok");
  }

  @Test
  void expiredCertificate_isNamed() throws Exception {
    X509Bundle authority = certificate("authority.example").buildSelfSigned();
    X509Bundle bundle =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .notBefore(Instant.now().minusSeconds(7200))
            .notAfter(Instant.now().minusSeconds(3600))
            .buildIssuedBy(authority);

    UpstreamFailure failure = ask(provider(bundle), trusting(authority)).failure();
    assertThat(failure.message()).contains("expired");
  }

  @Test
  void certificateForAnotherHost_isNamed() throws Exception {
    X509Bundle bundle = certificate("elsewhere.example").buildSelfSigned();

    assertThat(ask(provider(bundle), trusting(bundle)).failure().message())
        .contains("another host name");
  }

  @Test
  void portWithoutTls_isNamed() throws Exception {
    try (SocketProvider provider =
        new SocketProvider(
            (number, connection) -> connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      assertThat(ask(provider.port(), null).failure().message()).contains("does not speak TLS");
    }
  }

  @Test
  void filesThatHoldNoAuthority_areRefusedWithTheirName() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path odd = Files.writeString(folder.resolve("odd.pem"), "-----BEGIN CERTIFICATE-----\nx\n");
    for (Path file : new Path[] {empty, odd, folder.resolve("missing.pem")}) {
      assertThatThrownBy(() -> TrustedAuthorities.with(file))
          .isInstanceOf(CertificateException.class)
          .hasMessageContaining(file.toString());
    }
  }

  private static String message(Throwable failure, boolean proxied) {
    return ConnectionFailure.of(failure, false, true, proxied).message();
  }

  @Test
  void causesOfConnectionsAndProxies_areNamed() {
    assertThat(message(new UnknownHostException("x"), false)).contains("could not be resolved");
    assertThat(message(new ConnectException("Connection refused"), false)).contains("refused");
    assertThat(message(new ConnectException("Connection refused"), true))
        .contains("through the proxy")
        .contains("refused");
    assertThat(message(new ProxyConnectException("http, none, status: 407 Proxy"), true))
        .contains("407");
    assertThat(message(new ProxyConnectException("http, none, timeout"), true)).contains("in time");
    assertThat(message(new SSLHandshakeException("Received fatal alert: handshake_failure"), false))
        .contains("handshake_failure");
    assertThat(message(new SSLHandshakeException("No appropriate protocol"), false))
        .contains("version of TLS");
  }

  static List<Throwable> lackOfDescriptors() {
    IOException plain =
        new IOException("newSocketStream(..) failed with error(-24): Too many open files");
    return List.of(
        plain,
        new SocketException("Too many open files in system"),
        new ChannelException("Unable to create Channel from class", plain),
        new IllegalStateException("no pool", new ChannelException(plain)),
        ((UnknownHostException) new UnknownHostException("a.example").initCause(plain)),
        new SSLException("no trust", new IOException("/etc/ca.pem (Too many open files)")));
  }

  @ParameterizedTest
  @MethodSource("lackOfDescriptors")
  void lackOfDescriptors_isTheGatewaysOwnFault(Throwable lack) {
    for (boolean proxied : new boolean[] {true, false}) {
      UpstreamFailure failure = ConnectionFailure.of(lack, false, true, proxied);

      assertThat(failure.code()).isEqualTo(ErrorCode.OUT_OF_DESCRIPTORS);
      assertThat(failure.code().effect()).isEqualTo(ErrorCode.FailureEffect.NONE);
      assertThat(failure.message()).contains("ulimit -n");
    }
  }

  @Test
  void lackOfMemoryForBuffers_isTheGatewaysOwnFault() {
    OutOfMemoryError lack =
        new OutOfMemoryError("Cannot reserve 65536 bytes of direct buffer memory");
    for (Throwable failure : List.of(lack, new IOException("reading failed", lack))) {
      UpstreamFailure told = ConnectionFailure.of(failure, true, true, false);

      assertThat(told.code()).isEqualTo(ErrorCode.OVERLOADED);
      assertThat(told.code().effect()).isEqualTo(ErrorCode.FailureEffect.NONE);
      assertThat(told.message()).contains("MaxDirectMemorySize");
    }
  }
}
