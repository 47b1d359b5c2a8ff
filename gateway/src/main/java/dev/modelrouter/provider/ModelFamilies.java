package dev.modelrouter.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What families of models accept in requests, whoever serves them: the resource {@code
 * model-families.yaml}. A family is found by the model's name without its maker ({@code
 * openai/gpt-5} is {@code gpt-5}); the first row that fits counts. Immutable.
 */
public final class ModelFamilies {
  private static final String RESOURCE = "/model-families.yaml";

  private static final class Standard {
    static final ModelFamilies FAMILIES = load();
  }

  private record Row(
      List<String> models,
      @Nullable Double from,
      @Nullable Double below,
      @Nullable List<String> providers,
      @Nullable List<String> efforts,
      @Nullable List<String> dropParameters,
      @Nullable String tokenLimit,
      @Nullable Boolean prefill,
      @Nullable Boolean jsonWithTools,
      String source) {
    ModelRules rules() {
      return new ModelRules(
          efforts,
          dropParameters == null ? List.of() : dropParameters,
          tokenLimit,
          prefill,
          jsonWithTools,
          null,
          null);
    }
  }

  private record Family(
      List<Pattern> models,
      double from,
      double below,
      @Nullable List<String> providers,
      ModelRules rules) {
    boolean fits(String provider, String model) {
      if (providers != null && !providers.contains(provider)) {
        return false;
      }
      for (Pattern pattern : models) {
        if (pattern.matcher(model).matches()) {
          double version = from == 0 && below == Double.MAX_VALUE ? 0 : version(model);
          return version >= from && version < below;
        }
      }
      return false;
    }
  }

  private final List<Family> families;

  private ModelFamilies(List<Family> families) {
    this.families = families;
  }

  /**
   * The families that come with the gateway.
   *
   * @throws IllegalStateException if the build lacks the resource
   * @throws tools.jackson.core.JacksonException if it is wrong, naming line and column
   */
  public static ModelFamilies standard() {
    return Standard.FAMILIES;
  }

  private static ModelFamilies load() {
    YAMLMapper yaml =
        YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    try (InputStream in = ModelFamilies.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + RESOURCE);
      }
      return new ModelFamilies(
          List.of(yaml.readValue(in, Row[].class)).stream().map(ModelFamilies::family).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Family family(Row row) {
    return new Family(
        row.models().stream().map(ModelFamilies::pattern).toList(),
        row.from() == null ? 0 : row.from(),
        row.below() == null ? Double.MAX_VALUE : row.below(),
        row.providers(),
        row.rules());
  }

  /** A star stands for any characters. */
  private static Pattern pattern(String name) {
    return Pattern.compile(
        Pattern.compile("[^*]+")
            .matcher(name)
            .replaceAll(match -> "\\\\Q" + match.group() + "\\\\E")
            .replace("*", ".*"));
  }

  /** The rules of a provider's model. */
  public ModelRules rules(String provider, String model) {
    String plain = plain(model);
    for (Family family : families) {
      if (family.fits(provider, plain)) {
        return family.rules();
      }
    }
    return ModelRules.UNKNOWN;
  }

  /** The name without its maker, in lower case. */
  private static String plain(String model) {
    return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * The version in a name: {@code claude-opus-4-1-20250805} and {@code gpt-4.1-mini} have 4.1.
   * Versions have minor numbers of one digit, and one or two of the major. A name without a version
   * counts as the newest.
   */
  static double version(String model) {
    String[] words = model.split("[-._:@]", -1);
    for (int i = 0; i < words.length; i++) {
      if (isNumber(words[i], 2)) {
        boolean minor = i + 1 < words.length && isNumber(words[i + 1], 1);
        return Double.parseDouble(minor ? words[i] + "." + words[i + 1] : words[i]);
      }
    }
    return 1_000;
  }

  private static boolean isNumber(String word, int maxLength) {
    return !word.isEmpty()
        && word.length() <= maxLength
        && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
