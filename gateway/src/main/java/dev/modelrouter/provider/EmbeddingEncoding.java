package dev.modelrouter.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.modelrouter.chat.RewritableFields;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.JsonScanner;
import dev.modelrouter.wire.MalformedJsonException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes vectors as OpenAI packs them where {@code encoding_format} is {@code base64}: 32-bit
 * floats, little endian. OpenAI's SDKs ask for that by themselves, and take whatever comes for it.
 */
public final class EmbeddingEncoding {
  /** Most vectors of one answer that is translated: each is written at greater length. */
  public static final int MAX_VECTORS = 65_536;

  private static final byte[] FORMAT = "encoding_format".getBytes(US_ASCII);
  private static final byte[] DATA = "data".getBytes(US_ASCII);
  private static final byte[] EMBEDDING = "embedding".getBytes(US_ASCII);
  private static final String BASE64 = "base64";

  private EmbeddingEncoding() {}

  /** Whether a caller's request asks for it. */
  public static boolean isBase64(RewritableFields body) {
    JsonScanner json = new JsonScanner();
    json.reset(body.bytes(), 0, body.bytes().length);
    boolean base64 = false;
    if (json.beginObject()) {
      for (boolean first = true; json.nextField(first); first = false) {
        if (json.nameIs(FORMAT) && json.isString()) {
          base64 = json.string().equals(BASE64);
        } else {
          json.skip();
        }
      }
    }
    return base64;
  }

  /**
   * An answer of OpenAI's form whose vectors are packed, every other byte as it was.
   *
   * @return null where none came as numbers
   * @throws MalformedJsonException if the bytes are not JSON
   * @throws NumberFormatException if a vector holds something else than numbers
   */
  public static byte @Nullable [] pack(byte[] answer) {
    JsonScanner json = new JsonScanner();
    json.reset(answer, 0, answer.length);
    ByteBuilder out = null;
    int copied = 0;
    if (!json.beginObject()) {
      return null;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (!json.nameIs(DATA) || !json.beginArray()) {
        json.skip();
        continue;
      }
      for (boolean item = true; json.nextElement(item); item = false) {
        if (!json.beginObject()) {
          json.skip();
          continue;
        }
        for (boolean field = true; json.nextField(field); field = false) {
          boolean numbers = json.nameIs(EMBEDDING) && json.isContainer();
          int from = json.position();
          json.skip();
          if (numbers) {
            out = out == null ? new ByteBuilder(answer.length) : out;
            out.append(answer, copied, from);
            append(out, answer, from, json.position());
            copied = json.position();
          }
        }
      }
    }
    json.finish();
    return out == null ? null : out.append(answer, copied, answer.length).take();
  }

  /**
   * Appends the array of numbers that lies in these bytes, packed, as a JSON string.
   *
   * @throws NumberFormatException if it holds something else
   */
  public static void append(ByteBuilder out, byte[] bytes, int from, int to) {
    int count = 1;
    for (int i = from; i < to; i++) {
      count += bytes[i] == ',' ? 1 : 0;
    }
    byte[] packed = new byte[count * Float.BYTES];
    int size = 0;
    int start = from + 1;
    for (int i = start; i < to; i++) {
      if (bytes[i] == ',' || i == to - 1) {
        String number = new String(bytes, start, i - start, US_ASCII).strip();
        if (number.isEmpty() && count == 1) {
          break;
        }
        int bits = Float.floatToRawIntBits(Float.parseFloat(number));
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
          packed[size++] = (byte) (bits >> shift);
        }
        start = i + 1;
      }
    }
    byte[] whole = size == packed.length ? packed : Arrays.copyOf(packed, size);
    out.append('"').append(Base64.getEncoder().encode(whole)).append('"');
  }
}
