package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.SseHandler;
import dev.modelrouter.wire.SseParser;
import org.jspecify.annotations.Nullable;

/**
 * What all chunks of one streamed chat completion have in common.
 *
 * @param id tells the answer from all others
 * @param created when it began, seconds since 1970
 * @param model who answers, as its provider names it
 */
record ChunkEnvelope(String id, long created, String model) {
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] CREATED = "created".getBytes(US_ASCII);
  private static final byte[] MODEL = "model".getBytes(US_ASCII);

  /** The head of the first chunk that has one; null if there is none in these bytes. */
  static @Nullable ChunkEnvelope find(byte[] stream) {
    Parser parser = new Parser();
    new SseParser(stream.length + 1, parser).feed(stream, 0, stream.length);
    return parser.found;
  }

  private static final class Parser implements SseHandler {
    private @Nullable ChunkEnvelope found;

    @Override
    public void data(byte[] bytes, int from, int to) {
      if (found == null && from < to) {
        try {
          found = read(bytes, from, to);
        } catch (MalformedJsonException e) {
          // Left out for the caller too; the next one is as good.
          found = null;
        }
      }
    }

    @Override
    public void tooLong() {}
  }

  private static @Nullable ChunkEnvelope read(byte[] bytes, int from, int to) {
    JsonScanner json = new JsonScanner();
    json.reset(bytes, from, to);
    String id = null;
    String model = null;
    long created = 0;
    if (!json.beginObject()) {
      return null;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(ID) && json.isString()) {
        id = json.string();
      } else if (json.nameIs(MODEL) && json.isString()) {
        model = json.string();
      } else if (json.nameIs(CREATED) && json.isNumber()) {
        created = json.wholeNumber();
      } else {
        json.skip();
      }
    }
    return id == null || model == null ? null : new ChunkEnvelope(id, created, model);
  }
}
