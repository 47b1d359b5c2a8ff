package dev.modelrouter.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Log events as JSON, one object a line: {@code timestamp}, {@code level}, {@code logger}, {@code
 * message}, then the event's key-value pairs (numbers and booleans stay what they are), and for a
 * throwable {@code error} and perhaps {@code stack}. No secret of the redactor gets through. Safe
 * for all threads.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};
  private static final int DEFAULT_LINE = 512;
  private static final int MAX_KEPT_CHARS = 16 * 1024;
  private static final int MAX_CAUSES = 8;

  private final Redactor redactor;
  private final boolean stacks;
  private final TimestampFormatter timestamps = new TimestampFormatter();

  /** The line that is being written; one for all lines. */
  private StringBuilder text = new StringBuilder(DEFAULT_LINE);

  /**
   * An encoder.
   *
   * @param stacks whether stack traces are written
   */
  public JsonLogEncoder(Redactor redactor, boolean stacks) {
    this.redactor = redactor;
    this.stacks = stacks;
  }

  @Override
  public synchronized byte[] encode(ILoggingEvent event) {
    String line = line(event, false);
    // One search in the whole line is cheaper than one in each text. The line itself is not
    // replaced in: a secret such as "1234" may also be a number or part of the time.
    if (redactor.finds(line)) {
      line = line(event, true);
    }
    return line.getBytes(UTF_8);
  }

  private String line(ILoggingEvent event, boolean redact) {
    StringBuilder out = text;
    if (out.capacity() > MAX_KEPT_CHARS) {
      out = new StringBuilder(DEFAULT_LINE);
      text = out;
    }
    out.setLength(0);
    out.append("{\"timestamp\":\"");
    timestamps.append(out, event.getTimeStamp());
    out.append("\",\"level\":\"").append(event.getLevel()).append("\",\"logger\":\"");
    JsonStringEscaper.append(out, event.getLoggerName());
    out.append('"');
    text(out, "message", event.getFormattedMessage(), redact);
    IThrowableProxy thrown = event.getThrowableProxy();
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (int i = 0; i < pairs.size(); i++) {
        KeyValuePair pair = pairs.get(i);
        value(out, free(pair.key, thrown != null), pair.value, redact);
      }
    }
    if (thrown != null) {
      text(out, "error", describe(thrown), redact);
      if (stacks) {
        text(out, "stack", ThrowableProxyUtil.asString(thrown), redact);
      }
    }
    return out.append("}\n").toString();
  }

  /** A name beside those that every line has: no object may have a name twice. */
  private static String free(String key, boolean thrown) {
    return switch (key) {
      case "timestamp", "level", "logger", "message" -> key + "_";
      case "error", "stack" -> thrown ? key + "_" : key;
      default -> key;
    };
  }

  /** By questions and not by a switch over types, whose way through a method handle costs more. */
  @SuppressWarnings("IfChainToSwitch")
  private void value(StringBuilder out, String key, @Nullable Object value, boolean redact) {
    if (value instanceof String text) {
      text(out, key, text, redact);
    } else if (value instanceof Integer number) {
      name(out, key).append(number.intValue());
    } else if (value instanceof Double number && Double.isFinite(number)) {
      name(out, key).append(number.doubleValue());
    } else if (value instanceof Long number) {
      name(out, key).append(number.longValue());
    } else if (value instanceof Boolean flag) {
      name(out, key).append(flag.booleanValue());
    } else if (value instanceof Float number && Float.isFinite(number)) {
      name(out, key).append(number.floatValue());
    } else if (value == null) {
      name(out, key).append("null");
    } else {
      text(out, key, String.valueOf(value), redact);
    }
  }

  private void text(StringBuilder out, String key, @Nullable String text, boolean redact) {
    name(out, key).append('"');
    String shown = text == null ? "" : text;
    JsonStringEscaper.append(out, redact ? redactor.redact(shown) : shown);
    out.append('"');
  }

  private static StringBuilder name(StringBuilder out, String key) {
    out.append(",\"");
    JsonStringEscaper.append(out, key);
    return out.append("\":");
  }

  private static String describe(IThrowableProxy thrown) {
    StringBuilder out = new StringBuilder();
    IThrowableProxy current = thrown;
    for (int i = 0; i < MAX_CAUSES && current != null; i++) {
      out.append(i == 0 ? "" : "; caused by ").append(current.getClassName());
      if (current.getMessage() != null) {
        out.append(": ").append(current.getMessage());
      }
      current = current.getCause();
    }
    return out.toString();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
