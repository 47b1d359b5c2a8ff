package dev.modelrouter.provider.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code GenerateContentResponse}: an event of a stream, or the whole answer. Reused from event
 * to event; what an event does not say is null after {@link #read}. Of several candidates only the
 * first is read.
 */
final class GeminiChunk {
  private static final byte[] CANDIDATES = ascii("candidates");
  private static final byte[] INDEX = ascii("index");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] PARTS = ascii("parts");
  private static final byte[] FINISH_REASON = ascii("finishReason");
  private static final byte[] FINISH_MESSAGE = ascii("finishMessage");
  private static final byte[] USAGE = ascii("usageMetadata");
  private static final byte[] FEEDBACK = ascii("promptFeedback");
  private static final byte[] BLOCK_REASON = ascii("blockReason");
  private static final byte[] MODEL = ascii("modelVersion");
  private static final byte[] ID = ascii("responseId");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] PROMPT = ascii("promptTokenCount");
  private static final byte[] TOOL_PROMPT = ascii("toolUsePromptTokenCount");
  private static final byte[] SAID = ascii("candidatesTokenCount");
  private static final byte[] REASONING = ascii("thoughtsTokenCount");
  private static final byte[] CACHED = ascii("cachedContentTokenCount");

  private final JsonScanner json = new JsonScanner();
  private byte[] bytes = new byte[0];

  final List<GeminiPart> parts = new ArrayList<>(2);
  @Nullable String model;
  @Nullable String id;
  @Nullable String finish;
  @Nullable String finishMessage;
  @Nullable String blockReason;
  @Nullable Usage usage;

  /** Where the value of {@code error} lies; 0 and 0 when there is none. */
  int errorFrom;

  int errorTo;

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /**
   * Reads one.
   *
   * @throws dev.modelrouter.wire.MalformedJsonException if the bytes are not JSON
   */
  void read(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    parts.clear();
    finish = null;
    finishMessage = null;
    blockReason = null;
    usage = null;
    errorFrom = 0;
    errorTo = 0;
    json.reset(bytes, from, to);
    if (json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        field();
      }
    } else {
      json.skip();
    }
    json.finish();
  }

  boolean hasError() {
    return errorTo > 0;
  }

  private void field() {
    if (json.nameIs(CANDIDATES) && json.beginArray()) {
      for (boolean first = true; json.nextElement(first); first = false) {
        candidate();
      }
    } else if (json.nameIs(USAGE) && json.beginObject()) {
      usage();
    } else if (json.nameIs(FEEDBACK) && json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(BLOCK_REASON) && json.isString()) {
          blockReason = json.string();
        } else {
          json.skip();
        }
      }
    } else if (json.nameIs(MODEL) && model == null && json.isString()) {
      model = json.string();
    } else if (json.nameIs(ID) && id == null && json.isString()) {
      id = json.string();
    } else if (json.nameIs(ERROR) && (json.isContainer() || json.isString())) {
      errorFrom = json.position();
      json.skip();
      errorTo = json.position();
    } else {
      json.skip();
    }
  }

  private void candidate() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    int before = parts.size();
    String finishBefore = finish;
    String messageBefore = finishMessage;
    boolean ours = true;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(CONTENT) && json.beginObject()) {
        content();
      } else if (json.nameIs(FINISH_REASON) && json.isString()) {
        finish = json.string();
      } else if (json.nameIs(FINISH_MESSAGE) && json.isString()) {
        finishMessage = json.string();
      } else if (json.nameIs(INDEX)) {
        ours = json.wholeNumber() == 0;
      } else {
        json.skip();
      }
    }
    if (!ours) {
      parts.subList(before, parts.size()).clear();
      finish = finishBefore;
      finishMessage = messageBefore;
    }
  }

  private void content() {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(PARTS) && json.beginArray()) {
        for (boolean next = true; json.nextElement(next); next = false) {
          if (json.beginObject()) {
            parts.add(GeminiPart.read(json, bytes));
          } else {
            json.skip();
          }
        }
      } else {
        json.skip();
      }
    }
  }

  /** Thoughts are counted beside what was said, the cached part inside the prompt. */
  private void usage() {
    long prompt = 0;
    long said = 0;
    long thought = 0;
    long cached = 0;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(PROMPT) || json.nameIs(TOOL_PROMPT)) {
        prompt += json.wholeNumber();
      } else if (json.nameIs(SAID)) {
        said = json.wholeNumber();
      } else if (json.nameIs(REASONING)) {
        thought = json.wholeNumber();
      } else if (json.nameIs(CACHED)) {
        cached = json.wholeNumber();
      } else {
        json.skip();
      }
    }
    usage = new Usage(prompt, said + thought, cached, thought);
  }
}
