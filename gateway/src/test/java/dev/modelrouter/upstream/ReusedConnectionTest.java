package dev.modelrouter.upstream;

import static dev.modelrouter.upstream.ClientUnderTest.HTTP2;
import static dev.modelrouter.upstream.ClientUnderTest.PLAIN;
import static dev.modelrouter.upstream.ClientUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import io.vertx.core.http.HttpConnection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections that the provider closes between two requests, or in the instant of the second. */
class ReusedConnectionTest {

  @Test
  void closedWhileIdle_theNextCallTakesAnother() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  connection.answer("one of " + number);
                  if (number == 1) {
                    closed.await();
                  } else {
                    connection.request();
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      assertThat(client.send().failure()).isNull();
      closed.countDown();

      for (int i = 0; i < 20; i++) {
        RecordingListener next = client.send();
        assertThat(next.failure()).isNull();
        if (provider.connections() == 2) {
          assertThat(next.soFar()).isEqualTo("one of 2");
          return;
        }
      }
      throw new AssertionError("the closed connection was used on");
    }
  }

  @Test
  void closedInTheInstantOfReuse_isRepeatedOnAnother() throws Exception {
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  connection.answer("one of " + number);
                  // Read, and not answered: on the first connection this is its end.
                  if (connection.request() && number > 1) {
                    connection.answer("two of " + number);
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      assertThat(client.send().failure()).isNull();
      RecordingListener second = client.send();

      assertThat(second.failure()).isNull();
      assertThat(second.soFar()).isEqualTo("one of 2");
      assertThat(provider.requests()).as("the second one came twice").isEqualTo(3);
    }
  }

  @Test
  void closedOnANewConnection_isNotRepeated() throws Exception {
    try (SocketProvider provider =
            new SocketProvider((number, connection) -> connection.request());
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      UpstreamFailure failure = client.send().failure();

      assertThat(failure)
          .isEqualTo(
              new UpstreamFailure(
                  ErrorCode.CONNECTION_ERROR, true, "closed the connection before it answered"));
      assertThat(provider.requests()).isOne();
    }
  }

  @Test
  void closedAgain_isRepeatedOnlyOnce() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  // Two connections are wanted in the pool.
                  both.countDown();
                  both.await(5, TimeUnit.SECONDS);
                  connection.answer("one of " + number);
                  connection.request();
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      RecordingListener first = client.send();
      RecordingListener second = client.send();
      assertThat(first.failure()).isNull();
      assertThat(second.failure()).isNull();

      assertThat(client.send().failure())
          .isEqualTo(
              new UpstreamFailure(
                  ErrorCode.CONNECTION_ERROR, true, "closed the connection before it answered"));
      assertThat(provider.requests()).as("once each, and once again").isEqualTo(4);
      assertThat(provider.connections()).isEqualTo(2);
    }
  }

  @Test
  void brokenInTheMiddleOfAnAnswer_isNotRepeated() throws Exception {
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  connection.answer("whole");
                  connection.request();
                  connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      assertThat(client.send().failure()).isNull();
      RecordingListener second = client.send();

      assertThat(second.failure().message()).contains("in the middle of its answer");
      assertThat(provider.requests()).isEqualTo(2);
    }
  }

  @Test
  void goneAwayOnHttp2_runningCallsFinish_andNewOnesTakeAnotherConnection() throws Exception {
    Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch gone = new CountDownLatch(1);
    try (Http2Provider provider =
            new Http2Provider(
                (vertx, request) -> {
                  connections.add(request.connection());
                  switch (asked.incrementAndGet()) {
                    case 1 -> {
                      // Answers after it has said that it takes nothing new.
                      request.response().write("be");
                      request.connection().shutdown(5, TimeUnit.SECONDS);
                      vertx.setTimer(
                          300,
                          ignored -> {
                            request.response().end("gun");
                            gone.countDown();
                          });
                    }
                    default -> request.response().end("next");
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      RecordingListener first = client.send();
      eventually("the first one has begun", () -> first.soFar().equals("be"));
      RecordingListener second = client.send();

      assertThat(second.failure()).isNull();
      assertThat(second.soFar()).isEqualTo("next");
      assertThat(gone.getCount()).as("the first one still runs").isOne();
      assertThat(first.failure()).isNull();
      assertThat(first.soFar()).isEqualTo("begun");
      assertThat(connections).hasSize(2);
    }
  }

  @Test
  void refusedStreamOnHttp2_isRepeatedOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Http2Provider provider =
            new Http2Provider(
                (vertx, request) -> {
                  if (asked.incrementAndGet() == 2) {
                    request.response().end("at last");
                  } else {
                    request.response().reset(7);
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      RecordingListener repeated = client.send();
      assertThat(repeated.failure()).isNull();
      assertThat(repeated.soFar()).isEqualTo("at last");

      assertThat(client.send().failure().sent()).as("safe to send elsewhere").isFalse();
      assertThat(asked).hasValue(4);
    }
  }

  @Test
  void manyCallsOnHttp2_shareOneConnection() throws Exception {
    Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(30);
    try (Http2Provider provider =
            new Http2Provider(
                (vertx, request) -> {
                  connections.add(request.connection());
                  all.countDown();
                  int number = asked.incrementAndGet();
                  vertx.setTimer(300, ignored -> request.response().end("no. " + number));
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), HTTP2)) {
      RecordingListener[] listeners = new RecordingListener[30];
      for (int i = 0; i < listeners.length; i++) {
        listeners[i] = client.send();
      }
      assertThat(all.await(5, TimeUnit.SECONDS)).as("all at once").isTrue();
      for (RecordingListener listener : listeners) {
        assertThat(listener.failure()).isNull();
      }
      assertThat(connections).hasSize(1);
    }
  }
}
