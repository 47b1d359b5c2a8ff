package dev.modelrouter.api.simple;

import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the body of {@code /chat} and {@code /stream}: UTF-8 JSON, a byte order mark tolerated. Any
 * bytes give a request or the list of what is wrong with them, never an exception, in time
 * proportional to their number. Holds no state of a call: one instance serves all threads.
 *
 * <p>Limits: 64 levels of nesting anywhere; numbers of known fields 100 characters long. The length
 * of the body is the edge's concern.
 */
public final class SimpleRequestDecoder {
  private static final int MAX_DEPTH = 64;

  private final JsonFactory json;
  private final FieldNames names;

  /** A decoder with the limits of the inherited dialect. */
  public SimpleRequestDecoder() {
    json =
        new NonCanonicalizingJsonFactory(
            JsonFactory.builder()
                // Only the depth is the parser's to limit: numbers are never converted unless a
                // known
                // field holds them, and then FieldReader looks at their length first.
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .disable(JsonFactory.Feature.CHARSET_DETECTION));
    names = FieldNames.of(json);
  }

  /**
   * Reads one body.
   *
   * @param stream whether the answer is wanted piece by piece; the path says so, whatever the
   *     body's own {@code stream} says
   */
  public DecodeResult decode(byte[] body, boolean stream) {
    // Offsets in errors count from behind the mark, as editors do.
    return startsWithByteOrderMark(body)
        ? decodeUnmarked(Arrays.copyOfRange(body, 3, body.length), stream)
        : decodeUnmarked(body, stream);
  }

  private DecodeResult decodeUnmarked(byte[] body, boolean stream) {
    Utf8Validation scan = Utf8Validation.of(body);
    if (scan.malformedAt() >= 0) {
      return notJson(scan.malformedAt(), "The body is not valid UTF-8");
    }
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
      return decode(parser, body, scan.unicodeEscapes(), stream);
    }
  }

  private DecodeResult decode(JsonParser parser, byte[] body, boolean checkText, boolean stream) {
    try {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return invalid(List.of("body"), "The body is empty; a JSON object is required", "missing");
      }
      if (first != JsonToken.START_OBJECT) {
        return invalid(
            List.of("body"),
            "The body should be a JSON object, not " + FieldReader.kind(parser),
            "dict_type");
      }
      DecodeResult decodeResult = new RequestParser(parser, names, checkText).read(stream);
      if (parser.nextToken() != null) {
        return notJson(
            offset(parser.currentTokenLocation(), body),
            "The body goes on after the end of its JSON object");
      }
      return decodeResult;
    } catch (StreamConstraintsException e) {
      return invalid(
          List.of("body"),
          parser.streamReadContext().getNestingDepth() > MAX_DEPTH
              ? "The body is nested deeper than " + MAX_DEPTH + " levels"
              : "The body holds names that seem chosen to overload the server",
          "json_invalid");
    } catch (UnexpectedEndOfInputException e) {
      return notJson(body.length, "The body is not valid JSON: it ends too early");
    } catch (JacksonException e) {
      return notJson(body, e.getLocation());
    }
  }

  /** The parser's own words name its settings and source, so the sentence is ours. */
  private static DecodeResult notJson(byte[] body, TokenStreamLocation location) {
    int offset = offset(location, body);
    return notJson(
        offset,
        "The body is not valid JSON: line "
            + location.getLineNr()
            + ", column "
            + location.getColumnNr()
            + ", near '"
            + InputExcerpt.around(body, offset)
            + "'");
  }

  private static int offset(TokenStreamLocation location, byte[] body) {
    return (int) Math.clamp(location.getByteOffset(), 0L, (long) body.length);
  }

  private static boolean startsWithByteOrderMark(byte[] body) {
    return body.length >= 3
        && body[0] == (byte) 0xEF
        && body[1] == (byte) 0xBB
        && body[2] == (byte) 0xBF;
  }

  private static DecodeResult notJson(int offset, String msg) {
    return invalid(List.of("body", offset), msg, "json_invalid");
  }

  private static DecodeResult invalid(List<Object> loc, String msg, String type) {
    return new DecodeResult.Invalid(List.of(new FieldError(loc, msg, type)));
  }
}
