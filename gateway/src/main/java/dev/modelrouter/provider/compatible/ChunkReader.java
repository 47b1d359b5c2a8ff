package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.provider.FinishReasonTable;
import dev.modelrouter.provider.FinishReasonTable.Meaning;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few fields the gateway needs from one chat completion object: a chunk of a stream
 * ({@code delta}) or a whole answer ({@code message}). Reused from chunk to chunk; what a chunk
 * does not say is null after {@link #read}. This runs once for each token.
 */
final class ChunkReader {
  private static final byte[] ID = ascii("id");
  private static final byte[] MODEL = ascii("model");
  private static final byte[] CHOICES = ascii("choices");
  private static final byte[] INDEX = ascii("index");
  private static final byte[] DELTA = ascii("delta");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] REFUSAL = ascii("refusal");
  private static final byte[] TEXT = ascii("text");
  private static final byte[] REASONING_CONTENT = ascii("reasoning_content");
  private static final byte[] REASONING = ascii("reasoning");
  private static final byte[] THINKING = ascii("thinking");
  private static final byte[] IMAGES = ascii("images");
  private static final byte[] AUDIO = ascii("audio");
  private static final byte[] TRANSCRIPT = ascii("transcript");
  private static final byte[] TOOL_CALLS = ascii("tool_calls");
  private static final byte[] FUNCTION_CALL = ascii("function_call");
  private static final byte[] FINISH_REASON = ascii("finish_reason");
  private static final byte[] USAGE = ascii("usage");
  private static final byte[] GROQ = ascii("x_groq");
  private static final byte[] ERROR = ascii("error");

  private final JsonScanner json = new JsonScanner();
  private final UsageReader usages = new UsageReader(json);
  private final byte[] contentField;
  private byte[] bytes = new byte[0];

  /** The provider's id of the answer; kept from chunk to chunk. */
  @Nullable String id;

  /** The model, as the provider names it; kept from chunk to chunk. */
  @Nullable String model;

  /** The text, perhaps empty. */
  @Nullable String text;

  /** What the model thinks, perhaps empty. */
  @Nullable String reasoning;

  /** The pictures that it made. */
  final List<Media> media = new ArrayList<>(0);

  /** What it has to say of tool calls. */
  final ToolCallDeltas calls = new ToolCallDeltas();

  /** Whether the model stopped, and why. */
  Meaning finish = Meaning.NONE;

  /** The provider's word for a {@link Meaning#FAILURE}. */
  @Nullable String failure;

  @Nullable Usage usage;

  /** Whether it has the shape of an answer at all. */
  boolean hasChoices;

  /** Where the value of {@code error} lies, if there is one that is not null. */
  int errorFrom;

  int errorTo;

  private ChunkReader(byte[] said) {
    this.contentField = said;
  }

  /**
   * A reader of a stream's chunks. What some say beside it as a whole {@code message} is no news.
   */
  static ChunkReader ofStream() {
    return new ChunkReader(DELTA);
  }

  /** A reader of whole answers. */
  static ChunkReader ofUnary() {
    return new ChunkReader(MESSAGE);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /**
   * Reads one object.
   *
   * @throws MalformedJsonException if it is not one
   */
  void read(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    text = null;
    reasoning = null;
    if (!media.isEmpty()) {
      media.clear();
    }
    calls.cut(0);
    finish = Meaning.NONE;
    failure = null;
    usage = null;
    hasChoices = false;
    errorFrom = -1;
    json.reset(bytes, from, to);
    if (!json.beginObject()) {
      json.skip();
      json.finish();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      field();
    }
    json.finish();
  }

  /** Whether an error was in it. */
  boolean hasError() {
    return errorFrom >= 0;
  }

  private void field() {
    if (json.nameIs(CHOICES)) {
      choices();
    } else if (json.nameIs(ID) && id == null && json.isString()) {
      id = named();
    } else if (json.nameIs(MODEL) && model == null && json.isString()) {
      model = named();
    } else if (json.nameIs(USAGE)) {
      usage();
    } else if (json.nameIs(ERROR)) {
      error();
    } else if (json.nameIs(GROQ) && json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(USAGE)) {
          usage();
        } else if (json.nameIs(ERROR)) {
          error();
        } else {
          json.skip();
        }
      }
    } else {
      json.skip();
    }
  }

  /** Azure's first chunk, which tells of its filters, has empty names. */
  private @Nullable String named() {
    String name = json.string();
    return name.isEmpty() ? null : name;
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
    hasChoices = true;
    for (boolean first = true; json.nextElement(first); first = false) {
      choice();
    }
  }

  private void choice() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    String textBefore = text;
    String reasoningBefore = reasoning;
    int mediaBefore = media.size();
    int callsBefore = calls.size();
    Meaning finishBefore = finish;
    String failureBefore = failure;
    boolean other = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(INDEX) && json.isNumber()) {
        other = json.wholeNumber() != 0;
      } else if (json.nameIs(contentField)) {
        message();
      } else if (json.nameIs(FINISH_REASON) && json.isString()) {
        finish(json.string());
      } else if (json.nameIs(USAGE)) {
        usage();
      } else if (json.nameIs(ERROR)) {
        error();
      } else {
        json.skip();
      }
    }
    if (other) {
      // One answer was asked for: a second one is not ours to mix in.
      text = textBefore;
      reasoning = reasoningBefore;
      media.subList(mediaBefore, media.size()).clear();
      calls.cut(callsBefore);
      finish = finishBefore;
      failure = failureBefore;
    }
  }

  private void finish(String reason) {
    finish = FinishReasonTable.OPENAI.read(reason);
    failure = finish == Meaning.FAILURE ? reason : failure;
  }

  private void message() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    boolean thought = false;
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(CONTENT)) {
        content();
      } else if (json.nameIs(REFUSAL) && json.isString()) {
        add(json.string());
      } else if (isReasoning() && json.isString() && !thought) {
        // Some servers say it twice, under both names.
        String more = json.string();
        thought = !more.isEmpty();
        addReasoning(more);
      } else if (json.nameIs(IMAGES) && json.beginArray()) {
        CompatibleImageReader.readAll(json, media);
      } else if (json.nameIs(AUDIO) && json.beginObject()) {
        transcript();
      } else if (json.nameIs(TOOL_CALLS) && json.beginArray()) {
        calls.read(json, bytes);
      } else if (json.nameIs(FUNCTION_CALL) && json.beginObject()) {
        calls.readFunction(json, bytes);
      } else {
        json.skip();
      }
    }
  }

  /** Of sound, whose format only the request knows, what was said in it. */
  private void transcript() {
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(TRANSCRIPT) && json.isString()) {
        add(json.string());
      } else {
        json.skip();
      }
    }
  }

  private boolean isReasoning() {
    return json.nameIs(REASONING_CONTENT) || json.nameIs(REASONING);
  }

  /** A string, or (Mistral's reasoning models and others) an array of parts. */
  private void content() {
    if (json.isString()) {
      add(json.string());
    } else if (json.beginArray()) {
      StringBuilder texts = new StringBuilder();
      StringBuilder thoughts = new StringBuilder();
      for (boolean first = true; json.nextElement(first); first = false) {
        part(texts, thoughts);
      }
      if (!texts.isEmpty()) {
        add(texts.toString());
      }
      if (!thoughts.isEmpty()) {
        addReasoning(thoughts.toString());
      }
    } else {
      json.skip();
    }
  }

  private void part(StringBuilder texts, StringBuilder thoughts) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.nameIs(TEXT) && json.isString()) {
        texts.append(json.string());
      } else if (json.nameIs(THINKING) && json.beginArray()) {
        reasoning(thoughts);
      } else if (CompatibleImageReader.isImage(json)) {
        CompatibleImageReader.read(json, media);
      } else {
        json.skip();
      }
    }
  }

  private void reasoning(StringBuilder thoughts) {
    for (boolean first = true; json.nextElement(first); first = false) {
      if (!json.beginObject()) {
        json.skip();
        continue;
      }
      for (boolean one = true; json.nextField(one); one = false) {
        if (json.nameIs(TEXT) && json.isString()) {
          thoughts.append(json.string());
        } else {
          json.skip();
        }
      }
    }
  }

  private void addReasoning(String more) {
    String before = reasoning;
    reasoning = before == null || before.isEmpty() ? more : before + more;
  }

  private void add(String more) {
    String before = text;
    text = before == null || before.isEmpty() ? more : before + more;
  }

  private void usage() {
    Usage read = usages.read();
    usage = read == null ? usage : read;
  }
}
