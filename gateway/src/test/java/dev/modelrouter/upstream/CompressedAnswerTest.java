package dev.modelrouter.upstream;

import static dev.modelrouter.upstream.ClientUnderTest.PLAIN;
import static dev.modelrouter.upstream.ClientUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers who compress their answers, though nobody had asked them to. */
class CompressedAnswerTest {
  /** In the middle of what is inflated in one turn. */
  private static final int PAUSE_AT = 1024 * 1024 + 80 * 1024;

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-encoding: gzip\r\n\r\n";

  private static byte[] gzip(String text) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static String head(String encoding, int length) {
    return "HTTP/1.1 200 OK\r\ncontent-encoding: "
        + encoding
        + "\r\ncontent-length: "
        + length
        + "\r\n\r\n";
  }

  private static RecordingListener answered(byte[]... written) throws Exception {
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  for (byte[] bytes : written) {
                    connection.write(bytes);
                  }
                  connection.request();
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      RecordingListener listener = client.send();
      listener.failure();
      return listener;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void eachFlushedToken_isReceivedBeforeTheNextIsSent() throws Exception {
    SynchronousQueue<String> tokens = new SynchronousQueue<>();
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  connection.write(HEAD);
                  ByteArrayOutputStream out = new ByteArrayOutputStream();
                  GZIPOutputStream gzip = new GZIPOutputStream(out, true);
                  String token = tokens.take();
                  while (!token.isEmpty()) {
                    gzip.write(ascii(token));
                    gzip.flush();
                    connection.chunk(out.toByteArray());
                    out.reset();
                    token = tokens.take();
                  }
                  gzip.close();
                  connection.chunk(out.toByteArray());
                  connection.write("0\r\n\r\n");
                  connection.request();
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      RecordingListener listener = client.send();
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        String token = "data: token" + i + "\n\n";
        all.append(token);
        assertThat(tokens.offer(token, 5, TimeUnit.SECONDS)).isTrue();
        eventually(token, () -> listener.soFar().contentEquals(all));
      }
      assertThat(tokens.offer("", 5, TimeUnit.SECONDS)).isTrue();
      assertThat(listener.failure()).isNull();
      assertThat(listener.soFar()).isEqualTo(all.toString());
    }
  }

  /** 16 MiB that take 16 KiB: one read of the socket. */
  @ParameterizedTest
  @ValueSource(strings = {"length", "chunked"})
  void aPausedListener_getsNoMore_thoughAllHasBeenRead_andTheRestWhenItResumes(String framing)
      throws Exception {
    byte[] body = gzip("x".repeat(16 * 1024 * 1024));
    try (SocketProvider provider =
            new SocketProvider(
                (number, connection) -> {
                  connection.request();
                  if (framing.equals("chunked")) {
                    connection.write(HEAD);
                    connection.chunk(body);
                    connection.write("0\r\n\r\n");
                  } else {
                    connection.write(head("gzip", body.length));
                    connection.write(body);
                  }
                  connection.request();
                });
        ClientUnderTest client = new ClientUnderTest(provider.port(), PLAIN)) {
      AtomicReference<UpstreamCall> call = new AtomicReference<>();
      RecordingListener listener =
          client.sending(
              call,
              received ->
                  received.onBytes(
                      () -> {
                        if (received.size() >= PAUSE_AT && !received.pausedOnce()) {
                          call.get().pause();
                        }
                      }));
      eventually("it is paused", () -> listener.size() >= PAUSE_AT);
      for (int i = 0; i < 50; i++) {
        client.onLoop(() -> {});
      }
      assertThat(listener.size()).isLessThan(PAUSE_AT + 64 * 1024);
      assertThat(listener.over()).isFalse();

      client.onLoop(() -> call.get().resume());

      assertThat(listener.failure()).isNull();
      assertThat(listener.size()).isEqualTo(16 * 1024 * 1024);
    }
  }

  @Test
  void aWholeAnswer_isInflated() throws Exception {
    byte[] body = gzip("hello ".repeat(100_000));
    RecordingListener gzip = answered(ascii(head("GZip", body.length)), body);
    assertThat(gzip.failure()).isNull();
    assertThat(gzip.soFar()).isEqualTo("hello ".repeat(100_000));

    RecordingListener identity = answered(ascii(head("identity", 5) + "hello"));
    assertThat(identity.failure()).isNull();
    assertThat(identity.soFar()).isEqualTo("hello");
  }

  @Test
  void anotherEncoding_isAnInvalidResponse_afterItsHead() throws Exception {
    RecordingListener listener = answered(ascii(head("br", 5) + "hello"));

    assertThat(listener.failure().code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
    assertThat(listener.failure().message()).contains("encoding");
    assertThat(listener.answered()).as("its status is heard first").isTrue();
    assertThat(listener.soFar()).isEmpty();
  }

  @Test
  void whatIsBrokenOrCut_isAnInvalidResponse() throws Exception {
    byte[] whole = gzip("hello");
    byte[] cut = Arrays.copyOf(whole, whole.length - 3);
    byte[] broken = whole.clone();
    broken[broken.length - 6] ^= 1;
    for (byte[] body : new byte[][] {cut, broken, ascii("hello")}) {
      RecordingListener listener = answered(ascii(head("gzip", body.length)), body);

      assertThat(listener.failure().code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
      assertThat(listener.failure().message()).contains("compressed answer");
    }
  }
}
