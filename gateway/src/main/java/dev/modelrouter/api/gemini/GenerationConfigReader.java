package dev.modelrouter.api.gemini;

import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.chat.ResponseFormat;
import dev.modelrouter.chat.Sampling;
import dev.modelrouter.chat.UntranslatableRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code generationConfig}: how tokens are chosen, the answer's form, how long to think. */
final class GenerationConfigReader {
  private static final double MAX_TEMPERATURE = 2;
  private static final double MAX_PENALTY = 2;
  private static final String SCHEMA_NAME = "response";
  private static final String JSON = "application/json";
  private static final Set<String> READ =
      Set.of(
          "temperature",
          "topP",
          "topK",
          "maxOutputTokens",
          "stopSequences",
          "seed",
          "presencePenalty",
          "frequencyPenalty",
          "responseMimeType",
          "responseSchema",
          "responseJsonSchema",
          "responseModalities",
          "thinkingConfig");

  private final LocatedJson config;
  private final Set<String> untranslatable;

  /**
   * A reader of one.
   *
   * @param config an object
   * @param untranslatable takes what cannot be said
   */
  GenerationConfigReader(LocatedJson config, Set<String> untranslatable) {
    this.config = config;
    this.untranslatable = untranslatable;
  }

  /** Notes what has no word, and refuses what would be answered wrongly without one. */
  void check() {
    for (String name : config.names()) {
      String camel = ProtoJson.camel(name);
      LocatedJson value = config.field(name);
      if (!READ.contains(camel) && !isDefault(camel, value)) {
        untranslatable.add("generationConfig." + camel);
      }
    }
    LocatedJson modalities = ProtoJson.field(config, "responseModalities");
    for (String modality : ProtoJson.texts(modalities)) {
      if (!modality.equals("TEXT") && !modality.equals("MODALITY_UNSPECIFIED")) {
        throw new UntranslatableRequestException(
            modalities.path(), modalities.path() + " must be TEXT: nothing else can be answered");
      }
    }
  }

  private boolean isDefault(String name, LocatedJson value) {
    if (value.isNull()) {
      return true;
    }
    return switch (name) {
      case "candidateCount" -> {
        Long count = ProtoJson.number(config, name).optionalInteger(1, Integer.MAX_VALUE);
        yield count != null && count == 1;
      }
      case "responseLogprobs" -> Boolean.FALSE.equals(value.optionalTruth());
      case "mediaResolution" -> value.text().equals("MEDIA_RESOLUTION_UNSPECIFIED");
      default -> false;
    };
  }

  Sampling sampling() {
    return new Sampling(
        count("maxOutputTokens"),
        ProtoJson.number(config, "temperature").optionalNumber(0, MAX_TEMPERATURE),
        ProtoJson.number(config, "topP").optionalNumber(0, 1),
        count("topK"),
        ProtoJson.texts(ProtoJson.field(config, "stopSequences")),
        ProtoJson.number(config, "seed").optionalInteger(Integer.MIN_VALUE, Integer.MAX_VALUE),
        ProtoJson.number(config, "frequencyPenalty").optionalNumber(-MAX_PENALTY, MAX_PENALTY),
        ProtoJson.number(config, "presencePenalty").optionalNumber(-MAX_PENALTY, MAX_PENALTY));
  }

  private @Nullable Integer count(String name) {
    Long count = ProtoJson.number(config, name).optionalInteger(1, Integer.MAX_VALUE);
    return count == null ? null : count.intValue();
  }

  ResponseFormat format() {
    LocatedJson type = ProtoJson.field(config, "responseMimeType");
    LocatedJson own = ProtoJson.field(config, "responseSchema");
    LocatedJson plain = ProtoJson.field(config, "responseJsonSchema");
    if (!own.isNull() && !plain.isNull()) {
      throw new UntranslatableRequestException(
          plain.path(), plain.path() + " must not be given together with responseSchema");
    }
    String word = type.isNull() ? "" : type.text();
    boolean schema = !own.isNull() || !plain.isNull();
    if (!List.of("", "text/plain", JSON).contains(word)) {
      throw new UntranslatableRequestException(
          type.path(), type.path() + " must be text/plain or application/json");
    }
    if (!schema) {
      return word.equals(JSON) ? new ResponseFormat.Json() : ResponseFormat.TEXT;
    }
    if (!word.equals(JSON)) {
      throw new UntranslatableRequestException(
          type.path(), type.path() + " must be application/json where a schema is given");
    }
    String text = plain.isNull() ? SchemaReader.read(own, untranslatable) : plain.raw();
    return new ResponseFormat.Schema(SCHEMA_NAME, text, null);
  }

  /** A budget of -1 leaves it to the model, as asking for its thoughts alone does. */
  @Nullable ReasoningEffort effort() {
    LocatedJson thinking = ProtoJson.field(config, "thinkingConfig");
    if (thinking.isNull()) {
      return null;
    }
    Boolean shown = ProtoJson.field(thinking, "includeThoughts").optionalTruth();
    LocatedJson budgetPlace = ProtoJson.number(thinking, "thinkingBudget");
    Long budget = budgetPlace.optionalInteger(-1, Integer.MAX_VALUE);
    LocatedJson levelPlace = ProtoJson.field(thinking, "thinkingLevel");
    String level = levelPlace.isNull() ? null : levelPlace.text().toLowerCase(Locale.ROOT);
    if (level != null && level.equals("thinking_level_unspecified")) {
      level = null;
    }
    if (budget != null && level != null) {
      throw new UntranslatableRequestException(
          budgetPlace.path(), budgetPlace.path() + " must not be given together with a level");
    }
    if (level != null) {
      return ReasoningEffort.of(level);
    }
    if (budget == null) {
      return Boolean.TRUE.equals(shown) ? new ReasoningEffort(null, null) : null;
    }
    return budget < 0 ? new ReasoningEffort(null, null) : ReasoningEffort.of(budget.intValue());
  }
}
