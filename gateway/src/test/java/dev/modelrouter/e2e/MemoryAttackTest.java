package dev.modelrouter.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A gateway with a heap of 256 MiB, attacked over sockets by callers and by its provider, with a
 * well-behaved caller beside: the process lives, that caller gets every answer soon, and nothing
 * stays reserved.
 */
class MemoryAttackTest {
  private static final int MIB = 1024 * 1024;
  private static final int BODY_BYTES = 99 * MIB / 10;

  /** Far above what is promised, for machines that do much else. */
  private static final long PATIENCE_MILLIS = 10_000;

  private static HostileProvider provider;
  private static GatewayProcess gateway;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    provider = new HostileProvider();
    String base = "http://127.0.0.1:" + provider.port();
    gateway =
        new GatewayProcess(
            Map.ofEntries(
                Map.entry("GROQ_API_KEY", "k"),
                Map.entry("GROQ_BASE_URL", base),
                Map.entry("GROQ_RATE_LIMIT", "0"),
                Map.entry("OPENAI_API_KEY", "k"),
                Map.entry("OPENAI_BASE_URL", base),
                Map.entry("OPENAI_RATE_LIMIT", "0"),
                Map.entry("OPENAI_POOL_SIZE", "2000"),
                Map.entry("ANTHROPIC_API_KEY", "k"),
                Map.entry("ANTHROPIC_BASE_URL", base),
                Map.entry("ANTHROPIC_RATE_LIMIT", "0"),
                Map.entry("RATE_LIMIT_REQUESTS_PER_MINUTE", "0"),
                Map.entry("MAX_CONCURRENT_STREAMS", "0"),
                Map.entry("REQUEST_TIMEOUT_SECONDS", "6")),
            "-Xmx256m",
            "-XX:+ExitOnOutOfMemoryError",
            // As the launcher does.
            "-Dio.netty.allocator.type=pooled",
            "-Dio.netty.allocator.maxOrder=7");
    for (int i = 0; i < 50; i++) {
      assertThat(ask()).isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    provider.close();
  }

