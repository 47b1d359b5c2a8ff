package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.chat.TextOnlyOutline;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks once over a body in OpenAI's dialect, checks that it is JSON, and notes the fields that the
 * gateway owns. No such field may be there twice, since then the gateway and the provider could
 * read the same request in two ways.
 */
public final class PassthroughRequestReader {
  private static final byte[] MODEL = "model".getBytes(US_ASCII);
  private static final byte[] STREAM = "stream".getBytes(US_ASCII);
  private static final byte[] OPTIONS = "stream_options".getBytes(US_ASCII);
  private static final byte[] INCLUDE = "include_usage".getBytes(US_ASCII);
  private static final byte[] LIMIT = "max_tokens".getBytes(US_ASCII);
  private static final byte[] NEWER_LIMIT = "max_completion_tokens".getBytes(US_ASCII);
  private static final byte[] OTHERS = "models".getBytes(US_ASCII);
  private static final byte[] MESSAGES = "messages".getBytes(US_ASCII);
  private static final byte[] ROLE = "role".getBytes(US_ASCII);
  private static final byte[] CONTENT = "content".getBytes(US_ASCII);
  private static final byte[] TOOLS = "tools".getBytes(US_ASCII);
  private static final byte[] FUNCTIONS = "functions".getBytes(US_ASCII);
  private static final byte[] TEMPERATURE = "temperature".getBytes(US_ASCII);
  private static final byte[] TOP_P = "top_p".getBytes(US_ASCII);
  private static final byte[] FORMAT = "response_format".getBytes(US_ASCII);

  /** Whose field it is: its own fallback, which it is left to do by who names it. */
  private static final String OWNER_OF_MODELS = "openrouter";

  private static final int MAX_OTHERS = 16;
  private static final int LONGEST_MODEL = 512;

  private final JsonScanner json = JsonScanner.strict();
  private final Operation operation;
  private byte[] body = {};

  /** Whether the message that was read last is the user's. */
  private boolean user;

  private int modelFrom = -1;
  private int modelTo = -1;
  private @Nullable String model;
  private boolean streamSeen;
  private boolean stream;
  private int optionsFrom = -1;
  private int optionsTo = -1;
  private int includeFrom = -1;
  private int includeTo = -1;
  private boolean usageWanted;
  private int limitFrom = -1;
  private int limitTo = -1;
  private int limits;
  private int othersFrom = -1;
  private int othersTo = -1;
  private int valueFrom = -1;
  private long limit;
  private long newerLimit;
  private int conversations;

  /** Whether nothing has been seen yet that is more than plain talk. */
  private boolean plain = true;

  /** Whether nothing has been seen yet that a provider could refuse. */
  private boolean bare = true;

  private boolean sampling;

  private PassthroughRequestReader(Operation operation) {
    this.operation = operation;
  }

  /**
   * Reads one.
   *
   * @param names tells what a model's name means here
   * @throws UntranslatableRequestException if it is not JSON or an owned field is wrong
   */
  public static PassthroughRequest read(
      Operation operation, byte[] body, Function<String, ModelId> names) {
    try {
      PassthroughRequestReader reader = new PassthroughRequestReader(operation);
      PassthroughRequest request = reader.walk(body, names);
      return reader.othersFrom < 0 || OWNER_OF_MODELS.equals(request.model().provider())
          ? request
          : reader.others(body, names);
    } catch (MalformedJsonException e) {
      throw new UntranslatableRequestException("", "The body is not valid JSON: " + e.what() + ".");
    }
  }

  private PassthroughRequest walk(byte[] body, Function<String, ModelId> names) {
    this.body = body;
    json.reset(body, 0, body.length);
    if (!json.beginObject()) {
      throw new UntranslatableRequestException("", "The body must be a JSON object.");
    }
    int open = json.position();
    boolean first = true;
    for (; json.nextField(first); first = false) {
      field();
    }
    json.finish();
    RewritableFields fields =
        new RewritableFields(
            body,
            open,
            first,
            modelFrom,
            modelTo,
            optionsFrom,
            optionsTo,
            includeFrom,
            includeTo,
            limits == 1 ? limitFrom : -1,
            limits == 1 ? limitTo : -1);
    String name = model;
    ModelId id = name == null || name.isEmpty() ? ModelId.ANY : names.apply(name);
    boolean streamed = stream && operation != Operation.SPEECH;
    LazyChatRequest meaning =
        new LazyChatRequest(operation, body, id, stream, plainTalk(body.length));
    return new PassthroughRequest(operation, id, streamed, fields, usageWanted, meaning);
  }

  private @Nullable TextOnlyOutline plainTalk(int length) {
    if (operation != Operation.CHAT || !plain || conversations != 1) {
      return null;
    }
    long max = newerLimit > 0 ? newerLimit : limit;
    return new TextOnlyOutline(
        length, max > 0 ? (Integer) (int) Math.min(Integer.MAX_VALUE, max) : null, bare, sampling);
  }

  /** The same without the field {@code models}, which the gateway heeds itself. */
  private PassthroughRequest others(byte[] body, Function<String, ModelId> names) {
    List<String> others = names(body);
    byte[] rest = JsonFieldRemover.remove(body, othersFrom - 1, othersTo);
    PassthroughRequest request = new PassthroughRequestReader(operation).walk(rest, names);
    String own = model;
    if ((own == null || own.isEmpty()) && !others.isEmpty()) {
      // As at OpenRouter, the first of them is asked first.
      return request.of(names.apply(others.getFirst())).or(others.subList(1, others.size()));
    }
    return request.or(others);
  }

