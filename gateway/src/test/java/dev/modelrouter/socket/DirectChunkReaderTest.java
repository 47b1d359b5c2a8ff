package dev.modelrouter.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tap before Netty's own decoder of HTTP: both must stand at the same place after every cut. */
class DirectChunkReaderTest {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx: y\r\n\r\n";
  private static final String CHUNKS =
      "1\r\na\r\n5;name=\"v\"\r\nbcdef\r\n010 \r\n0123456789ABCDEF\r\n"
          + "13\r\n\r\n0\r\n\r\n5\r\nHTTP/1.1 \r\n";
  private static final String BODY = "abcdef0123456789ABCDEF\r\n0\r\n\r\n5\r\nHTTP/1.1 ";
  private static final String END = "0;last\r\nX-Sum: t\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** One connection on which requests are answered. */
  private static final class Connection {
    final DirectChunkReader tap = new DirectChunkReader();
    final EmbeddedChannel channel =
        new EmbeddedChannel(
            tap,
            new HttpClientCodec(),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                decoded(message);
              }
            });
    final StringBuilder taken = new StringBuilder();
    final StringBuilder body = new StringBuilder();
    final StringBuilder trailer = new StringBuilder();
    final boolean wanted;
    int ends;

    Connection() {
      this(true);
    }

    Connection(boolean wanted) {
      this.wanted = wanted;
      request();
    }

    void request() {
      channel.writeOutbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
      channel.releaseOutbound();
      taken.setLength(0);
      body.setLength(0);
    }

    void read(String text) {
      if (!text.isEmpty()) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, US_ASCII);
        channel.writeInbound(bytes);
        assertThat(bytes.refCnt()).as("held by the decoder at most").isLessThan(2);
      }
    }

    private void decoded(Object message) {
      if (message instanceof HttpResponse && wanted) {
        tap.open(
            bytes -> {
              taken.append(new String(bytes, US_ASCII));
              body.append(new String(bytes, US_ASCII));
            });
      }
      if (message instanceof HttpContent content) {
        body.append(content.content().toString(US_ASCII));
        if (content instanceof LastHttpContent last) {
          ends++;
          trailer.append(last.trailingHeaders().get("x-sum"));
        }
        content.release();
      }
    }
  }

  /** Runs on a Vert.x context, as everything does that reads answers. */
  private void inContext(Runnable test) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    vertx.runOnContext(
        ignored -> {
          try {
            test.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    done.get(60, TimeUnit.SECONDS);
  }

  @Test
  void anyTwoCuts_sameBodySameEnd() throws Exception {
    String all = HEAD + CHUNKS + END;
    inContext(
        () -> {
          int whole = 0;
          for (int first = 0; first <= all.length(); first++) {
            for (int second = first; second <= all.length(); second++) {
              Connection connection = new Connection();
              connection.read(all.substring(0, first));
              connection.read(all.substring(first, second));
              connection.read(all.substring(second));

              String cuts = first + "," + second;
              assertThat(connection.body.toString()).as(cuts).isEqualTo(BODY);
              assertThat(connection.trailer.toString()).as(cuts).isEqualTo("t");
              assertThat(connection.ends).as(cuts).isEqualTo(1);
              whole += connection.taken.toString().equals(BODY) ? 1 : 0;

              connection.request();
              connection.read(HEAD + CHUNKS);
              connection.read(CHUNKS + END);
              assertThat(connection.body.toString()).as(cuts).isEqualTo(BODY + BODY);
              assertThat(connection.taken.toString()).as(cuts).isEqualTo(BODY);
              assertThat(connection.ends).as(cuts).isEqualTo(2);
              assertThat(connection.channel.isOpen()).isTrue();
              connection.channel.finishAndReleaseAll();
            }
          }
          assertThat(whole)
              .as("taken whole where the head is a read of its own")
              .isGreaterThan(CHUNKS.length());
        });
  }

  @Test
  void everyByteItsOwnRead_theUsualWay() throws Exception {
    inContext(
        () -> {
          Connection connection = new Connection();
          (HEAD + CHUNKS + END).chars().forEach(c -> connection.read(String.valueOf((char) c)));

          assertThat(connection.body.toString()).isEqualTo(BODY);
          assertThat(connection.taken.toString()).isEmpty();
          assertThat(connection.ends).isEqualTo(1);
        });
  }

  @Test
  void everyByteOfTheBodyItsOwnRead_taken() throws Exception {
    inContext(
        () -> {
          Connection connection = new Connection();
          connection.read(HEAD);
          (CHUNKS + END).chars().forEach(c -> connection.read(String.valueOf((char) c)));

          assertThat(connection.taken.toString()).isEqualTo(BODY);
          assertThat(connection.ends).isEqualTo(1);
        });
  }

  @Test
  void nobodyWants_nothingIsTaken() throws Exception {
    inContext(
        () -> {
          Connection connection = new Connection(false);
          connection.read(HEAD);
          connection.read(CHUNKS);
          connection.read(END);

          assertThat(connection.body.toString()).isEqualTo(BODY);
          assertThat(connection.taken.toString()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n",
        "\r\n",
        "-1\r\n",
        "1 1\n\r\n",
        "3\rabc\r\n",
        ";e\r\n",
        "3\r\nabcd\r\n",
        "3\r\nabc\n",
        "3\r\nabc\rx",
        "ffffffffffffffff\r\n",
        "1;\nx\r\n"
      })
  void noChunks_theConnectionIsClosed(String nonsense) throws Exception {
    inContext(
        () -> {
          Connection connection = new Connection();
          connection.read(HEAD);
          connection.read("2\r\nok\r\n");
          connection.read(nonsense);

          assertThat(connection.channel.isOpen()).isFalse();
          assertThat(connection.taken.toString()).startsWith("ok");
        });
  }

  @Test
  void sizeWithoutEnd_theConnectionIsClosed() throws Exception {
    inContext(
        () -> {
          Connection connection = new Connection();
          connection.read(HEAD);
          connection.read("2;" + "e".repeat(5_000));

          assertThat(connection.channel.isOpen()).isFalse();
        });
  }

  @Test
  void paused_readsNoMore_andTheEndReadsOn() throws Exception {
    inContext(
        () -> {
          Connection connection = new Connection();
          assertThat(connection.tap.pause()).as("not open yet").isFalse();
          connection.read(HEAD);
          assertThat(connection.tap.pause()).isTrue();
          assertThat(connection.channel.config().isAutoRead()).isFalse();
          assertThat(connection.tap.resume()).isTrue();
          assertThat(connection.channel.config().isAutoRead()).isTrue();

          assertThat(connection.tap.pause()).isTrue();
          connection.read(CHUNKS + END);
          assertThat(connection.channel.config().isAutoRead()).as("for the next answer").isTrue();
          assertThat(connection.ends).isEqualTo(1);
          assertThat(connection.tap.resume()).isFalse();
        });
  }
}
