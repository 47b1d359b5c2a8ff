package dev.modelrouter.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/** Does one thing after another that a caller must not be able to hurt others with. */
final class HostileCaller implements Runnable {
  private static final int BIG = 10 * 1024 * 1024;
  private static final int SMALL_BUFFER = 4096;
  private static final List<String> PATHS =
      List.of("/v1/chat/completions", "/v1/messages", "/v1/responses", "/api/chat", "/chat");

  private enum Attack {
    LARGE_TEXT,
    MANY_VALUES,
    UNFINISHED_BODY,
    STALLED_READER,
    CANCEL,
    OWN_LIMITS,
    BROKEN_FRAMING,
    CONTROL_CHARACTERS,
    COMPRESSED_BOMB,
    WRONG_KEY,
    HOSTILE_PROVIDER
  }

  private final List<Integer> ports;
  private final RandomGenerator random;
  private final BooleanSupplier running;
  private final AtomicLong attacks;

  HostileCaller(
      List<Integer> ports, RandomGenerator random, BooleanSupplier running, AtomicLong attacks) {
    this.ports = ports;
    this.random = random;
    this.running = running;
    this.attacks = attacks;
  }

  @Override
  public void run() {
    Attack[] all = Attack.values();
    while (running.getAsBoolean()) {
      int port = ports.get(random.nextInt(ports.size()));
      Attack attack = all[random.nextInt(all.length)];
      try (WireClient client =
          new WireClient(port, attack == Attack.STALLED_READER ? SMALL_BUFFER : 0)) {
        perform(attack, client);
        attacks.incrementAndGet();
      } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException cutOff) {
        // The gateway may refuse in every way it likes.
        attacks.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void perform(Attack attack, WireClient client) throws IOException, InterruptedException {
    String path = PATHS.get(random.nextInt(PATHS.size()));
    switch (attack) {
      case LARGE_TEXT -> {
        client.post(path, "hostile", "", request("good/m", false, "x".repeat(BIG)));
        client.read();
      }
      case MANY_VALUES -> {
        String values = "{\"\":0},".repeat(BIG / 10);
        byte[] body =
            ("{\"model\":\"good/m\",\"max_tokens\":5,\"junk\":["
                    + values
                    + "0],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        client.post(path, "hostile", "", body);
        client.read();
      }
      case UNFINISHED_BODY -> {
        client.write(client.head(path, "hostile", "", BIG));
        client.write(new byte[BIG - random.nextInt(1, BIG / 2)]);
        Thread.sleep(random.nextInt(2_000));
      }
      case STALLED_READER -> {
        client.post("/v1/chat/completions", "hostile", "", request("flood/m", true, "x"));
        Thread.sleep(random.nextInt(5_000));
      }
      case CANCEL -> {
        client.post(path, "hostile", "", request("good/m", true, "x"));
        Thread.sleep(random.nextInt(100));
      }
      case OWN_LIMITS -> {
        String limits = "x-modelrouter-first-token-ms: 1\r\nx-modelrouter-timeout-ms: 1\r\n";
        client.post(path, "hostile", limits, request("mixed", true, "x"));
        client.read();
      }
      case BROKEN_FRAMING -> {
        client.post(
            path, "hostile", "Transfer-Encoding: xchunked\r\n", request("mixed", true, "x"));
        client.read();
      }
      case CONTROL_CHARACTERS -> {
        client.post(path, "hostile", "anthropic-beta: a\u0001b\r\n", request("mixed", false, "x"));
        client.read();
      }
      case COMPRESSED_BOMB -> {
        client.post(path, "hostile", "Content-Encoding: gzip\r\n", bomb());
        client.read();
      }
      case WRONG_KEY -> {
        client.post(path, "wrong", "", request("good/m", false, "x"));
        client.read();
      }
      case HOSTILE_PROVIDER -> {
        client.post(path, "hostile", "", request("mixed", random.nextBoolean(), "x"));
        client.read();
      }
    }
  }

  private static byte[] bomb() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        byte[] block = new byte[64 * 1024];
        for (int i = 0; i < 2_000; i++) {
          gzip.write(block);
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A chat request that most dialects understand. */
  static byte[] request(String model, boolean stream, String text) {
    return ("{\"model\":\""
            + model
            + "\",\"max_tokens\":50,\"stream\":"
            + stream
            + ",\"messages\":[{\"role\":\"user\",\"content\":\""
            + text
            + "\"}]}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
