package dev.modelrouter.upstream;

import static dev.modelrouter.upstream.ClientUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two callers behind one connection: whatever the provider answers the first one, the second one
 * gets the answer to its own request, and the connection is kept only where its state is certain.
 */
class ConnectionReuseTest {
  private static final UpstreamTransport ONE =
      new UpstreamTransport(1, Duration.ofSeconds(5), false, null);
  private static final String TEXT = "for alice";

  private static ClientUnderTest client;

  @BeforeAll
  static void open() {
    client = new ClientUnderTest(1, ONE);
  }

  @AfterAll
  static void close() throws Exception {
    client.close();
  }

  /**
   * What one answer looks like on the wire.
   *
   * @param bytes all that the provider writes to the first request
   * @param closes whether it closes the connection then
   * @param status what the first caller sees, -1 for a failure without an answer
   * @param whole whether the first caller's answer ends well
   * @param kept whether the connection carries the second request too
   */
  record Answer(
      String name, String bytes, boolean closes, int status, boolean whole, boolean kept) {
    @Override
    public String toString() {
      return name;
    }
  }

  private enum Framing {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE,
    LENGTH_AND_CHUNKED,
    HTTP_1_0,
    CONNECTION_CLOSE,
    CONNECTION_LIST,
    OTHER_CODING,
    CODING_LIST,
    QUOTED_CODING,
    TWO_LENGTHS;

    String head(int status) {
      String line = (this == HTTP_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ") + status + " Said\r\n";
      String length = "Content-Length: " + TEXT.length() + "\r\n";
      String chunked = "Transfer-Encoding: chunked\r\n";
      return line
          + switch (this) {
            case LENGTH, HTTP_1_0 -> length;
            case CHUNKED -> chunked;
            case UNTIL_CLOSE -> "";
            case LENGTH_AND_CHUNKED -> length + chunked;
            case CONNECTION_CLOSE -> length + "Connection: Close\r\n";
            case CONNECTION_LIST -> chunked + "Connection: x-hop,CLOSE , te\r\n";
            case OTHER_CODING -> "Transfer-Encoding: xchunked\r\n" + length;
            case CODING_LIST -> "Transfer-Encoding: gzip, chunked\r\n";
            case QUOTED_CODING -> "Transfer-Encoding: \"chunked\"\r\n";
            case TWO_LENGTHS -> length + "Content-Length: 3\r\n";
          }
          + "\r\n";
    }

    boolean chunks() {
      return switch (this) {
        case CHUNKED, LENGTH_AND_CHUNKED, CONNECTION_LIST, CODING_LIST, QUOTED_CODING -> true;
        case LENGTH, UNTIL_CLOSE, HTTP_1_0, CONNECTION_CLOSE, OTHER_CODING, TWO_LENGTHS -> false;
      };
    }

    boolean valid() {
      return switch (this) {
        case OTHER_CODING, CODING_LIST, QUOTED_CODING, TWO_LENGTHS, LENGTH_AND_CHUNKED -> false;
        case LENGTH, CHUNKED, UNTIL_CLOSE -> true;
        case HTTP_1_0, CONNECTION_CLOSE, CONNECTION_LIST -> true;
      };
    }

    boolean keeps() {
      return this == LENGTH || this == CHUNKED;
    }

    String body() {
      return chunks() ? Integer.toHexString(TEXT.length()) + "\r\n" + TEXT + "\r\n0\r\n\r\n" : TEXT;
    }
  }

  static List<Answer> answers() {
    List<Answer> all = new ArrayList<>();
    for (Framing framing : Framing.values()) {
      for (int status : new int[] {200, 201, 400, 429, 503}) {
        whole(all, framing, status);
      }
    }
    for (int status : new int[] {204, 304}) {
      String head = "HTTP/1.1 " + status + " Empty\r\n";
      all.add(new Answer(status + " alone", head + "\r\n", false, status, true, true));
      String length = head + "Content-Length: 9\r\n\r\n";
      all.add(new Answer(status + " with length", length, false, status, true, status == 304));
      all.add(new Answer(status + " with body", length + TEXT, false, status, true, false));
      String coded = head + "Transfer-Encoding: chunked\r\n\r\n";
      all.add(new Answer(status + " chunked", coded, false, status, true, false));
      String extra = head + "\r\n" + Framing.CHUNKED.body();
      all.add(new Answer(status + " with chunks", extra, false, status, true, false));
    }
    for (int status : new int[] {100, 102, 103, 104, 110, 199}) {
      String before = "HTTP/1.1 " + status + " Wait\r\nX: y\r\n\r\n";
      for (Framing framing : new Framing[] {Framing.LENGTH, Framing.CHUNKED}) {
        String after = framing.head(200) + framing.body();
        String name = status + " before " + framing;
        all.add(new Answer(name, before + after, false, 200, true, true));
        all.add(new Answer(name + " thrice", before.repeat(3) + after, false, 200, true, true));
      }
      all.add(new Answer(status + " alone", before, true, -1, false, false));
      all.add(new Answer(status + " too often", before.repeat(33), false, -1, false, false));
    }
    for (String upgrade : new String[] {"", "Upgrade: h2c\r\n", "Upgrade: websocket\r\n"}) {
      String switched = "HTTP/1.1 101 Switching\r\n" + upgrade + "\r\n";
      String answer = Framing.LENGTH.head(200) + Framing.LENGTH.body();
      all.add(new Answer("101 " + upgrade.strip(), switched, false, -1, false, false));
      all.add(new Answer("101 and more", switched + answer, false, -1, false, false));
    }
    all.add(new Answer("099", "HTTP/1.1 099 Odd\r\n\r\n", false, -1, false, false));
    all.add(new Answer("no HTTP", "SSH-2.0-OpenSSH\r\n\r\n", false, -1, false, false));
    return all;
  }

