package dev.modelrouter.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The log until {@link Logging} takes over: warnings as JSON on standard output. Logback finds it
 * as a service and so reads no XML, which would cost a tenth of the start.
 */
public final class BootstrapLogging extends ContextAwareBase implements Configurator {
  /** For the service loader. */
  public BootstrapLogging() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    JsonLogEncoder encoder = new JsonLogEncoder(Redactor.none(), false);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
