package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/**
 * Watches chat and text completion objects go by, a stream's chunks or a whole answer, for what the
 * gateway must know of them: whether there is content, the end, usage, errors. It makes no text of
 * what the caller gets as bytes. Reused from chunk to chunk; this runs once for each token.
 */
final class ChunkWatch {
  private static final byte[] MODEL = ascii("model");
  private static final byte[] CHOICES = ascii("choices");
  private static final byte[] INDEX = ascii("index");
  private static final byte[] DELTA = ascii("delta");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] ROLE = ascii("role");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] REASONING_CONTENT = ascii("reasoning_content");
  private static final byte[] REASONING = ascii("reasoning");
  private static final byte[] TEXT = ascii("text");
  private static final byte[] FINISH_REASON = ascii("finish_reason");
  private static final byte[] USAGE = ascii("usage");
  private static final byte[] GROQ = ascii("x_groq");
  private static final byte[] ERROR = ascii("error");

  /** Choices above this are not told apart from one another. */
  private static final int MOST_CHOICES = 63;

  private final byte[] said;
  private final JsonScanner json = new JsonScanner();
  private final UsageReader usages = new UsageReader(json);

  /** The model as the provider names it; kept from chunk to chunk. */
  @Nullable String model;

  /** Whether somebody who reads it would see something new. */
  boolean content;

  /** Where a piece of the first choice's text lies, within its quotes; -1 where there is none. */
  int textFrom;

  int textTo;

  /** Whether there is content that is neither text nor thought of the first choice. */
  boolean beyondText;

  /** The provider's last word for why a choice stopped; kept from chunk to chunk. */
  @Nullable String finish;

  /** Whether a choice stopped in this chunk. */
  boolean finished;

  @Nullable Usage usage;

  /** Whether it is a JSON object at all. */
  boolean object;

  /** Whether {@code choices} is there and empty. */
  boolean noChoice;

  /** Where the value of {@code error} lies, if there is one that is not null; else -1. */
  int errorFrom;

  int errorTo;

  /** One bit for each choice: begun, and ended. */
  private long begun;

  private long ended;

  private ChunkWatch(byte[] said) {
    this.said = said;
  }

  /**
   * A watcher of a stream's chunks. What some say beside it as a whole {@code message} is no news.
   */
  static ChunkWatch ofStream() {
    return new ChunkWatch(DELTA);
  }

  /** A watcher of whole answers. */
  static ChunkWatch ofWhole() {
    return new ChunkWatch(MESSAGE);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Whether every choice that has begun has ended. */
  boolean allEnded() {
    return ended != 0 && (begun & ~ended) == 0;
  }

  /** Whether an error was in it. */
  boolean hasError() {
    return errorFrom >= 0;
  }

  /**
   * Reads one object.
   *
   * @throws dev.modelrouter.wire.MalformedJsonException if it is not JSON
   */
  void read(byte[] bytes, int from, int to) {
    content = false;
    textFrom = -1;
    beyondText = false;
    finished = false;
    usage = null;
    object = false;
    noChoice = false;
    errorFrom = -1;
    json.reset(bytes, from, to);
    if (!json.beginObject()) {
      json.skip();
      json.finish();
      return;
    }
    object = true;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(CHOICES)) {
        choices();
      } else if (json.nameIs(MODEL) && model == null && json.isString()) {
        // Azure's first chunk, which tells of its filters, has an empty name.
        String name = json.string();
        model = name.isEmpty() ? null : name;
      } else if (json.nameIs(USAGE)) {
        usage();
      } else if (json.nameIs(ERROR)) {
        error();
      } else if (json.nameIs(GROQ) && json.beginObject()) {
        groq();
      } else {
        json.skip();
      }
    }
    json.finish();
  }

  private void groq() {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(USAGE)) {
        usage();
      } else if (json.nameIs(ERROR)) {
        error();
      } else {
        json.skip();
      }
    }
  }

  private void usage() {
    Usage read = usages.read();
    usage = read == null ? usage : read;
  }

  private void error() {
    boolean none = json.isNull();
    int from = json.position();
    json.skip();
    if (!none) {
      errorFrom = from;
      errorTo = json.position();
    }
  }

  private void choices() {
    if (!json.beginArray()) {
      json.skip();
      return;
    }
    noChoice = true;
    for (boolean first = true; json.nextElement(first); first = false) {
      noChoice = false;
      choice();
    }
  }

  private void choice() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    int index = 0;
    boolean stopped = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(said)) {
        message();
      } else if (json.nameIs(FINISH_REASON) && json.isString()) {
        finish = json.string();
        stopped = true;
      } else if (json.nameIs(INDEX) && json.isNumber()) {
        index = Math.clamp(json.wholeNumber(), 0, MOST_CHOICES);
      } else if (json.nameIs(USAGE)) {
        usage();
      } else if (json.nameIs(TEXT)) {
        beyondText |= says();
        content |= beyondText;
      } else if (json.nameIs(ERROR)) {
        error();
      } else {
        json.skip();
      }
    }
    beyondText |= content && index != 0;
    begun |= 1L << index;
    if (stopped) {
      finished = true;
      ended |= 1L << index;
    }
  }

  /** Any field with something in it counts as content, whatever its name, but for the role. */
  private void message() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(ROLE)) {
        json.skip();
      } else if (json.nameIs(CONTENT) && json.isString()) {
        text();
      } else {
        boolean thought = json.nameIs(REASONING_CONTENT) || json.nameIs(REASONING);
        boolean says = says();
        content |= says;
        beyondText |= says && !thought;
      }
    }
  }

  private void text() {
    int from = json.position();
    if (says()) {
      beyondText |= textFrom >= 0;
      content = true;
      textFrom = from + 1;
      textTo = json.position() - 1;
    }
  }

  /** Goes over a value and tells whether it is more than null, empty or a flag. */
  private boolean says() {
    boolean value = json.isString() || json.isContainer();
    int from = json.position();
    json.skip();
    return value && json.position() - from > 2;
  }
}