  private static void whole(List<Answer> all, Framing framing, int status) {
    String head = framing.head(status);
    String bytes = head + framing.body();
    boolean closes = framing == Framing.UNTIL_CLOSE;
    boolean valid = framing.valid();
    int seen = valid ? status : -1;
    String name = status + " " + framing;
    all.add(new Answer(name, bytes, closes, seen, valid, framing.keeps()));
    if (status != 200) {
      return;
    }
    if (!closes) {
      String cut = bytes.substring(0, bytes.length() - 3);
      all.add(new Answer(name + " cut", cut, true, seen, false, false));
      for (String behind :
          new String[] {"x", "\r\n", "HTTP/1.1 200 OK\r\n", Framing.LENGTH.head(200) + TEXT}) {
        String extra = name + " and " + behind.length() + " bytes";
        all.add(new Answer(extra, bytes + behind, false, seen, valid, false));
      }
    }
    all.add(new Answer(name + " cut in head", head.substring(0, 20), true, -1, false, false));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answerOfOneCaller_neverReachesTheNext(Answer answer) throws Exception {
    try (SocketProvider provider =
        new SocketProvider((number, connection) -> serve(answer, connection))) {
      RecordingListener alice = client.send(provider.port(), "alice");
      RecordingListener bob = client.send(provider.port(), "bob");

      assertThat(alice.failure() == null).as("whole: %s", alice.soFar()).isEqualTo(answer.whole());
      assertThat(alice.status()).isEqualTo(answer.status());
      assertThat(alice.soFar()).isIn("", TEXT, TEXT.substring(0, TEXT.length() - 3));
      assertThat(bob.failure()).isNull();
      assertThat(bob.soFar()).isEqualTo("for bob");
      assertThat(provider.connections()).isEqualTo(answer.kept() ? 1 : 2);
      assertThat(provider.requests()).as("asked once each").isEqualTo(2);
    }
  }

  private static void serve(Answer answer, SocketProvider.Connection connection) throws Exception {
    for (String who = connection.body(); who != null; who = connection.body()) {
      if (who.equals("bob")) {
        connection.answer("for bob");
      } else {
        connection.write(answer.bytes());
        if (answer.closes()) {
          return;
        }
      }
    }
  }

  @Test
  void bytesWhileIdle_closeTheConnection() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    try (SocketProvider provider =
        new SocketProvider(
            (number, connection) -> {
              connection.body();
              connection.answer("for " + number);
              if (number == 1) {
                connection.write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
                assertThat(connection.body()).as("closed by the gateway").isNull();
                written.countDown();
              }
              connection.body();
            })) {
      assertThat(client.send(provider.port(), "alice").failure()).isNull();
      written.await();
      RecordingListener bob = client.send(provider.port(), "bob");

      assertThat(bob.failure()).isNull();
      assertThat(bob.status()).isEqualTo(200);
      assertThat(bob.soFar()).isEqualTo("for 2");
    }
  }

  @Test
  void callGivenUpAfterTheEndOfItsAnswer_leavesNoConnectionOpen() throws Exception {
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  while (connection.request()) {
                    connection.answer("from " + number);
                  }
                });
        ClientUnderTest own = new ClientUnderTest(provider.port(), ONE)) {
      ClientUnderTest.Sent paused = own.pausedAtHead();
      eventually("its head has come", () -> paused.listener().answered());
      own.cancel(paused);

      RecordingListener next = own.send();
      assertThat(next.failure()).isNull();
      assertThat(next.soFar()).isEqualTo("from 2");
    }
  }
}
