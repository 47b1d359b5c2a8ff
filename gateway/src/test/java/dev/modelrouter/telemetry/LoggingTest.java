package dev.modelrouter.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoggingTest {
  private final LoggerContext context = new LoggerContext();
  private final RecordingStream out = new RecordingStream();

  private Logging configure(String level, boolean development, int capacity) {
    Redactor redactor = new Redactor(List.of("sk-secret"));
    return Logging.configure(context, level, redactor, development, out, capacity);
  }

  @Test
  void log_line_isWrittenWithoutWaitingForMore() throws InterruptedException {
    try (Logging logging = configure("INFO", false, 16)) {
      for (int i = 0; i < 3; i++) {
        context.getLogger("a").info("line {}", i);
        out.awaitLines(i + 1);
      }
      assertThat(logging.droppedLines()).isZero();
    }
    assertThat(out.text()).contains("\"line 0\"").contains("\"line 2\"");
  }

  @Test
  void close_linesThatWait_areWritten() {
    Logging logging = configure("INFO", false, 8192);
    for (int i = 0; i < 5000; i++) {
      context.getLogger("a").info("line");
    }
    logging.close();
    assertThat(out.lines()).isEqualTo(5000);
    assertThat(logging.droppedLines()).isZero();
    context.getLogger("a").info("late");
    assertThat(out.text()).doesNotContain("late");
  }

  @Test
  void log_streamThatStandsStill_dropsAndCountsAndNeverBlocks() throws InterruptedException {
    out.hold();
    Logging logging = configure("INFO", false, 16);
    context.getLogger("a").info("first");
    out.awaitHeld();
    for (int i = 0; i < 20; i++) {
      context.getLogger("a").info("line");
    }
    assertThat(logging.droppedLines()).isEqualTo(4);
    out.release();
    logging.close();
    assertThat(out.lines()).isEqualTo(17);
  }

  @Test
  void log_streamThatFails_countsTheLines() {
    out.fail();
    Logging logging = configure("INFO", false, 16);
    PrintStream usual = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      for (int i = 1; i <= 3; i++) {
        context.getLogger("a").info("one");
        while (logging.droppedLines() < i) {
          Thread.onSpinWait();
        }
      }
    } finally {
      logging.close();
      System.setErr(usual);
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .as("told once, where it can be told")
        .containsOnlyOnce("log lines cannot be written")
        .contains("pipe closed");
  }

  @Test
  void log_valueThatCannotBeShown_doesNotEndTheLog() {
    Logging logging = configure("INFO", false, 16);
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    context.getLogger("a").atInfo().addKeyValue("value", broken).log("one");
    context.getLogger("a").info("two");
    logging.close();
    assertThat(out.text()).contains("two").doesNotContain("one");
    assertThat(logging.droppedLines()).isEqualTo(1);
  }

  @Test
  void log_lineLargerThanTheBuffer_isWrittenWhole() {
    Logging logging = configure("INFO", false, 16);
    String large = "x".repeat(200_000);
    context.getLogger("a").info("before");
    context.getLogger("a").info(large);
    context.getLogger("a").info("after");
    logging.close();
    assertThat(out.text()).containsSubsequence("before", large, "after");
    assertThat(out.lines()).isEqualTo(3);
  }

  @Test
  void log_secret_isHidden() {
    Logging logging = configure("INFO", false, 16);
    context.getLogger("a").info("key {}", "sk-secret");
    logging.close();
    assertThat(out.text()).contains("key ***").doesNotContain("sk-secret");
  }

  @Test
  void configure_level_holdsAndTheFrameworksSayWarningsOnly() {
    configure("TRACE", false, 16).close();
    assertThat(context.getLogger("dev.modelrouter").getEffectiveLevel()).isEqualTo(Level.TRACE);
    assertThat(context.getLogger("io.netty.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.vertx.x").getEffectiveLevel()).isEqualTo(Level.WARN);
    configure("ERROR", false, 16).close();
    assertThat(context.getLogger("io.vertx.x").getEffectiveLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void configure_stacks_areForDebugAndDevelopment() {
    assertThat(stackLogged("INFO", false)).isFalse();
    assertThat(stackLogged("DEBUG", false)).isTrue();
    assertThat(stackLogged("TRACE", false)).isTrue();
    assertThat(stackLogged("INFO", true)).isTrue();
  }

  private boolean stackLogged(String level, boolean development) {
    RecordingStream stream = new RecordingStream();
    Logging logging = Logging.configure(context, level, Redactor.none(), development, stream, 16);
    context.getLogger("a").error("m", new IllegalStateException("x"));
    logging.close();
    assertThat(stream.text()).contains("\"error\":\"java.lang.IllegalStateException: x\"");
    return stream.text().contains("\"stack\":");
  }

  @Test
  void earlyLogging_isWhatLogbackStartsWith() throws JoranException {
    LoggerContext started = new LoggerContext();

    new ContextInitializer(started).autoConfig();

    assertThat(started.getLogger("ROOT").getLevel()).isEqualTo(Level.WARN);
    started.stop();
  }

  /** Remembers what is written; can stand still or fail. */
  private static final class RecordingStream extends OutputStream {
    private final StringBuilder text = new StringBuilder();
    private final CountDownLatch held = new CountDownLatch(1);
    private CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean failing;

    @Override
    public void write(int b) {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      held.countDown();
      if (failing) {
        throw new IOException("pipe closed");
      }
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      synchronized (this) {
        text.append(new String(bytes, from, length, UTF_8));
        notifyAll();
      }
    }

    void hold() {
      gate = new CountDownLatch(1);
    }

    void awaitHeld() throws InterruptedException {
      assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    }

    void release() {
      gate.countDown();
    }

    void fail() {
      failing = true;
    }

    synchronized void awaitLines(int lines) throws InterruptedException {
      while (lines() < lines) {
        wait();
      }
    }

    synchronized String text() {
      return text.toString();
    }

    synchronized int lines() {
      return (int) text.chars().filter(c -> c == '\n').count();
    }
  }
}