  private List<String> names(byte[] body) {
    JsonScanner list = new JsonScanner();
    list.reset(body, valueFrom, othersTo);
    if (list.isNull()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    if (!list.beginArray()) {
      throw new UntranslatableRequestException(
          "models", "'models' must be a list of names of models.");
    }
    for (boolean first = true; list.nextElement(first); first = false) {
      if (!list.isString() || names.size() == MAX_OTHERS) {
        throw new UntranslatableRequestException(
            "models", "'models' must be a list of at most " + MAX_OTHERS + " names of models.");
      }
      String name = list.string();
      if (name.length() > LONGEST_MODEL) {
        throw new UntranslatableRequestException(
            "models",
            "A name in 'models' must not be longer than " + LONGEST_MODEL + " characters.");
      }
      names.add(name);
    }
    return names;
  }

  private void field() {
    if (json.nameHasEscapes()) {
      field(json.decodedName().getBytes(UTF_8));
    } else if (json.nameIs(MODEL)) {
      model();
    } else if (json.nameIs(STREAM)) {
      stream();
    } else if (json.nameIs(OPTIONS)) {
      options();
    } else {
      if (json.nameIs(OTHERS)) {
        once(othersFrom < 0, "models");
        othersFrom = json.nameFrom();
        json.isNull();
        valueFrom = json.position();
        json.skip();
        othersTo = json.position();
        return;
      }
      if (json.nameIs(MESSAGES)) {
        once(conversations == 0, "messages");
        conversations++;
        messages();
        return;
      }
      boolean older = json.nameIs(LIMIT);
      if (older || json.nameIs(NEWER_LIMIT)) {
        limits++;
        limitFrom = json.nameFrom();
        limitTo = json.nameTo();
        long value = json.wholeNumber();
        limit = older ? value : limit;
        newerLimit = older ? newerLimit : value;
        return;
      }
      if (json.nameIs(TEMPERATURE) || json.nameIs(TOP_P)) {
        sampling = true;
        json.skip();
        return;
      }
      bare = false;
      plain &= !json.nameIs(TOOLS) && !json.nameIs(FUNCTIONS) && !json.nameIs(FORMAT);
      json.skip();
    }
  }

  /** Messages are plain as long as all that stands in each is a string. */
  private void messages() {
    if (!json.beginArray()) {
      plain = false;
      json.skip();
      return;
    }
    boolean first = true;
    for (; json.nextElement(first); first = false) {
      if (json.beginObject()) {
        for (boolean begin = true; json.nextField(begin); begin = false) {
          plain &= json.isString();
          bare &= isBare();
          json.skip();
        }
      } else {
        plain = false;
        json.skip();
      }
    }
    plain &= !first;
    bare &= user;
  }

  /** Whether a field of a message is its content, or a role that every provider knows. */
  private boolean isBare() {
    if (json.nameIs(CONTENT)) {
      return true;
    }
    int role = json.position() + 1;
    user = body[role] == 'u';
    return json.nameIs(ROLE) && (user || body[role] == 's' || body[role] == 'a');
  }

  /** A name with escapes, which nobody writes by accident. */
  private void field(byte[] name) {
    plain = false;
    if (Arrays.equals(name, MODEL)) {
      model();
    } else if (Arrays.equals(name, STREAM)) {
      stream();
    } else if (Arrays.equals(name, OPTIONS)) {
      options();
    } else {
      json.skip();
    }
  }

  private void model() {
    once(modelFrom < 0, "model");
    boolean string = json.isString();
    modelFrom = json.position();
    if (string) {
      model = json.string();
    } else if (json.isNull()) {
      json.skip();
    } else {
      throw new UntranslatableRequestException("model", "'model' must be a string.");
    }
    modelTo = json.position();
    if (modelTo - modelFrom > LONGEST_MODEL) {
      throw new UntranslatableRequestException(
          "model", "'model' must not be longer than " + LONGEST_MODEL + " bytes.");
    }
  }

  private void stream() {
    once(!streamSeen, "stream");
    streamSeen = true;
    stream = flag("stream");
  }

  private boolean flag(String name) {
    boolean yes = json.isTrue();
    if (!yes && !json.isFalse() && !json.isNull()) {
      throw new UntranslatableRequestException(name, "'" + name + "' must be true or false.");
    }
    json.skip();
    return yes;
  }

  private void options() {
    once(optionsFrom < 0, "stream_options");
    boolean nothing = json.isNull();
    optionsFrom = json.position();
    if (nothing) {
      json.skip();
    } else if (json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        boolean include =
            json.nameIs(INCLUDE)
                || (json.nameHasEscapes() && json.decodedName().equals("include_usage"));
        if (include) {
          once(includeFrom < 0, "stream_options.include_usage");
          json.isNull();
          includeFrom = json.position();
          usageWanted = flag("stream_options.include_usage");
          includeTo = json.position();
        } else {
          json.skip();
        }
      }
    } else {
      throw new UntranslatableRequestException(
          "stream_options", "'stream_options' must be an object.");
    }
    optionsTo = json.position();
  }

  private static void once(boolean isFirst, String name) {
    if (!isFirst) {
      throw new UntranslatableRequestException(
          name, "'" + name + "' is there twice; send it once.");
    }
  }
}
