package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.FinishReasonTable;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.wire.JsonScanner;
import org.jspecify.annotations.Nullable;

/**
 * Watches chat and text completion objects go by, a stream's chunks or a whole answer, for what the
 * gateway must know of them: whether there is content, the end, usage, errors. It makes no text of
 * what the caller gets as bytes. Reused from chunk to chunk; this runs once for each token.
 */
final class ChunkInspector {
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
  private static final byte[] STATUS = ascii("status");

  /** Choices above this are not told apart from one another. */
  private static final int MAX_CHOICES = 63;

  private final byte[] contentField;
  private final boolean unary;
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

  /** Why a choice stopped last; kept from chunk to chunk. */
  Meaning finish = Meaning.NONE;

  /** The provider's word for a failure that stopped a choice in this chunk, or null. */
  @Nullable String failure;

  @Nullable Usage usage;

  /** Whether it is a JSON object at all. */
  boolean object;

  /** The {@code status} of a whole response object, or null. */
  @Nullable String status;

  /** Whether {@code choices} is there and empty. */
  boolean noChoice;

  /** Whether there is a field {@code error} at the top that is null. */
  boolean nullError;

  /** Where the value of {@code error} lies, if there is one that is not null; else -1. */
  int errorFrom;

  int errorTo;

  /** One bit for each choice: begun, and ended by a reason that is known. */
  private long started;

  private long ended;

  /** The same as far as the chunk has been read; taken over once it turns out to be whole. */
  private long nowBegun;

  private long nowEnded;
  private Meaning nowFinish = Meaning.NONE;
  private @Nullable String nowModel;

  private ChunkInspector(boolean whole) {
    this.unary = whole;
    this.contentField = whole ? MESSAGE : DELTA;
  }

  /**
   * A watcher of a stream's chunks. What some say beside it as a whole {@code message} is no news.
   */
  static ChunkInspector ofStream() {
    return new ChunkInspector(false);
  }

  /** A watcher of whole answers. */
  static ChunkInspector ofUnary() {
    return new ChunkInspector(true);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Whether every choice that has begun has ended, for a reason that is known. */
  boolean allEnded() {
    return ended != 0 && (started & ~ended) == 0;
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
    failure = null;
    nowBegun = started;
    nowEnded = ended;
    nowFinish = finish;
    nowModel = model;
    usage = null;
    object = false;
    status = null;
    noChoice = false;
    errorFrom = -1;
    nullError = false;
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
        nowModel = name.isEmpty() ? null : name;
      } else if (json.nameIs(USAGE)) {
        usage();
      } else if (json.nameIs(ERROR)) {
        nullError |= json.isNull();
        error();
      } else if (json.nameIs(GROQ) && json.beginObject()) {
        groq();
      } else if (unary && json.nameIs(STATUS) && json.isString()) {
        status = json.string();
      } else {
        json.skip();
      }
    }
    json.finish();
    started = nowBegun;
    ended = nowEnded;
    finish = nowFinish;
    model = nowModel;
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
    Meaning stopped = Meaning.NONE;
    boolean contentBefore = content;
    content = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(contentField)) {
        message();
      } else if (json.nameIs(FINISH_REASON) && json.isString()) {
        stopped = stopped(json.string());
      } else if (json.nameIs(INDEX) && json.isNumber()) {
        index = Math.clamp(json.wholeNumber(), 0, MAX_CHOICES);
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
    long choice = 1L << index;
    nowBegun |= choice;
    if (stopped != Meaning.NONE) {
      nowFinish = stopped;
    }
    if (stopped.endsAnswer()) {
      nowEnded |= choice;
    } else if (content || stopped != Meaning.NONE) {
      // What goes on behind a reason has not ended with it.
      nowEnded &= ~choice;
    }
    content |= contentBefore;
  }

  private Meaning stopped(String reason) {
    Meaning meaning = FinishReasonTable.OPENAI.read(reason);
    if (meaning == Meaning.FAILURE) {
      failure = reason;
    }
    return meaning;
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
