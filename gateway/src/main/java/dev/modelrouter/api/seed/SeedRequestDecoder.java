package dev.modelrouter.api.seed;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
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
public final class SeedRequestDecoder {
  private static final int MAX_DEPTH = 64;

  private final JsonFactory json;
  private final FieldNames names;

  /** A decoder with the limits of the inherited dialect. */
  public SeedRequestDecoder() {
    json =
        JsonFactory.builder()
            // Only the depth is the parser's to limit: numbers are never converted unless a known
            // field holds them, and then FieldReader looks at their length first.
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();
    names = FieldNames.of(json);
  }

  /**
   * Reads one body.
   *
   * @param stream whether the answer is wanted piece by piece; the path says so, whatever the
   *     body's own {@code stream} says
   */
  public Decoded decode(byte[] body, boolean stream) {
    int start = startsWithByteOrderMark(body) ? 3 : 0;
    Utf8Scan scan = Utf8Scan.of(body, start);
    if (scan.malformedAt() >= 0) {
      return notJson(scan.malformedAt(), "The body is not valid UTF-8");
    }
    try (JsonParser parser =
        json.createParser(ObjectReadContext.empty(), body, start, body.length - start)) {
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
      Decoded decoded =
          new RequestReading(parser, names, scan.unicodeEscapes()).read(stream);
      if (parser.nextToken() != null) {
        return notJson(
            (int) parser.currentTokenLocation().getByteOffset(),
            "The body goes on after the end of its JSON object");
      }
      return decoded;
    } catch (JacksonException e) {
      return unreadable(body, e);
    }
  }

  /** The parser's own words name its settings and source, so the sentences are ours. */
  private static Decoded unreadable(byte[] body, JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      return invalid(
          List.of("body"),
          "The body is nested too deep (at most " + MAX_DEPTH + " levels) or has hostile names",
          "json_invalid");
    }
    int offset =
        e.getLocation() == null
            ? 0
            : (int) Math.clamp(e.getLocation().getByteOffset(), 0L, (long) body.length);
    if (e instanceof UnexpectedEndOfInputException) {
      return notJson(offset, "The body is not valid JSON: it ends too early");
    }
    return notJson(
        offset,
        "The body is not valid JSON: line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ", near '"
            + Excerpt.around(body, offset)
            + "'");
  }

  private static boolean startsWithByteOrderMark(byte[] body) {
    return body.length >= 3
        && body[0] == (byte) 0xEF
        && body[1] == (byte) 0xBB
        && body[2] == (byte) 0xBF;
  }

  private static Decoded notJson(int offset, String msg) {
    return invalid(List.of("body", offset), msg, "json_invalid");
  }

  private static Decoded invalid(List<Object> loc, String msg, String type) {
    return new Decoded.Invalid(List.of(new FieldError(loc, msg, type)));
  }
}
