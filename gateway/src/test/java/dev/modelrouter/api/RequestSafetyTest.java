package dev.modelrouter.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that are framed, or whose fields are written, as no request may be; and endpoints that
 * throw.
 */
class RequestSafetyTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final List<String> SERVED = new CopyOnWriteArrayList<>();
  private static final List<Integer> FINISHED = new CopyOnWriteArrayList<>();
  private static final List<Throwable> BUGS = new CopyOnWriteArrayList<>();
  private static HttpListener front;

  private static final class Listener implements CallListener {
    @Override
    public void callFinished(Call call, int status, long nanos) {
      FINISHED.add(status);
    }

    @Override
    public void internalError(String id, Throwable bug) {
      BUGS.add(bug);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    HttpRequestRouter.EndpointHandler answers =
        call -> {
          SERVED.add(call.request().path());
          call.request().endHandler(ignored -> call.json(200, "{}".getBytes(ISO_8859_1), null));
        };
    HttpRequestRouter.EndpointHandler atOnce =
        call -> call.json(401, "{}".getBytes(ISO_8859_1), null);
    HttpRequestRouter.EndpointHandler throwing =
        call -> {
          throw new IllegalStateException("thrown by an endpoint");
        };
    HttpRequestRouter.EndpointHandler throwingLate =
        call ->
            call.when(
                VERTX.timer(1, TimeUnit.MILLISECONDS),
                ignored -> {
                  throw new IllegalStateException("thrown late");
                },
                ignored -> {});
    HttpRequestRouter.EndpointHandler badHeader =
        call -> {
          call.response().headers().set("x-fine", "1");
          call.response().headers().set("x-bad", "a\r\nb");
          call.empty(200);
        };
    HttpRequestRouter.EndpointHandler noMemory =
        call -> {
          throw new OutOfMemoryError("Cannot reserve 65536 bytes of direct buffer memory");
        };
    HttpRequestRouter.EndpointHandler streaming =
        call -> {
          call.beginStream(Call.EVENT_STREAM);
          call.write("data: 1\n\n".getBytes(ISO_8859_1));
          throw new IllegalStateException("thrown in a stream");
        };
    front =
        new HttpListener(
            VERTX,
            "127.0.0.1",
            0,
            null,
            Duration.ofSeconds(20),
            path ->
                switch (path) {
                  case "/v1/x" ->
                      List.of(
                          new HttpRequestRouter.HttpRoute(HttpMethod.POST, "/v1/x", answers),
                          new HttpRequestRouter.HttpRoute(HttpMethod.GET, "/v1/x", answers));
                  case "/401" ->
                      List.of(new HttpRequestRouter.HttpRoute(HttpMethod.POST, "/401", atOnce));
                  case "/throws" ->
                      List.of(new HttpRequestRouter.HttpRoute(HttpMethod.GET, "/t", throwing));
                  case "/late" ->
                      List.of(new HttpRequestRouter.HttpRoute(HttpMethod.GET, "/l", throwingLate));
                  case "/header" ->
                      List.of(new HttpRequestRouter.HttpRoute(HttpMethod.GET, "/h", badHeader));
                  case "/memory" ->
                      List.of(new HttpRequestRouter.HttpRoute(HttpMethod.GET, "/m", noMemory));
                  case "/stream" ->
                      List.of(new HttpRequestRouter.HttpRoute(HttpMethod.GET, "/s", streaming));
                  case "/routes" -> throw new IllegalStateException("thrown by the routes");
                  default -> List.of();
                },
            new LocalAccess(() -> false, "127.0.0.1", List.of(), List.of()),
            new Cors(List.of("*")),
            System::nanoTime,
            1,
            new Listener());
    front.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @BeforeEach
  void forget() {
    SERVED.clear();
    FINISHED.clear();
    BUGS.clear();
  }

  /** All that is answered to these bytes until the gateway closes. */
  private static String until(String sent, String end) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", front.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(sent.getBytes(ISO_8859_1));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      while (end.isEmpty() || !all.toString(ISO_8859_1).contains(end)) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        all.write(next);
      }
      return all.toString(ISO_8859_1);
    }
  }

  static List<Arguments> wrongFraming() {
    List<Arguments> all = new ArrayList<>();
    for (String coding :
        new String[] {
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: identity, chunked",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding:\r\n chunked",
          "Transfer-Encoding: x\r\n\tchunked",
          "Transfer-Encoding: chunked\r\n ",
          "Transfer-Encoding: chunked;q=1",
          "Transfer-Encoding: ",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding\t: chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Content-Length: 5\r\nContent-Length: 6",
          "Content-Length: 5, 5",
          "Content-Length: +5",
          "Content-Length:\r\n 5",
          "Content-Length: 0x5",
          ": empty"
        }) {
      all.add(Arguments.of(coding, "POST /v1/x HTTP/1.1\r\nHost: x\r\n" + coding));
    }
    all.add(Arguments.of("no Host", "GET /v1/x HTTP/1.1\r\nX: y"));
    all.add(Arguments.of("two Hosts", "GET /v1/x HTTP/1.1\r\nHost: x\r\nHost: x"));
    all.add(Arguments.of("1.0 chunked", "POST /v1/x HTTP/1.0\r\nTransfer-Encoding: chunked"));
    for (int control : new int[] {0, 1, 7, 8, 11, 12, 27, 31, 127}) {
      all.add(
          Arguments.of(
              "control " + control,
              "GET /v1/x HTTP/1.1\r\nHost: x\r\nX: a" + (char) control + "b"));
    }
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongFraming")
  void wrongFraming_isA400_andTheEndOfTheConnection(String name, String head) throws IOException {
    String behind = "5\r\nabcde\r\n0\r\n\r\nGET /v1/x HTTP/1.1\r\nHost: x\r\n\r\n";

    String answer = until(head + "\r\n\r\n" + behind, "");

    assertThat(answer).matches("(?s)HTTP/1.[01] 400 .*").contains("onnection: close");
    assertThat(answer.split("HTTP/1\\.")).as("one answer").hasSize(2);
    assertThat(SERVED).as("nothing behind it is taken for a request").isEmpty();
  }

  @Test
  void rightFraming_isTaken() throws IOException {
    String head = "POST /v1/x HTTP/1.1\r\nHost: x\r\n";
    String chunks = "5\r\nabcde\r\n0\r\n\r\n";
    for (String request :
        new String[] {
          head + "Transfer-Encoding: chunked\r\n\r\n" + chunks,
          head + "transfer-encoding:Chunked\r\n\r\n" + chunks,
          head + "Content-Length: 5\r\n\r\nabcde",
          head + "Content-Length: 0\r\n\r\n",
          "GET http://x/v1/x HTTP/1.1\r\nHost: x\r\nX: a\tb \u00e9\r\n\r\n",
          "GET /v1/x HTTP/1.0\r\n\r\n"
        }) {
      assertThat(until(request, "\r\n\r\n{}")).matches("(?s)HTTP/1.[01] 200 .*");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 10, 11, 13, 31, 127})
  void controlCharacterOnHttp2_isA400(int control) throws IOException {
    String value = "a" + (char) control + " b";
    for (String[] field :
        new String[][] {
          {"anthropic-beta", value},
          {"x-request-id", value},
          {"traceparent", value},
          {"x-modelrouter-timeout-ms", value}
        }) {
      try (RawHttp2Caller caller = new RawHttp2Caller(front.port())) {
        caller.request("GET", "/v1/x", field);
        assertThat(caller.outcome()).as(field[0]).isIn("400", "reset");
        caller.request("GET", "/v1/x", "x-fine", "a\tb");
        assertThat(caller.outcome()).as("the connection lives").isEqualTo("200");
      }
    }
    assertThat(BUGS).isEmpty();
  }

  @Test
  void controlCharacterInAPreflight_isA400() throws IOException {
    try (RawHttp2Caller caller = new RawHttp2Caller(front.port())) {
      caller.request(
          "OPTIONS",
          "/v1/x",
          "origin",
          "https://x",
          "access-control-request-method",
          "POST",
          "access-control-request-headers",
          "a\r\nb: c");
      assertThat(caller.outcome()).isEqualTo("400");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/x\r\nX: y", "/v1/x y", "/v1/\u0000"})
  void controlCharacterInAPathOnHttp2_isA400(String path) throws IOException {
    try (RawHttp2Caller caller = new RawHttp2Caller(front.port())) {
      caller.request("GET", path);
      assertThat(caller.outcome()).isIn("400", "reset");
    }
    assertThat(SERVED).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/throws", "/late", "/header", "/routes"})
  void endpointThatThrows_isAnsweredWith500_once(String path) throws Exception {
    String answer = until("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n", "}");
    assertThat(answer).startsWith("HTTP/1.1 500 ").contains("request id").contains("x-request-id");
    try (RawHttp2Caller caller = new RawHttp2Caller(front.port())) {
      caller.request("GET", path);
      assertThat(caller.outcome()).isEqualTo("500");
    }
    assertThat(FINISHED).as("accounted for once each").hasSize(2);
    assertThat(BUGS).as("told once each").hasSize(2);
  }

  @Test
  void endpointWithoutMemoryForBuffers_isAnsweredWith429_once() throws Exception {
    String answer = until("GET /memory HTTP/1.1\r\nHost: x\r\n\r\n", "}");

    assertThat(answer)
        .startsWith("HTTP/1.1 429 ")
        .contains("retry-after: 1\r\n")
        .contains("memory is in use");
    try (RawHttp2Caller caller = new RawHttp2Caller(front.port())) {
      caller.request("GET", "/memory");
      assertThat(caller.outcome()).isEqualTo("429");
    }
    assertThat(FINISHED).containsExactly(429, 429);
    assertThat(BUGS).isEmpty();
  }

  @Test
  void endpointThatThrowsInAStream_cutsIt() throws Exception {
    String answer = until("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n", "");
    assertThat(answer).doesNotEndWith("0\r\n\r\n");
    assertThat(FINISHED).hasSize(1);
  }

  @Test
  void bodyBehindARefusal_isNotReadForLong() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", front.port())) {
      socket
          .getOutputStream()
          .write(
              "POST /401 HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"
                  .getBytes(ISO_8859_1));
      byte[] block = new byte[64 * 1024];
      long sent = 0;
      try {
        while (sent < 256L * 1024 * 1024) {
          socket.getOutputStream().write(block);
          sent += block.length;
        }
      } catch (IOException closed) {
        // That is what is wanted.
      }
      assertThat(sent).isLessThan(32L * 1024 * 1024);
    }
  }

  @Test
  void continue100_isNotSentBeforeTheRequestIsAdmitted() throws Exception {
    String head = "Host: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

    String refused = until("POST /401 HTTP/1.1\r\n" + head, "");
    assertThat(refused).startsWith("HTTP/1.1 401 ").contains("connection: close");
  }
}
