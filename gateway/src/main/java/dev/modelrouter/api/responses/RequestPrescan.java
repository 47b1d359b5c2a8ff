package dev.modelrouter.api.responses;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a request's bytes although nobody reads them: from which answer it goes on,
 * whether its own is to be kept, and what OpenAI could not take of it. That are thoughts of other
 * providers, which came from here and come back with the conversation: OpenAI knows neither their
 * seals nor their ids, and would refuse all of it.
 */
final class RequestPrescan {
  private static final byte[] PREVIOUS = ResponsesErrorWriter.PREVIOUS.getBytes(US_ASCII);
  private static final byte[] STORE = "store".getBytes(US_ASCII);
  private static final byte[] INPUT = "input".getBytes(US_ASCII);
  private static final byte[] TYPE = "type".getBytes(US_ASCII);
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] ENCRYPTED_CONTENT = "encrypted_content".getBytes(US_ASCII);

  private record ByteRange(int from, int to) {}

  private final byte[] body;
  private final JsonScanner json = new JsonScanner();
  private final List<ByteRange> byteRanges = new ArrayList<>(0);
  private @Nullable String previous;
  private boolean store = true;

  private RequestPrescan(byte[] body) {
    this.body = body;
  }

  /**
   * Looks at a body.
   *
   * @param body a JSON object, known to be valid
   * @throws UntranslatableRequestException if two readers could understand it in two ways
   */
  static RequestPrescan scan(byte[] body) {
    RequestPrescan requestPrescan = new RequestPrescan(body);
    requestPrescan.look();
    return requestPrescan;
  }

  /** The answer that it goes on from, or null. */
  @Nullable String previous() {
    return previous;
  }

  /** Whether the answer may be kept. */
  boolean store() {
    return store;
  }

  /** Whether there is anything that OpenAI could not take. */
  boolean foreign() {
    return !byteRanges.isEmpty();
  }

  /** The body without that. */
  byte[] forOpenAi() {
    ByteBuilder out = new ByteBuilder(body.length);
    int done = 0;
    for (ByteRange byteRange : byteRanges) {
      out.append(body, done, byteRange.from());
      done = byteRange.to();
    }
    return out.append(body, done, body.length).take();
  }

  private void look() {
    json.reset(body, 0, body.length);
    json.beginObject();
    boolean previousSeen = false;
    boolean inputSeen = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (named(PREVIOUS)) {
        once(previousSeen, ResponsesErrorWriter.PREVIOUS);
        previousSeen = true;
        previous = text();
      } else if (named(STORE)) {
        store = !json.isFalse();
        json.skip();
      } else if (named(INPUT)) {
        once(inputSeen, "input");
        inputSeen = true;
        input();
      } else {
        json.skip();
      }
    }
    json.finish();
  }

  private static void once(boolean seen, String name) {
    if (seen) {
      throw new UntranslatableRequestException(
          name, "'" + name + "' is there twice; send it once.");
    }
  }

  /**
   * Cuts each foreign thought with the comma behind the last item that stays, or before the next.
   */
  private void input() {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    int leading = -1;
    int end = -1;
    boolean stays = false;
    for (boolean first = true; json.nextElement(first); first = false) {
      boolean foreign = false;
      json.isContainer();
      int from = json.position();
      if (json.beginObject()) {
        foreign = hasForeignReasoning();
      } else {
        json.skip();
      }
      if (!foreign) {
        if (leading >= 0) {
          byteRanges.add(new ByteRange(leading, from));
          leading = -1;
        }
        stays = true;
      } else if (stays) {
        byteRanges.add(new ByteRange(end, json.position()));
      } else if (leading < 0) {
        leading = from;
      }
      end = json.position();
    }
    if (leading >= 0) {
      byteRanges.add(new ByteRange(leading, end));
    }
  }

  private boolean hasForeignReasoning() {
    boolean thought = false;
    String id = null;
    String sealed = null;
    for (boolean first = true; json.nextField(first); first = false) {
      if (named(TYPE)) {
        thought = "reasoning".equals(text());
      } else if (named(ID)) {
        id = text();
      } else if (named(ENCRYPTED_CONTENT)) {
        sealed = text();
      } else {
        json.skip();
      }
    }
    if (!thought) {
      return false;
    }
    if (sealed == null || sealed.isEmpty()) {
      return id != null && ResponseIds.isReasoning(id);
    }
    return !ReasoningSignature.read(sealed, ReasoningSignature.OPENAI)
        .isOf(ReasoningSignature.OPENAI);
  }

  private boolean named(byte[] name) {
    return json.nameHasEscapes()
        ? json.decodedName().equals(new String(name, US_ASCII))
        : json.nameIs(name);
  }

  private @Nullable String text() {
    if (json.isString()) {
      return json.string();
    }
    json.skip();
    return null;
  }
}
