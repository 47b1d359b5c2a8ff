package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/** Reads the object {@code usage} of OpenAI's dialects, under its older and its newer names. */
final class UsageReader {
  private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
  private static final byte[] INPUT_TOKENS = ascii("input_tokens");
  private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");
  private static final byte[] OUTPUT_TOKENS = ascii("output_tokens");
  private static final byte[] PROMPT_DETAILS = ascii("prompt_tokens_details");
  private static final byte[] INPUT_DETAILS = ascii("input_tokens_details");
  private static final byte[] CACHED_TOKENS = ascii("cached_tokens");
  private static final byte[] COMPLETION_DETAILS = ascii("completion_tokens_details");
  private static final byte[] OUTPUT_DETAILS = ascii("output_tokens_details");
  private static final byte[] REASONING_TOKENS = ascii("reasoning_tokens");

  private final JsonScanner json;

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
    long cached = 0;
    long reasoning = 0;
    boolean counted = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(PROMPT_TOKENS) || json.nameIs(INPUT_TOKENS)) {
        input = json.wholeNumber();
        counted = true;
      } else if (json.nameIs(COMPLETION_TOKENS) || json.nameIs(OUTPUT_TOKENS)) {
        output = json.wholeNumber();
        counted = true;
      } else if (json.nameIs(PROMPT_DETAILS) || json.nameIs(INPUT_DETAILS)) {
        cached = detail(CACHED_TOKENS);
      } else if (json.nameIs(COMPLETION_DETAILS) || json.nameIs(OUTPUT_DETAILS)) {
        reasoning = detail(REASONING_TOKENS);
      } else {
        json.skip();
      }
    }
    return counted ? new Usage(input, output, cached, reasoning) : null;
  }

  private long detail(byte[] name) {
    if (!json.beginObject()) {
      json.skip();
      return 0;
    }
    long value = 0;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(name)) {
        value = json.wholeNumber();
      } else {
        json.skip();
      }
    }
    return value;
  }
}
