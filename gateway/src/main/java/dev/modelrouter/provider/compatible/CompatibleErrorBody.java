package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.provider.RetryAfter;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an error of an OpenAI-compatible provider says, in whichever of the shapes in use: {@code
 * {"error":{"message","type","code"}}}, {@code {"error":"text"}}, {@code [{"error":…}]}, {@code
 * {"message"}}, {@code {"detail"}}, or the inner object alone.
 *
 * @param message for people, or null
 * @param codes type, code and other machine-readable words, joined by spaces, in the provider's
 *     spelling
 * @param numericCode a {@code code} that is a number, as OpenRouter's are, else 0
 * @param flagged whether OpenRouter's moderation gave its reasons
 * @param type its {@code type}, or null
 * @param code its {@code code} as text, or null
 * @param param its {@code param}, or null
 * @param otherFields the other fields of the inner object as members of a JSON object, as they were
 *     written; those that together have more than {@link #MAX_OTHER_BYTES} are left out
 * @param reset when OpenRouter's own limit begins anew, milliseconds since 1970 as text, or null
 */
record CompatibleErrorBody(
    @Nullable String message,
    String codes,
    int numericCode,
    boolean flagged,
    @Nullable String type,
    @Nullable String code,
    @Nullable String param,
    String otherFields,
    @Nullable String reset) {
  static final CompatibleErrorBody NONE =
      new CompatibleErrorBody(null, "", 0, false, null, null, null, "", null);

  /** Most bytes of other fields. */
  static final int MAX_OTHER_BYTES = 8 * 1024;

  /** The fields of OpenAI's own error. */
  static final Set<String> OWN_FIELDS = Set.of("message", "type", "code", "param");

  private static final Pattern TRY_AGAIN =
      Pattern.compile("try again in ((?:[0-9.]{1,32}(?:ms|[dhms]) ?){1,5})(?![a-z0-9])");
  private static final Pattern TIME = Pattern.compile("([0-9.]+)(ms|[dhms])");
  private static final double MILLIS_PER_SECOND = 1_000;

  /**
   * Reads one.
   *
   * @throws MalformedJsonException if the bytes are not JSON
   */
  static CompatibleErrorBody read(byte[] bytes, int from, int to) {
    Parser parser = new Parser(bytes);
    parser.json.reset(bytes, from, to);
    parser.value(false);
    parser.json.finish();
    return new CompatibleErrorBody(
        parser.message,
        parser.codes.toString(),
        parser.numericCode,
        parser.flagged,
        parser.type,
        parser.code,
        parser.param,
        parser.others.toString(),
        parser.reset);
  }

  /** Whether the provider refused the content, rather than the form, of the request. */
  boolean contentPolicy() {
    return flagged || codes.contains("content_policy") || codes.contains("content_filter");
  }

  /** Whether it is about a rate, although no status says so. */
  boolean rateLimit() {
    return codes.contains("rate_limit");
  }

  /** Groq and OpenAI say in their message how long to wait; null when this one does not. */
  @Nullable Duration retryAfter() {
    Matcher found = message == null ? null : TRY_AGAIN.matcher(message);
    if (found == null || !found.find()) {
      return null;
    }
    double seconds = 0;
    Matcher part = TIME.matcher(found.group(1));
    while (part.find()) {
      seconds += number(part.group(1)) * secondsOf(part.group(2));
    }
    return RetryAfter.ofSeconds(seconds);
  }

  private static double number(String digits) {
    try {
      return Double.parseDouble(digits);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static double secondsOf(String unit) {
    return switch (unit) {
      case "d" -> 24 * 3_600;
      case "h" -> 3_600;
      case "m" -> 60;
      case "s" -> 1;
      default -> 1 / MILLIS_PER_SECOND;
    };
  }

  /** The walk over one body. */
  private static final class Parser {
    private final JsonScanner json = new JsonScanner();
    private final byte[] bytes;
    private final StringBuilder codes = new StringBuilder();
    private final StringBuilder others = new StringBuilder();
    private @Nullable String message;
    private int numericCode;
    private boolean flagged;
    private @Nullable String type;
    private @Nullable String code;
    private @Nullable String param;
    private @Nullable String reset;

    Parser(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Reads an error; {@code inner} where it is the value of a field of that name. */
    private void value(boolean inner) {
      if (json.isString()) {
        message = json.string();
      } else if (json.beginArray()) {
        for (boolean first = true; json.nextElement(first); first = false) {
          value(inner);
        }
      } else if (json.beginObject()) {
        for (boolean first = true; json.nextField(first); first = false) {
          String name = json.name();
          int from = json.nameFrom() - 1;
          field(name);
          if (inner && !OWN_FIELDS.contains(name)) {
            other(from, json.position());
          }
        }
      } else {
        json.skip();
      }
    }

    private void other(int from, int to) {
      if (others.length() + to - from < MAX_OTHER_BYTES) {
        others
            .append(others.isEmpty() ? "" : ",")
            .append(new String(bytes, from, to - from, UTF_8));
      }
    }

    private void field(String name) {
      switch (name) {
        case "error" -> value(true);
        case "message", "detail" -> {
          if (json.isString()) {
            message = json.string();
          } else {
            json.skip();
          }
        }
        case "type" -> type = word();
        case "code" -> code = word();
        case "error_type", "status" -> word();
        case "param" -> {
          if (json.isString()) {
            param = json.string();
          } else {
            json.skip();
          }
        }
        case "metadata" -> metadata();
        default -> json.skip();
      }
    }

    private @Nullable String word() {
      if (json.isString()) {
        String word = json.string();
        codes.append(word).append(' ');
        return word;
      }
      if (json.isNumber()) {
        numericCode = Math.clamp(json.wholeNumber(), 0, Integer.MAX_VALUE);
        return Integer.toString(numericCode);
      }
      json.skip();
      return null;
    }

    private void metadata() {
      if (!json.beginObject()) {
        json.skip();
        return;
      }
      for (boolean first = true; json.nextField(first); first = false) {
        String name = json.name();
        if (name.equals("error_type")) {
          word();
        } else if (name.equals("headers") && json.beginObject()) {
          headers();
        } else {
          flagged |= name.equals("reasons") || name.equals("flagged_input");
          json.skip();
        }
      }
    }

    private void headers() {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.name().equalsIgnoreCase("x-ratelimit-reset") && json.isString()) {
          reset = json.string();
        } else {
          json.skip();
        }
      }
    }
  }
}
