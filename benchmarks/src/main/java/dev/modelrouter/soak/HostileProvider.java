package dev.modelrouter.soak;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/** Answers each request in another way that a provider may fail in, drawn by lot. */
final class HostileProvider implements Function<RecordedRequest, Reply> {
  private static final int BOMB_BYTES = 64 * 1024 * 1024;

  private final RandomGenerator random;
  private final List<Supplier<Reply>> replies;

  HostileProvider(RandomGenerator random) {
    this.random = random;
    Answer words = Reply.words(20).betweenTokens(Duration.ofMillis(5));
    Reply bomb = Reply.wireBytes(compressedBomb());
    replies =
        List.of(
            () -> words,
            () -> words.resetAfter(10),
            () -> words.cutAfter(10),
            () -> words.endAfter(10),
            () -> words.stallAfter(10),
            () -> words.errorAfter(10),
            () -> words.brokenEventAfter(10),
            () -> words.withoutEndMarkLeftOpen(),
            () -> words.beforeFirstToken(Duration.ofSeconds(5)),
            () -> Reply.status(500),
            () -> Reply.status(503),
            () -> Reply.status(429).header("Retry-After", "1"),
            Reply::resetBeforeHead,
            Reply::closeBeforeHead,
            Reply::hang,
            Reply::headThenStall,
            Reply::html,
            Reply::garbage,
            Reply::garbageEvents,
            Reply::empty,
            Reply::hugeLine,
            () -> bomb,
            () -> wire("102 Processing||HTTP/1.1 500 x|Content-Length: 0||"),
            () -> wire("101 Switching Protocols|Upgrade: x||"),
            () -> wire("200 OK|Content-Length: 5|Content-Length: 7||{}{}{}"),
            () -> wire("200 OK|x-ratelimit-a: \u0001\u0002|Content-Length: 2||{}"));
  }

  @Override
  public Reply apply(RecordedRequest request) {
    int drawn;
    synchronized (random) {
      drawn = random.nextInt(replies.size());
    }
    return replies.get(drawn).get();
  }

  /** An answer that begins with this status; a bar stands for the end of a line. */
  private static Reply wire(String text) {
    String all = "HTTP/1.1 " + text.replace("|", "\r\n");
    return Reply.wireBytes(all.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A whole answer of 64 MiB that takes some 64 KiB on the wire. */
  private static byte[] compressedBomb() {
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
        gzip.write(
            "{\"choices\":[{\"index\":0,\"message\":{\"content\":\""
                .getBytes(StandardCharsets.UTF_8));
        byte[] block = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
        for (int written = 0; written < BOMB_BYTES; written += block.length) {
          gzip.write(block);
        }
        gzip.write("\"},\"finish_reason\":\"stop\"}]}".getBytes(StandardCharsets.UTF_8));
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(
          ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                  + "Content-Length: "
                  + body.size()
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      body.writeTo(all);
      return all.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
