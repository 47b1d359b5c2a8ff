package dev.modelrouter.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A gateway in a process of its own, with a heap of its own and signals that reach it. */
final class GatewayProcess implements AutoCloseable {
  private static final Pattern USED =
      Pattern.compile("(?:DefNew|Tenured) +total \\d+K, used (\\d+)K");

  private static final long STEADY_BYTES = 64 * 1024;

  private final Process process;
  private final Path output;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  GatewayProcess(Map<String, String> settings, String... jvmOptions) {
    try {
      port = freePort();
      output = Files.createTempFile("gateway", ".log");
      List<String> command = new ArrayList<>();
      command.add(tool("java"));
      command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
      command.addAll(List.of(jvmOptions));
      command.addAll(List.of("-cp", classPath(), "dev.modelrouter.Main"));
      ProcessBuilder builder = new ProcessBuilder(command);
      Map<String, String> environment = new HashMap<>(settings);
      environment.put("PORT", Integer.toString(port));
      environment.put("HOST", "127.0.0.1");
      builder.environment().putAll(environment);
      builder.directory(Files.createTempDirectory("gateway").toFile());
      process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    GatewayUnderTest.eventually(
        Duration.ofSeconds(30),
        "the process answers",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the gateway did not start: " + log());
          }
          return ready();
        });
  }

  /** The process runs in a folder of its own. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  int port() {
    return port;
  }

  String log() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean ready() {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers of the gateway itself; without a key, which it has none of. */
  HttpResponse<String> post(String path, String body) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Whether it hears SIGHUP. Where that was ignored by whoever started these tests (nohup does so),
   * it is ignored by all processes they start, and a JVM leaves it at that.
   */
  static boolean hearsHangups() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .noneMatch(line -> (Character.digit(line.charAt(line.length() - 1), 16) & 1) == 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal, such as HUP. */
  void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("the signal could not be sent");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  String metrics() {
    return get("/metrics");
  }

  /** What it answers there. */
  String get(String path) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Bytes of heap in use after forced collections, repeated until another one frees nothing worth
   * the name: what waits for a cleaner or a reference queue goes with the collection after.
   */
  long heapAfterCollection() {
    long before = collected();
    long after = collected();
    while (before - after > STEADY_BYTES) {
      before = after;
      after = collected();
    }
    return after;
  }

  /**
   * Bytes of all objects that are in use, after a forced collection. Gaps that the collector left
   * between them do not count, as they do in {@link #heapAfterCollection}.
   */
  long bytesInUse() {
    return jcmd("GC.class_histogram")
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("\\d+: .*") && !line.contains("FillerElement"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[2]))
        .sum();
  }

  private long collected() {
    jcmd("GC.run");
    Matcher used = USED.matcher(jcmd("GC.heap_info"));
    long kilobytes = 0;
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    if (kilobytes == 0) {
      throw new AssertionError("no heap size in: " + jcmd("GC.heap_info"));
    }
    return kilobytes * 1024;
  }

  private String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), command)
              .redirectErrorStream(true)
              .start();
      String said = new String(jcmd.getInputStream().readAllBytes());
      jcmd.waitFor();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends SIGTERM and waits for the exit status. */
  int terminate() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after SIGTERM: " + log());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  /** Ends it at once, by SIGKILL, and waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    client.close();
    process.destroyForcibly();
  }
}
