package dev.modelrouter.upstream;

import static dev.modelrouter.upstream.ClientUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Connections that are kept for the next request, and who waits for one. */
class ConnectionPoolTest {
  private static final UpstreamTransport ONE =
      new UpstreamTransport(1, Duration.ofSeconds(5), false, null);

  @Test
  void oneRequestAfterAnother_goOverOneConnection() throws Exception {
    try (SocketProvider provider = new SocketProvider(ConnectionPoolTest::answerAll);
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      for (int i = 1; i <= 5; i++) {
        RecordingListener answer = client.send();
        assertThat(answer.failure()).isNull();
        assertThat(answer.soFar()).isEqualTo("from 1");
      }
      assertThat(provider.requests()).isEqualTo(5);
      assertThat(provider.connections()).isOne();
    }
  }

  @Test
  void moreThanThereMayBe_waitAndGetTheFirstThatIsFree() throws Exception {
    CountDownLatch may = new CountDownLatch(1);
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  may.await();
                  connection.answer("from " + number);
                  answerAll(number, connection);
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      RecordingListener first = client.send();
      RecordingListener second = client.send();
      RecordingListener third = client.send();
      eventually("the first is asked", () -> provider.requests() == 1);
      assertThat(second.answered() || third.answered()).isFalse();
      may.countDown();

      assertThat(first.failure()).isNull();
      assertThat(second.failure()).isNull();
      assertThat(third.failure()).isNull();
      assertThat(provider.connections()).isOne();
    }
  }

  @Test
  void whoWaits_getsANewOne_whenTheOnlyOneIsClosed() throws Exception {
    CountDownLatch may = new CountDownLatch(1);
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  if (number == 1) {
                    connection.request();
                    may.await();
                  } else {
                    answerAll(number, connection);
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      RecordingListener first = client.send();
      eventually("the first is asked", () -> provider.requests() == 1);
      RecordingListener second = client.send();
      may.countDown();

      assertThat(first.failure()).isNotNull();
      assertThat(second.failure()).isNull();
      assertThat(second.soFar()).isEqualTo("from 2");
    }
  }

  @Test
  void answerThatSaysClose_orIsOfHttp10_leavesNoConnectionBehind() throws Exception {
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  String head =
                      number == 1
                          ? "HTTP/1.1 200 OK\r\nconnection: close\r\n"
                          : "HTTP/1.0 200 OK\r\n";
                  connection.write(head + "content-length: 6\r\n\r\nfrom " + number);
                  // Not closed here: it is for the gateway to see.
                  connection.request();
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      for (int i = 1; i <= 4; i++) {
        RecordingListener answer = client.send();
        assertThat(answer.failure()).isNull();
        assertThat(answer.soFar()).isEqualTo("from " + i);
      }
      assertThat(provider.connections()).isEqualTo(4);
    }
  }

  @Test
  void givenUpWhileItWaits_leavesTheConnectionToTheNext() throws Exception {
    CountDownLatch may = new CountDownLatch(1);
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  may.await();
                  connection.answer("from " + number);
                  answerAll(number, connection);
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      RecordingListener first = client.send();
      eventually("the first is asked", () -> provider.requests() == 1);
      client.sendAndCancel();
      RecordingListener third = client.send();
      may.countDown();

      assertThat(first.failure()).isNull();
      assertThat(third.failure()).isNull();
      assertThat(provider.requests()).as("the second was never asked").isEqualTo(2);
      assertThat(provider.connections()).isOne();
    }
  }

  @Test
  void givenUpInTheInstantInWhichItGetsTheConnection_leavesThePlaceToTheNext() throws Exception {
    CountDownLatch may = new CountDownLatch(1);
    AtomicReference<UpstreamCall> waits = new AtomicReference<>();
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  may.await();
                  connection.answer("from " + number);
                  answerAll(number, connection);
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      ClientUnderTest.Sent first = client.sending(() -> waits.get().cancel());
      eventually("the first is asked", () -> provider.requests() == 1);
      waits.set(client.sending().call());
      may.countDown();

      assertThat(first.listener().failure()).isNull();
      assertThat(client.send().failure()).isNull();
    }
  }

  @Test
  void givenUpInTheMiddle_closesTheConnection() throws Exception {
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  if (number == 1) {
                    connection.request();
                    connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
                    connection.request();
                  } else {
                    answerAll(number, connection);
                  }
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), ONE)) {
      ClientUnderTest.Sent half = client.sending();
      eventually("half has come", () -> half.listener().soFar().equals("half"));
      client.cancel(half);

      RecordingListener next = client.send();
      assertThat(next.failure()).isNull();
      assertThat(next.soFar()).isEqualTo("from 2");
    }
  }

  private static void answerAll(int number, SocketProvider.Connection connection) throws Exception {
    while (connection.request()) {
      connection.answer("from " + number);
    }
  }
}
