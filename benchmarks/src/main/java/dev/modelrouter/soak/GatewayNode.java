package dev.modelrouter.soak;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway that was started by {@code ./modelrouter}, seen from outside. Linux only. */
final class GatewayNode implements AutoCloseable {
  private static final Pattern USED_HEAP = Pattern.compile("used (\\d+)K");
  private static final long START_MILLIS = 60_000;

  private final Process process;
  private final Path directory;
  private final Path output;
  private final int port;

  /**
   * Starts one and waits until it listens.
   *
   * @param launcher path of {@code modelrouter}
   * @param configuration contents of its {@code modelrouter.yaml}
   * @param javaOptions value of {@code JAVA_OPTS}
   */
  GatewayNode(Path launcher, String configuration, String javaOptions)
      throws IOException, InterruptedException {
    directory = Files.createTempDirectory("soak-node");
    output = directory.resolve("out.log");
    configure(configuration);
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_OPTS", javaOptions);
    environment.put("LOG_LEVEL", "WARN");
    port = freePort();
    environment.put("PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    process =
        builder
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    awaitListening();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening() throws IOException, InterruptedException {
    long end = System.nanoTime() + START_MILLIS * 1_000_000;
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (probe.isConnected()) {
          return;
        }
      } catch (ConnectException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IOException("the gateway did not start: " + log());
  }

  /** Replaces its configuration, at once, as an editor does. */
  void configure(String configuration) throws IOException {
    Path next = directory.resolve("modelrouter.yaml.next");
    Files.writeString(next, configuration);
    Files.move(next, directory.resolve("modelrouter.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  int port() {
    return port;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** All that it has written to standard output and standard error. */
  String log() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /** Resident memory in MiB. */
  long residentMebibytes() throws IOException {
    try (Stream<String> lines = Files.lines(proc().resolve("status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          / 1024;
    }
  }

  /** Open file descriptors. */
  long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(proc().resolve("fd"))) {
      return all.count();
    }
  }

  private Path proc() {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  /** Used heap in KiB after full collections. */
  long heapKibibytes() throws IOException, InterruptedException {
    jcmd("GC.run");
    jcmd("GC.run");
    Matcher used = USED_HEAP.matcher(jcmd("GC.heap_info"));
    long sum = 0;
    while (used.find()) {
      sum += Long.parseLong(used.group(1));
    }
    return sum;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    // The first generations only: what follows is metaspace.
    int metaspace = said.indexOf("Metaspace");
    return metaspace < 0 ? said : said.substring(0, metaspace);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