  @AfterEach
  void leave() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    callers.shutdownNow();
  }

  // The well-behaved caller.

  private static int ask() {
    return gateway
        .post(
            "/v1/chat/completions",
            "{\"model\":\"groq/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
        .statusCode();
  }

  /** Runs an attack; meanwhile small requests must succeed, each in time. */
  private void attack(String what, Attack attack) throws Exception {
    Future<?> attacking =
        callers.submit(
            () -> {
              attack.run();
              return null;
            });
    List<Long> millis = new ArrayList<>();
    while (!attacking.isDone() || millis.size() < 20) {
      long before = System.nanoTime();
      assertThat(ask()).as(what).isEqualTo(200);
      millis.add((System.nanoTime() - before) / 1_000_000);
      Thread.sleep(5);
    }
    attacking.get();
    assertThat(millis.stream().mapToLong(Long::longValue).max().orElseThrow())
        .as("milliseconds that a small request took beside: %s", what)
        .isLessThan(PATIENCE_MILLIS);
  }

  private interface Attack {
    void run() throws Exception;
  }

  /** Nothing is reserved any more. */
  private static void assertReleased() {
    for (String budget : List.of("requests", "answers", "output")) {
      GatewayUnderTest.eventually(
          java.time.Duration.ofSeconds(20),
          "nothing is reserved of the budget for " + budget,
          () ->
              gateway
                  .metrics()
                  .contains("modelrouter_memory_used_bytes{budget=\"" + budget + "\"} 0.0"));
    }
  }

  // The attackers.

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(
        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
    sockets.add(socket);
    return socket;
  }

  private static byte[] head(String path, long length, String more) {
    return ("POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\ncontent-type: application/json\r\n"
            + more
            + "content-length: "
            + length
            + "\r\n\r\n")
        .getBytes(US_ASCII);
  }

  /** Sends a body and says the status of the answer; 0 where the connection broke. */
  private int send(String path, byte[] body, String more) {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(head(path, body.length, more));
      socket.getOutputStream().write(body);
      return status(socket);
    } catch (IOException e) {
      return 0;
    }
  }

  private static int status(Socket socket) throws IOException {
    byte[] line = socket.getInputStream().readNBytes(12);
    return line.length < 12 ? 0 : Integer.parseInt(new String(line, 9, 3, US_ASCII));
  }

  private List<Integer> sendAtOnce(int times, String path, byte[] body) throws Exception {
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(callers.submit(() -> send(path, body, "")));
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> one : all) {
      statuses.add(one.get());
    }
    return statuses;
  }

  private static byte[] longText(String model) {
    String begin =
        "{\"max_tokens\":9,\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"";
    return (begin + "x".repeat(BODY_BYTES - begin.length() - 4) + "\"}]}").getBytes(US_ASCII);
  }

  /** Far more than the answers' own limit allows to be held, made of few bytes. */
  private static byte[] gzip(byte[] block, int times) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (int i = 0; i < times; i++) {
        gzip.write(block);
      }
    }
    return out.toByteArray();
  }

  @Test
  void sixteenLargeBodiesAtOnce_areAnsweredOrRefused() throws Exception {
    ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
    attack(
        "large bodies",
        () -> {
          statuses.addAll(sendAtOnce(16, "/v1/chat/completions", longText("openai/m")));
          statuses.addAll(sendAtOnce(16, "/v1/messages", longText("openai/m")));
          statuses.addAll(sendAtOnce(16, "/v1/chat/completions", longText("anthropic/claude-x")));
        });
    assertThat(statuses).containsOnly(200, 429).contains(200, 429);
    assertReleased();
  }

  @Test
  void unfinishedLargeBodies_letSmallOnesIn_andEndWithTheirTime() throws Exception {
    byte[] part = new byte[9 * MIB];
    Arrays.fill(part, (byte) ' ');
    attack(
        "unfinished bodies",
        () -> {
          for (int i = 0; i < 18; i++) {
            Socket socket = connect();
            callers.submit(
                () -> {
                  socket.getOutputStream().write(head("/v1/messages", 10 * MIB, ""));
                  socket.getOutputStream().write(part);
                  return null;
                });
          }
          Thread.sleep(1_500);
        });
    assertReleased();
  }

  @Test
  void manySmallValues_areRefusedInEveryDialect() throws Exception {
    String more = "{\"\":0},".repeat(BODY_BYTES / 7);
    byte[] chat =
        ("{\"max_tokens\":9,\"model\":\"anthropic/claude-x\",\"messages\":[" + more + "{}]}")
            .getBytes(US_ASCII);
    byte[] gemini = ("{\"contents\":[" + more + "{}]}").getBytes(US_ASCII);
    attack(
        "many small values",
        () -> {
          for (String path :
              List.of(
                  "/v1/messages",
                  "/v1/messages/count_tokens",
                  "/api/chat",
                  "/v1/chat/completions",
                  "/v1/responses",
                  "/chat")) {
            assertThat(send(path, chat, "")).as(path).isBetween(400, 499);
          }
          assertThat(send("/v1beta/models/openai%2Fm:generateContent", gemini, ""))
              .isBetween(400, 499);
        });
    assertReleased();
  }

  @Test
  void compressedBodies_thatSwell_orNeverBegin_areRefused() throws Exception {
    byte[] blanks = new byte[MIB];
    Arrays.fill(blanks, (byte) ' ');
    byte[] bomb = gzip(blanks, 300);
    byte[] empty = gzip(new byte[0], 1);
    byte[] members = new byte[empty.length * (9 * MIB / empty.length)];
    for (int at = 0; at < members.length; at += empty.length) {
      System.arraycopy(empty, 0, members, at, empty.length);
    }
    attack(
        "compressed bodies",
        () -> {
          List<Future<Integer>> all = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            byte[] body = i % 2 == 0 ? bomb : members;
            all.add(callers.submit(() -> send("/v1/messages", body, "content-encoding: gzip\r\n")));
          }
          for (Future<Integer> one : all) {
            assertThat(one.get()).isIn(400, 413, 429, 0);
          }
        });
    assertReleased();
  }

  @Test
  void aCompressedStream_thatSwells_stopsWhileItsCallersDoNotRead() throws Exception {
    attack("a compressed stream", () -> stall("bomb", 20));
    leave();
    assertReleased();
  }

  @Test
  void stalledReaders_holdLittle() throws Exception {
    attack("stalled readers", () -> stall("endless", 700));
    leave();
    assertReleased();
  }

  /** Asks for streams and reads nothing of them. */
  private void stall(String model, int times) throws Exception {
    byte[] body =
        ("{\"model\":\"openai/"
                + model
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
            .getBytes(US_ASCII);
    for (int i = 0; i < times; i++) {
      OutputStream out = connect().getOutputStream();
      out.write(head("/v1/chat/completions", body.length, ""));
      out.write(body);
    }
    Thread.sleep(2_000);
  }

  /** Answers as the model's name says; one thread a connection. */
  private static final class HostileProvider implements AutoCloseable {
    private static final byte[] EVENT =
        ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + "y".repeat(4_000)
                + "\"}}]}\n\n")
            .getBytes(US_ASCII);
    private static final String ANSWER =
        "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ok\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1,\"prompt_tokens\":1,\"completion_tokens\":1}}";

    private final ServerSocket server =
        new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
    private final byte[] bomb = gzip(EVENT, 60_000);

    HostileProvider() throws IOException {
      Thread.startVirtualThread(
          () -> {
            try {
              while (true) {
                Socket socket = server.accept();
                Thread.startVirtualThread(() -> serve(socket));
              }
            } catch (IOException e) {
              // Closed.
            }
          });
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve(Socket socket) {
      try (socket) {
        InputStream in = new java.io.BufferedInputStream(socket.getInputStream(), 64 * 1024);
        OutputStream out = socket.getOutputStream();
        while (true) {
          StringBuilder head = new StringBuilder();
          while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
              return;
            }
            head.append((char) next);
          }
          String lower = head.toString().toLowerCase(Locale.ROOT);
          int at = lower.indexOf("content-length: ") + "content-length: ".length();
          int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)));
          String begin = new String(in.readNBytes(Math.min(length, 200)), US_ASCII);
          in.skipNBytes(Math.max(0, length - 200));
          answer(begin, out);
        }
      } catch (IOException e) {
        // The gateway left first.
      }
    }

    private void answer(String request, OutputStream out) throws IOException {
      String stream = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
      if (request.contains("\"bomb\"")) {
        out.write(
            (stream + "content-encoding: gzip\r\ncontent-length: " + bomb.length + "\r\n\r\n")
                .getBytes(US_ASCII));
        out.write(bomb);
      } else if (request.contains("\"endless\"")) {
        out.write((stream + "transfer-encoding: chunked\r\n\r\n").getBytes(US_ASCII));
        byte[] chunk =
            (Integer.toHexString(EVENT.length) + "\r\n" + new String(EVENT, US_ASCII) + "\r\n")
                .getBytes(US_ASCII);
        while (true) {
          out.write(chunk);
        }
      } else {
        out.write(
            ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                    + ANSWER.length()
                    + "\r\n\r\n"
                    + ANSWER)
                .getBytes(US_ASCII));
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
