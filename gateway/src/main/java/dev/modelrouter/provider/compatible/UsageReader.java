package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/**
 * Reads the object {@code usage} of OpenAI's dialects, under its older and its newer names, with
 * what providers add: Moonshot's {@code cached_tokens} and DeepSeek's {@code
 * prompt_cache_hit_tokens} beside the totals, OpenRouter's {@code cache_write_tokens} among the
 * details, the names of Anthropic's counters where an aggregator keeps them.
 */
final class UsageReader {
  private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
  private static final byte[] INPUT_TOKENS = ascii("input_tokens");
  private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");
  private static final byte[] OUTPUT_TOKENS = ascii("output_tokens");
  private static final byte[] PROMPT_DETAILS = ascii("prompt_tokens_details");
  private static final byte[] INPUT_DETAILS = ascii("input_tokens_details");
  private static final byte[] CACHED_TOKENS = ascii("cached_tokens");
  private static final byte[] CACHE_HIT = ascii("prompt_cache_hit_tokens");
  private static final byte[] CACHE_READ = ascii("cache_read_input_tokens");
  private static final byte[] CACHE_WRITE = ascii("cache_write_tokens");
  private static final byte[] CACHE_CREATION = ascii("cache_creation_input_tokens");
  private static final byte[] COMPLETION_DETAILS = ascii("completion_tokens_details");
  private static final byte[] OUTPUT_DETAILS = ascii("output_tokens_details");
  private static final byte[] REASONING_TOKENS = ascii("reasoning_tokens");

  private final JsonScanner json;
  private long cached;
  private long written;
  private long reasoning;

  /** A reader of what this scanner stands before. */
  UsageReader(JsonScanner json) {
    this.json = json;
  }

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Reads the next value; null when it counts nothing. */
  @Nullable Usage read() {
    if (!json.beginObject()) {
      json.skip();
      return null;
    }
    long input = 0;
    long output = 0;
    cached = 0;
    written = 0;
    reasoning = 0;
    boolean counted = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(PROMPT_TOKENS) || json.nameIs(INPUT_TOKENS)) {
        input = json.wholeNumber();
        counted = true;
      } else if (json.nameIs(COMPLETION_TOKENS) || json.nameIs(OUTPUT_TOKENS)) {
        output = json.wholeNumber();
        counted = true;
      } else if (isDetails() && json.beginObject()) {
        for (boolean next = true; json.nextField(next); next = false) {
          detail();
        }
      } else {
        detail();
      }
    }
    return counted ? new Usage(input, output, cached, written, reasoning) : null;
  }

  private boolean isDetails() {
    return json.nameIs(PROMPT_DETAILS)
        || json.nameIs(INPUT_DETAILS)
        || json.nameIs(COMPLETION_DETAILS)
        || json.nameIs(OUTPUT_DETAILS);
  }

  /** Some have these beside the totals, some in an object of details, some in both. */
  private void detail() {
    if (!json.isNumber()) {
      json.skip();
    } else if (json.nameIs(CACHED_TOKENS) || json.nameIs(CACHE_HIT) || json.nameIs(CACHE_READ)) {
      cached = Math.max(cached, json.wholeNumber());
    } else if (json.nameIs(CACHE_WRITE) || json.nameIs(CACHE_CREATION)) {
      written = Math.max(written, json.wholeNumber());
    } else if (json.nameIs(REASONING_TOKENS)) {
      reasoning = Math.max(reasoning, json.wholeNumber());
    } else {
      json.skip();
    }
  }
}
