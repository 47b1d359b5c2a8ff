package dev.modelrouter.chat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.function.ToLongFunction;

/**
 * Tokens of a prompt as nobody's tokenizer counts them: an estimate for those who ask before they
 * send, where the provider cannot be asked.
 *
 * <p>Text costs, in hundredths of a token:
 *
 * <ul>
 *   <li>each 8 letters of a to z, or fewer, in a row: 100; a capital behind a small letter begins a
 *       new row, as in {@code camelCase};
 *   <li>each 3 digits, or fewer, in a row: 100;
 *   <li>a line's end: 50; the second, and each further 64th, of other blanks in a row: 70. A single
 *       one belongs to the word behind it;
 *   <li>any other sign of ASCII: 60;
 *   <li>a sign of the alphabets below U+2E80: 50; one above, as in Chinese, Japanese and Korean:
 *       80; one beyond U+FFFF, such as a picture: 220.
 * </ul>
 *
 * <p>The whole is rounded up. A message costs 4 tokens beside what it says, a tool 8 beside its
 * texts, and the frame of the prompt 3. A picture costs {@value #IMAGE} tokens, since its size is
 * not looked at; sound one token for each {@value #SOUND_BYTES} bytes; a document that is no text
 * one for each {@value #DOCUMENT_BYTES}; all of them {@value #ELSEWHERE} where the bytes are
 * elsewhere.
 *
 * <p>Against OpenAI's own tokenizers the text's part is off by at most a fifth for European
 * languages, code and JSON, and by up to a factor of 2.5 for other scripts, which tokenizers treat
 * very differently; a test holds it to that.
 */
public final class TokenEstimate {
  private static final int SCALE = 100;
  private static final int CHARACTERS = 4;
  private static final int LETTERS = 8;
  private static final int DIGITS = 3;
  private static final int BLANKS = 64;
  private static final int LINE = 50;
  private static final int BLANK_COST = 70;
  private static final int SIGN = 60;
  private static final int ALPHABET = 50;
  private static final int IDEOGRAPH = 80;
  private static final int HALF_BEYOND = 110;
  private static final char FIRST_IDEOGRAPH = '\u2E80';

  private static final int MESSAGE = 4;

  /** Characters that a message takes beside its text, at least: its role and some brackets. */
  private static final int SHORTEST_MESSAGE = 4;

  private static final int TOOL = 8;
  private static final int FRAME = 3;
  private static final int IMAGE = 1000;
  private static final int SOUND_BYTES = 500;
  private static final int DOCUMENT_BYTES = 30;
  private static final int ELSEWHERE = 1000;

  // Kinds of characters; plain numbers, since every character of every prompt is looked up.
  private static final byte OTHER = 0;
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;
  private static final byte BLANK = 3;
  private static final byte[] KINDS = kinds();

  private TokenEstimate() {}

  /**
   * All of a prompt: its messages, its tools, and the schema of the answer.
   *
   * @return 1 or more
   */
  public static long of(ChatRequest request) {
    return of(request, TokenEstimate::text);
  }

  /** The same with a token for each four characters; no more than {@link #atMost}. */
  public static long roughly(ChatRequest request) {
    return of(request, text -> text.length() / CHARACTERS);
  }

  /** No less than {@link #of}, without a look at the texts but for their lengths. */
  public static long atMost(ChatRequest request) {
    return of(request, TokenEstimate::longest);
  }

  /** The same for plain talk. */
  public static int roughly(TextOnlyOutline talk) {
    return talk.bytes() / CHARACTERS;
  }

  /** The same for plain talk: of as many messages as so many bytes can be. */
  public static long atMost(TextOnlyOutline talk) {
    return longest(talk.bytes()) + FRAME + (long) talk.bytes() / SHORTEST_MESSAGE * MESSAGE;
  }

