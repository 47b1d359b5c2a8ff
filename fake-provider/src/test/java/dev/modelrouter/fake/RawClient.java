package dev.modelrouter.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.function.Predicate;

/** One plain connection to the provider, which shows every byte and how the wire ended. */
final class RawClient implements AutoCloseable {

  /** How reading ended. */
  enum End {
    FIN,
    RESET,
    SILENT,
    AS_WISHED
  }

  /** What came, head and framing and all, one character a byte, and how it ended. */
  record Seen(String text, End end) {

    int status() {
      return Integer.parseInt(text.substring(9, 12));
    }

    String head() {
      return text.substring(0, text.indexOf("\r\n\r\n") + 2);
    }

    String rawBody() {
      return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    /** The body without chunk framing, which must be right as far as it goes. */
    String body() {
      byte[] raw = rawBody().getBytes(ISO_8859_1);
      if (!head().contains("chunked")) {
        return new String(raw, UTF_8);
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int at = 0; at < raw.length; ) {
        int line = at;
        while (raw[line] != '\r') {
          line++;
        }
        int size = Integer.parseInt(new String(raw, at, line - at, UTF_8), 16);
        body.write(raw, line + 2, Math.min(size, raw.length - line - 2));
        at = line + 2 + size + 2;
      }
      return body.toString(UTF_8);
    }

    boolean isWhole() {
      return head().contains("chunked")
          ? rawBody().endsWith("\r\n0\r\n\r\n") || rawBody().equals("0\r\n\r\n")
          : rawBody().length() == length();
    }

    private int length() {
      String name = "Content-Length: ";
      String after = head().substring(head().indexOf(name) + name.length());
      return Integer.parseInt(after.substring(0, after.indexOf('\r')));
    }
  }

  static final String OPENAI = "/v1/chat/completions";
  static final String OLLAMA = "/api/chat";
  static final String ASK =
      "{\"model\":\"m1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
  static final String WHOLE = ASK + ",\"stream\":false}";
  static final String STREAM = ASK + ",\"stream\":true}";

  private final Socket socket;
  private final InputStream in;

  RawClient(FakeProvider provider) throws IOException {
    socket = new Socket("127.0.0.1", provider.port());
    in = socket.getInputStream();
  }

  /** Sends and reads on a connection of its own, until the reply is whole or the wire is done. */
  static Seen ask(FakeProvider provider, String path, String body) throws IOException {
    try (RawClient client = new RawClient(provider)) {
      return client.post(path, body).readReply();
    }
  }

  /** Sends and reads on a connection of its own, until the text is there, and a little longer. */
  static Seen askAndListen(FakeProvider provider, String path, String body, String wanted)
      throws IOException {
    try (RawClient client = new RawClient(provider)) {
      Seen first = client.post(path, body).readUntil(wanted);
      Seen rest = client.read(_ -> false, 150);
      return new Seen(first.text() + rest.text(), rest.end());
    }
  }

  RawClient post(String path, String body) throws IOException {
    int length = body.getBytes(UTF_8).length;
    return send(
        "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + body);
  }

  RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  RawClient send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(UTF_8));
    return this;
  }

  /** Reads until the reply is whole by its framing. */
  Seen readReply() throws IOException {
    return read(text -> text.contains("\r\n\r\n") && new Seen(text, End.AS_WISHED).isWhole(), 5000);
  }

  /** Reads until the wire ends. */
  Seen readToEnd() throws IOException {
    return read(_ -> false, 5000);
  }

  /** Reads until the text is there. */
  Seen readUntil(String wanted) throws IOException {
    return read(text -> text.contains(wanted), 5000);
  }

  private Seen read(Predicate<String> wish, int silenceMillis) throws IOException {
    socket.setSoTimeout(silenceMillis);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 20];
    while (!wish.test(seen.toString(ISO_8859_1))) {
      try {
        int count = in.read(buffer);
        if (count < 0) {
          return new Seen(seen.toString(ISO_8859_1), End.FIN);
        }
        seen.write(buffer, 0, count);
      } catch (SocketTimeoutException e) {
        return new Seen(seen.toString(ISO_8859_1), End.SILENT);
      } catch (SocketException e) {
        return new Seen(seen.toString(ISO_8859_1), End.RESET);
      }
    }
    return new Seen(seen.toString(ISO_8859_1), End.AS_WISHED);
  }

  /** One read, to see what one write brought. */
  String readOnce() throws IOException {
    byte[] buffer = new byte[1 << 16];
    return new String(buffer, 0, Math.max(0, in.read(buffer)), ISO_8859_1);
  }

  void resetConnection() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
