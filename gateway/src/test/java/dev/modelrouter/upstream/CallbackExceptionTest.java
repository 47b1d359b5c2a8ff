package dev.modelrouter.upstream;

import static dev.modelrouter.upstream.ClientUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.RateLimitHeader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener that throws in one of its callbacks: its call ends at once, and is closed once. */
class CallbackExceptionTest {
  private static final UpstreamTransport ONE =
      new UpstreamTransport(1, Duration.ofSeconds(5), false, null);

  private enum At {
    CONNECTED,
    LIMIT,
    HEAD,
    BYTES,
    ENDED,
    FAILED
  }

  private record Throwing(At at, CompletableFuture<Throwable> bug) implements UpstreamListener {
    private void broken(At now) {
      if (at == now) {
        throw new IllegalStateException("thrown at " + at);
      }
    }

    @Override
    public void connected() {
      broken(At.CONNECTED);
    }

    @Override
    public void limit(RateLimitHeader rateLimitHeader) {
      broken(At.LIMIT);
    }

    @Override
    public void head(int status, Function<String, String> header) {
      broken(At.HEAD);
    }

    @Override
    public void bytes(byte[] bytes) {
      broken(At.BYTES);
    }

    @Override
    public void ended() {
      broken(At.ENDED);
    }

    @Override
    public void failed(UpstreamFailure failure) {
      broken(At.FAILED);
    }

    @Override
    public void onException(Throwable thrown) {
      assertThat(bug.complete(thrown)).as("told once").isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(At.class)
  void exceptionInACallback_endsTheCall_andTheNextIsServed(At at) throws Exception {
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  for (String who = connection.body(); who != null; who = connection.body()) {
                    if (who.equals("first") && at == At.FAILED) {
                      return;
                    }
                    connection.write(
                        "HTTP/1.1 200 OK\r\nx-ratelimit-limit: 1\r\ncontent-length: 2\r\n\r\nok");
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      Throwing first = new Throwing(at, new CompletableFuture<>());
      client.send(provider.port(), "first", first);

      assertThat(first.bug().get(10, TimeUnit.SECONDS)).hasMessage("thrown at " + at);
      eventually("it is closed", () -> client.open() == 0);
      RecordingListener next = client.send(provider.port(), "next");
      assertThat(next.failure()).isNull();
      assertThat(next.soFar()).isEqualTo("ok");
    }
  }
}
