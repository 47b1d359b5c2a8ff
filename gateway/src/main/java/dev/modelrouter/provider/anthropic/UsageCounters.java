package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.JsonScanner;

/**
 * The counters of one answer. Each report is of the whole answer so far, so a counter that comes
 * again replaces the one before, and one that is left out stays. Of the prompt Anthropic counts
 * three parts that do not overlap: new, written to the cache, read from the cache.
 */
final class UsageCounters {
  private static final byte[] INPUT = ascii("input_tokens");
  private static final byte[] WRITTEN = ascii("cache_creation_input_tokens");
  private static final byte[] CACHED = ascii("cache_read_input_tokens");
  private static final byte[] OUTPUT = ascii("output_tokens");
  private static final byte[] DETAILS = ascii("output_tokens_details");
  private static final byte[] THINKING = ascii("thinking_tokens");

  private long input;
  private long written;
  private long cached;
  private long output;
  private long thinking;

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Takes over the object whose beginning has been read. */
  void read(JsonScanner json) {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(DETAILS) && json.beginObject()) {
        for (boolean inner = true; json.nextField(inner); inner = false) {
          if (json.nameIs(THINKING) && json.isNumber()) {
            thinking = json.wholeNumber();
          } else {
            json.skip();
          }
        }
      } else if (json.isNumber()) {
        number(json);
      } else {
        json.skip();
      }
    }
  }

  private void number(JsonScanner json) {
    if (json.nameIs(INPUT)) {
      input = json.wholeNumber();
    } else if (json.nameIs(WRITTEN)) {
      written = json.wholeNumber();
    } else if (json.nameIs(CACHED)) {
      cached = json.wholeNumber();
    } else if (json.nameIs(OUTPUT)) {
      output = json.wholeNumber();
    } else {
      json.skip();
    }
  }

  Usage usage() {
    return new Usage(input + written + cached, output, cached, written, thinking);
  }
}
