package dev.modelrouter.api.openai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.wire.ByteBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Watches a form ({@code multipart/form-data}, RFC 7578) go by in whatever pieces and takes the
 * value of its field {@code model} out; every other byte is handed on as it is and at once.
 *
 * <p>Implementation notes. A boundary (RFC 2046, 5.1.1) has no CR in it, so of all that can be a
 * delimiter's beginning only the CR that opens it has to be looked for again after a mismatch.
 */
final class MultipartScanner {
  private static final int LONGEST_HEAD = 8 * 1024;
  private static final int LONGEST_NAME = 512;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "(?i)^multipart/form-data\\s*;.*\\bboundary=(?:\"([^\"\r\n"
              + "]{1,70})\"|([^\\s;\",]{1,70})).*");

  /** Where the form goes. */
  interface Output {
    /** The next bytes; they may change once this returns. */
    void bytes(byte[] bytes, int from, int to);

    /** The value of the field {@code model} stands here. */
    void model(String value);
  }

  private enum State {
    /** Before the first delimiter, or in a part's value. */
    VALUE,
    /** Behind a delimiter, before the end of its line. */
    DELIMITER,
    HEAD,
    /** Behind the last delimiter. */
    EPILOGUE
  }

  private final byte[] delimiter;
  private final Output output;
  private final ByteBuilder head = new ByteBuilder(256);
  private State state = State.VALUE;
  private @Nullable ByteBuilder model;
  private boolean modelSeen;
  private int matched = 2;
  private int dashes;
  private int lineEnds;

  /**
   * A form with this boundary.
   *
   * @param boundary without the dashes before it
   */
  MultipartScanner(String boundary, Output output) {
    this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
    this.output = output;
  }

  /** The boundary that a content type names, or null if it is not that of a form. */
  static @Nullable String boundary(@Nullable String contentType) {
    Matcher found = contentType == null ? null : BOUNDARY.matcher(contentType);
    if (found == null || !found.matches()) {
      return null;
    }
    return found.group(1) == null ? found.group(2) : found.group(1);
  }

  /** Whether the form has come to its end. */
  boolean isComplete() {
    return state == State.EPILOGUE;
  }

  /**
   * Takes the next piece.
   *
   * @throws UntranslatableRequestException if it is no form, or names the model twice
   */
  void feed(byte[] bytes) {
    int passed = 0;
    int at = 0;
    while (at < bytes.length) {
      ByteBuilder taken = model;
      if (taken == null) {
        at = step(bytes, at);
        if (model != null) {
          // Everything up to the value is the caller's as it is.
          output.bytes(bytes, passed, at);
          passed = at;
        }
      } else {
        at = take(taken, bytes, at);
        passed = at;
      }
    }
    if (model == null && passed < at) {
      output.bytes(bytes, passed, at);
    }
  }

  /** Looks at what is handed on anyway. */
  private int step(byte[] bytes, int at) {
    byte b = bytes[at];
    switch (state) {
      case VALUE -> {
        if (matched == 0 && b != '\r') {
          return next(bytes, at);
        }
        if (match(b)) {
          delimited();
        }
      }
      case DELIMITER -> line(b);
      case HEAD -> head(b);
      case EPILOGUE -> {
        return bytes.length;
      }
    }
    return at + 1;
  }

  private static int next(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  private boolean match(byte b) {
    if (b == delimiter[matched]) {
      matched++;
    } else {
      matched = b == '\r' ? 1 : 0;
    }
    return matched == delimiter.length;
  }

  private void delimited() {
    state = State.DELIMITER;
    matched = 0;
    dashes = 0;
  }

  private void line(byte b) {
    if (b == '-' && ++dashes == 2) {
      state = State.EPILOGUE;
    } else if (b == '\n') {
      state = State.HEAD;
      // A head may be empty: the line's end counts as one.
      lineEnds = 1;
    }
  }

  private void head(byte b) {
    head.append((char) (b & 0xFF));
    if (head.size() > LONGEST_HEAD) {
      throw new UntranslatableRequestException(
          "", "A part of the form has a head of more than 8 KiB.");
    }
    if (b == '\n') {
      lineEnds++;
    } else if (b != '\r') {
      lineEnds = 0;
    }
    if (lineEnds == 2) {
      state = State.VALUE;
      if ("model".equals(MultipartFieldName.of(new String(head.take(), UTF_8)))) {
        if (modelSeen) {
          throw new UntranslatableRequestException(
              "model", "'model' is there twice; send it once.");
        }
        modelSeen = true;
        model = new ByteBuilder(64);
      }
    }
  }

  private static String checked(String model) {
    for (int i = 0; i < model.length(); i++) {
      if (Character.isISOControl(model.charAt(i))) {
        throw new UntranslatableRequestException(
            "model", "'model' must not contain control characters.");
      }
    }
    return model;
  }

  /** Keeps the value until the delimiter behind it is there. */
  private int take(ByteBuilder taken, byte[] bytes, int at) {
    taken.append((char) (bytes[at] & 0xFF));
    if (match(bytes[at])) {
      byte[] all = taken.take();
      model = null;
      output.model(checked(new String(all, 0, all.length - delimiter.length, UTF_8)));
      output.bytes(delimiter, 0, delimiter.length);
      delimited();
    } else if (taken.size() > LONGEST_NAME + delimiter.length) {
      throw new UntranslatableRequestException(
          "model", "'model' must not be longer than " + LONGEST_NAME + " bytes.");
    }
    return at + 1;
  }
}
