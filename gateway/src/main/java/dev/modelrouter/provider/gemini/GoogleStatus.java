package dev.modelrouter.provider.gemini;

import dev.modelrouter.provider.RetryAfter;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an error of Google's APIs says: a {@code google.rpc.Status} under {@code error}, alone or in
 * an array.
 *
 * @param message for people, or null
 * @param code the HTTP status it stands for, 0 when it does not say
 * @param status its word, such as {@code INVALID_ARGUMENT}, or null
 * @param reason the word of its {@code ErrorInfo}, such as {@code API_KEY_INVALID}, or null
 * @param field the first field its {@code BadRequest} blames, or null
 * @param retryDelay how long its {@code RetryInfo} says to wait, or null
 */
record GoogleStatus(
    @Nullable String message,
    int code,
    @Nullable String status,
    @Nullable String reason,
    @Nullable String field,
    @Nullable Duration retryDelay) {
  private static final GoogleStatus NONE = new GoogleStatus(null, 0, null, null, null, null);

  /** Reads one; what is no JSON, a web page from some proxy, says nothing. */
  static GoogleStatus read(byte[] bytes, int from, int to) {
    Parser parser = new Parser();
    try {
      parser.json.reset(bytes, from, to);
      parser.value();
      parser.json.finish();
    } catch (MalformedJsonException e) {
      return NONE;
    }
    return new GoogleStatus(
        parser.message, parser.code, parser.status, parser.reason, parser.field, parser.retryDelay);
  }

  /** Reads a duration as protobuf writes it in JSON: seconds and an s. */
  private static @Nullable Duration duration(String text) {
    if (!text.endsWith("s")) {
      return null;
    }
    try {
      double seconds = Double.parseDouble(text.substring(0, text.length() - 1));
      return RetryAfter.ofSeconds(seconds);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The walk over one body. */
  private static final class Parser {
    private final JsonScanner json = new JsonScanner();
    private @Nullable String message;
    private int code;
    private @Nullable String status;
    private @Nullable String reason;
    private @Nullable String field;
    private @Nullable Duration retryDelay;

    private void value() {
      if (json.isString()) {
        message = json.string();
      } else if (json.beginArray()) {
        for (boolean first = true; json.nextElement(first); first = false) {
          value();
        }
      } else if (json.beginObject()) {
        for (boolean first = true; json.nextField(first); first = false) {
          field(json.name());
        }
      } else {
        json.skip();
      }
    }

    private void field(String name) {
      switch (name) {
        case "error" -> value();
        case "message" -> message = text(message);
        case "status" -> status = text(status);
        case "code" -> code = Math.clamp(json.wholeNumber(), 0, Integer.MAX_VALUE);
        case "details" -> details();
        default -> json.skip();
      }
    }

    private @Nullable String text(@Nullable String otherwise) {
      if (json.isString()) {
        return json.string();
      }
      json.skip();
      return otherwise;
    }

    private void details() {
      if (json.beginArray()) {
        for (boolean first = true; json.nextElement(first); first = false) {
          details();
        }
      } else if (json.beginObject()) {
        for (boolean first = true; json.nextField(first); first = false) {
          detail(json.name());
        }
      } else {
        json.skip();
      }
    }

    private void detail(String name) {
      switch (name) {
        case "reason" -> reason = text(reason);
        case "field" -> {
          String blamed = text(null);
          field = field == null ? blamed : field;
        }
        case "fieldViolations" -> details();
        case "retryDelay" -> {
          String delay = text(null);
          retryDelay = delay == null ? retryDelay : duration(delay);
        }
        default -> json.skip();
      }
    }
  }
}
