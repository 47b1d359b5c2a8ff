package dev.modelrouter.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import org.slf4j.LoggerFactory;

/**
 * The log of this process: everything that goes through SLF4J, as JSON lines on one stream, written
 * by a thread of its own so that no event loop ever waits for it.
 */
public final class Logging implements AutoCloseable {
  private static final String UNOWNED_CONNECTIONS = "io.vertx.core.net.impl.ConnectionBase";

  /** Some 200 ms of a saturated gateway. */
  private static final int CAPACITY = 8192;

  private final Logger root;
  private final QueuedAppender appender;
  private final Redactor redactor;

  private Logging(Logger root, QueuedAppender appender, Redactor redactor) {
    this.root = root;
    this.appender = appender;
    this.redactor = redactor;
  }

  /**
   * Takes the process's log over.
   *
   * @param level one of ERROR, WARN, INFO, DEBUG, TRACE; Vert.x and Netty say no more than WARN
   * @param development whether stack traces are written at every level, not at DEBUG and TRACE only
   * @param out where lines go; not closed. A {@link java.io.PrintStream} hides its failures
   */
  public static Logging configure(
      String level, Redactor redactor, boolean development, OutputStream out) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      return configure(context, level, redactor, development, out, CAPACITY);
    }
    throw new IllegalStateException("SLF4J is not bound to Logback");
  }

  static Logging configure(
      LoggerContext context,
      String level,
      Redactor redactor,
      boolean development,
      OutputStream out,
      int capacity) {
    Level threshold = Level.toLevel(level);
    boolean debug = Level.DEBUG.isGreaterOrEqual(threshold);
    boolean stacks = development || debug;
    JsonLogEncoder encoder = new JsonLogEncoder(redactor, stacks);
    encoder.setContext(context);
    QueuedAppender appender = new QueuedAppender(encoder, out, capacity, Logging::warn);
    appender.setContext(context);
    context.reset();
    encoder.start();
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(threshold);
    root.addAppender(appender);
    Level others = threshold.isGreaterOrEqual(Level.WARN) ? threshold : Level.WARN;
    context.getLogger("io.vertx").setLevel(others);
    context.getLogger("io.netty").setLevel(others);
    // It logs as an error what a peer sends before Vert.x hands its connection over, such as bytes
    // that are no HTTP/2; afterwards each connection's own handler is told instead.
    context.getLogger(UNOWNED_CONNECTIONS).setLevel(debug ? others : Level.OFF);
    return new Logging(root, appender, redactor);
  }

  /** The log itself cannot say it. */
  private static void warn(IOException failure) {
    System.err.println(
        "modelrouter: log lines cannot be written ("
            + failure.getMessage()
            + "); those that are lost are counted in modelrouter_log_lines_dropped_total");
  }

  /** Hides these secrets as well from now on. */
  public void hide(Collection<String> secrets) {
    redactor.learn(secrets);
  }

  /** Lines that were lost because they came faster than they could be written. */
  public long droppedLines() {
    return appender.dropped();
  }

  /** Writes what waits, for at most three seconds, and logs no more. */
  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