  private static long of(ChatRequest request, ToLongFunction<String> text) {
    long tokens = FRAME;
    for (Message message : request.messages()) {
      tokens += MESSAGE;
      for (ContentPart part : message.parts()) {
        tokens += part(part, text);
      }
    }
    for (Tool tool : request.tools()) {
      String description = tool.description();
      String parameters = tool.parameters();
      tokens += TOOL + text.applyAsLong(tool.name());
      tokens += description == null ? 0 : text.applyAsLong(description);
      tokens += parameters == null ? 0 : text.applyAsLong(parameters);
    }
    return request.format() instanceof ResponseFormat.Schema schema
        ? tokens + text.applyAsLong(schema.schema())
        : tokens;
  }

  private static long part(ContentPart part, ToLongFunction<String> text) {
    return switch (part) {
      case ContentPart.Text said -> text.applyAsLong(said.text());
      case ContentPart.Image ignored -> IMAGE;
      case ContentPart.Audio sound -> media(sound.media(), SOUND_BYTES);
      case ContentPart.Document document -> media(document.media(), DOCUMENT_BYTES);
      case ContentPart.ToolCall call ->
          text.applyAsLong(call.name()) + text.applyAsLong(call.arguments());
      case ContentPart.ToolResult result -> text.applyAsLong(result.text());
      case ContentPart.Reasoning reasoning -> text.applyAsLong(reasoning.text());
    };
  }

  /** What a text of the dearest characters would be. */
  private static long longest(String text) {
    return longest(text.length());
  }

  private static long longest(int characters) {
    return ((long) characters * HALF_BEYOND + SCALE - 1) / SCALE;
  }

  private static long media(Media media, int bytesPerToken) {
    return switch (media) {
      case Media.Remote ignored -> ELSEWHERE;
      case Media.Inline inline when inline.type().startsWith("text/") -> text(decoded(inline));
      case Media.Inline inline -> inline.base64().length() * 3L / 4 / bytesPerToken + 1;
    };
  }

  /** Its text, a sign a byte: enough to count by. */
  private static String decoded(Media.Inline inline) {
    try {
      return new String(Base64.getMimeDecoder().decode(inline.base64()), ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return inline.base64();
    }
  }

  /** A text by itself: 0 or more. */
  public static long text(String text) {
    long cost = 0;
    int length = text.length();
    int i = 0;
    while (i < length) {
      char c = text.charAt(i);
      int begin = i++;
      switch (kind(c)) {
        case LETTER -> {
          char last = c;
          while (i < length) {
            c = text.charAt(i);
            if (kind(c) != LETTER || (c <= 'Z' && last >= 'a')) {
              break;
            }
            last = c;
            i++;
          }
          cost += (i - begin + LETTERS - 1L) / LETTERS * SCALE;
        }
        case DIGIT -> {
          while (i < length && kind(text.charAt(i)) == DIGIT) {
            i++;
          }
          cost += (i - begin + DIGITS - 1L) / DIGITS * SCALE;
        }
        case BLANK -> {
          cost += c == '\n' ? LINE : 0;
          for (; i < length && kind(text.charAt(i)) == BLANK; i++) {
            cost += text.charAt(i) == '\n' ? LINE : (i - begin) % BLANKS == 1 ? BLANK_COST : 0;
          }
        }
        default -> cost += other(c);
      }
    }
    return (cost + SCALE - 1) / SCALE;
  }

  private static byte kind(char c) {
    return c < KINDS.length ? KINDS[c] : OTHER;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[0x80];
    for (char c = 0; c < kinds.length; c++) {
      char small = (char) (c | 0x20);
      if (small >= 'a' && small <= 'z') {
        kinds[c] = LETTER;
      } else if (c >= '0' && c <= '9') {
        kinds[c] = DIGIT;
      } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
        kinds[c] = BLANK;
      } else {
        kinds[c] = OTHER;
      }
    }
    return kinds;
  }

  private static int other(char c) {
    if (c < 0x80) {
      return SIGN;
    }
    if (c < FIRST_IDEOGRAPH) {
      return ALPHABET;
    }
    return Character.isSurrogate(c) ? HALF_BEYOND : IDEOGRAPH;
  }
}
