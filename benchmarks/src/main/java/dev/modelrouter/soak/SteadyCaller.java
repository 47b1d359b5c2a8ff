package dev.modelrouter.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * A well-behaved caller: small requests, whole and streamed in turn, in one dialect, to a provider
 * that never fails. Each must be answered whole and soon.
 */
final class SteadyCaller implements Runnable {
  private static final int MAX_FAILURES_KEPT = 20;
  private static final int MAX_TIMES = 2_000_000;

  private final GatewayNode node;
  private final String path;
  private final String endOfStream;
  private final BooleanSupplier running;
  private final long pauseMillis;
  private final List<String> failures = new ArrayList<>();
  private final long[] wholeMicros = new long[MAX_TIMES];
  private int whole;
  private long streams;

  /**
   * A caller that has not begun.
   *
   * @param path where it asks, of OpenAI's, Anthropic's or Ollama's API
   * @param endOfStream what stands in a stream that is whole
   * @param pauseMillis between two requests
   */
  SteadyCaller(
      GatewayNode node,
      String path,
      String endOfStream,
      long pauseMillis,
      BooleanSupplier running) {
    this.node = node;
    this.path = path;
    this.endOfStream = endOfStream;
    this.pauseMillis = pauseMillis;
    this.running = running;
  }

  @Override
  public void run() {
    boolean stream = false;
    while (running.getAsBoolean()) {
      try (WireClient client = new WireClient(node.port(), 0)) {
        for (int i = 0; i < 200 && running.getAsBoolean(); i++) {
          ask(client, stream);
          stream = !stream;
          Thread.sleep(pauseMillis);
        }
      } catch (IOException e) {
        failed("connection: " + e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void ask(WireClient client, boolean stream) throws IOException {
    long began = System.nanoTime();
    client.post(path, "steady", "", HostileCaller.request("good/m", stream, "hello"));
    WireClient.Response response = client.read();
    long micros = (System.nanoTime() - began) / 1_000;
    if (response.status() != 200) {
      failed("status " + response.status() + ": " + response.body());
    } else if (stream && !response.body().contains(endOfStream)) {
      failed("a stream without its end: " + response.body());
    } else if (stream) {
      synchronized (this) {
        streams++;
      }
    } else {
      synchronized (this) {
        if (whole < MAX_TIMES) {
          wholeMicros[whole++] = micros;
        }
      }
    }
  }

  private synchronized void failed(String what) {
    if (failures.size() < MAX_FAILURES_KEPT) {
      String at = String.format(Locale.ROOT, "%tT ", System.currentTimeMillis());
      failures.add(at + path + " " + what.substring(0, Math.min(300, what.length())));
    }
  }

  /** What went wrong, the first ones only. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** Microseconds of every whole answer so far, in order. */
  synchronized long[] times() {
    return Arrays.copyOf(wholeMicros, whole);
  }

  /** Streams that came whole. */
  synchronized long streams() {
    return streams;
  }

  /** Forgets what was measured, at the end of the warm-up. */
  synchronized void forget() {
    whole = 0;
    streams = 0;
    failures.clear();
  }
}
