package dev.modelrouter.upstream;

import static dev.modelrouter.upstream.ClientUnderTest.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.wire.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * What the gateway says of itself and of the provider in each request, and what it lets through.
 */
class RequestHeadersTest {
  private final List<String> heads = new CopyOnWriteArrayList<>();

  private SocketProvider provider(String address, String headers) throws Exception {
    return new SocketProvider(
        InetAddress.getByName(address),
        (number, connection) -> {
          while (connection.request()) {
            heads.add(connection.head().toLowerCase(Locale.ROOT));
            connection.write("HTTP/1.1 200 OK\r\n" + headers + "content-length: 2\r\n\r\nok");
          }
        });
  }

  @Test
  void providerAtAnIpv6Address_isAskedWithBracketsInItsHost() throws Exception {
    try (SocketProvider provider = provider("::1", "");
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      for (int i = 0; i < 2; i++) {
        RecordingListener answer =
            client.send(new Endpoint(false, "::1", provider.port(), "/v1"), Map.of());
        assertThat(answer.failure()).isNull();
        assertThat(answer.soFar()).isEqualTo("ok");
      }
      assertThat(heads).allMatch(head -> head.contains("host: [::1]:" + provider.port()));
      assertThat(provider.connections()).isOne();
    }
  }

  @Test
  void userAgent_isTheGateways_unlessTheProvidersHeadersSayOtherwise() throws Exception {
    try (SocketProvider provider = provider("127.0.0.1", "");
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      Endpoint endpoint = new Endpoint(false, "127.0.0.1", provider.port(), "");
      assertThat(client.send(endpoint, Map.of()).failure()).isNull();
      assertThat(client.send(endpoint, Map.of("User-Agent", "own/1")).failure()).isNull();

      assertThat(heads.getFirst()).contains("user-agent: modelrouter/test");
      assertThat(heads.getLast()).contains("user-agent: own/1").doesNotContain("modelrouter");
    }
  }

  @Test
  void limitsOfAProvider_arePassedWithoutItsKey() throws Exception {
    String headers =
        "X-RateLimit-Limit: 9\r\n" + "x-ratelimit-owner: key sk-very-secret of org\r\n";
    try (SocketProvider provider = provider("127.0.0.1", headers);
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      RecordingListener answer =
          client.send(
              new Endpoint(false, "127.0.0.1", provider.port(), ""),
              Map.of("authorization", "Bearer sk-very-secret"));
      assertThat(answer.failure()).isNull();

      assertThat(answer.limits())
          .containsExactly("x-ratelimit-limit=9", "x-ratelimit-owner=key *** of org");
    }
  }
}
