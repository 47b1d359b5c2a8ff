package dev.modelrouter.provider;

import dev.modelrouter.chat.FinishReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Maps the reasons that the providers of one dialect give for why a model stopped: the resource
 * {@code finish-reasons.yaml}. Immutable.
 */
public final class FinishReasonTable {
  private static final String RESOURCE = "/finish-reasons.yaml";
  private static final Map<String, FinishReasonTable> TABLES = load();

  /** OpenAI's chat completions and what is compatible with them. */
  public static final FinishReasonTable OPENAI = of("openai");

  /** Anthropic's messages. */
  public static final FinishReasonTable ANTHROPIC = of("anthropic");

  /** Gemini's {@code generateContent}. */
  public static final FinishReasonTable GEMINI = of("gemini");

  /** Ollama's own API. */
  public static final FinishReasonTable OLLAMA = of("ollama");

  /** What a reason says of the answer. */
  public enum Meaning {
    /** The model has not stopped. */
    NONE,
    /** It came to its end. */
    STOP,
    /** It reached a limit of tokens. */
    LENGTH,
    /** It wants tools to be called. */
    TOOL_CALLS,
    /** Its content was withheld. */
    CONTENT_FILTER,
    /** It failed. */
    FAILURE,
    /** A word that the table does not have: an end only where the end mark follows it. */
    UNKNOWN;

    /** Whether it ends the answer by itself, well or with a limit. */
    public boolean endsAnswer() {
      return switch (this) {
        case STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER -> true;
        case NONE, FAILURE, UNKNOWN -> false;
      };
    }

    /**
     * The reason of an answer that ended so.
     *
     * @param called whether it has tool calls, which say more than a plain end
     */
    public FinishReason reason(boolean called) {
      return switch (this) {
        case STOP -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        case LENGTH -> FinishReason.LENGTH;
        case TOOL_CALLS -> FinishReason.TOOL_CALLS;
        case CONTENT_FILTER -> FinishReason.CONTENT_FILTER;
        case NONE, FAILURE, UNKNOWN -> called ? FinishReason.TOOL_CALLS : FinishReason.OTHER;
      };
    }
  }

  private final Map<String, Meaning> meanings;

  private FinishReasonTable(Map<String, List<String>> rows) {
    Map<String, Meaning> all = new HashMap<>();
    rows.forEach(
        (meaning, words) -> {
          for (String word : words) {
            all.put(word, Meaning.valueOf(meaning.toUpperCase(Locale.ROOT)));
          }
        });
    this.meanings = Map.copyOf(all);
  }

  private static FinishReasonTable of(String dialect) {
    FinishReasonTable table = TABLES.get(dialect);
    if (table == null) {
      throw new IllegalStateException(RESOURCE + " lacks " + dialect);
    }
    return table;
  }

  private static Map<String, FinishReasonTable> load() {
    try (InputStream in = FinishReasonTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + RESOURCE);
      }
      Map<String, Map<String, List<String>>> rows =
          YAMLMapper.builder().build().readValue(in, new TypeReference<>() {});
      Map<String, FinishReasonTable> tables = new HashMap<>();
      rows.forEach((dialect, meanings) -> tables.put(dialect, new FinishReasonTable(meanings)));
      return Map.copyOf(tables);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What this reason means; a blank one is none. */
  public Meaning read(String reason) {
    String word = reason.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    if (word.isEmpty()) {
      return Meaning.NONE;
    }
    Meaning whole = meanings.get(word);
    if (whole != null) {
      return whole;
    }
    int colon = word.indexOf(':');
    return colon < 0
        ? Meaning.UNKNOWN
        : meanings.getOrDefault(word.substring(0, colon).strip(), Meaning.UNKNOWN);
  }
}
