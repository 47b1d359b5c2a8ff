package dev.modelrouter.routing;

import dev.modelrouter.provider.ModelRuleLookup;
import dev.modelrouter.provider.ModelRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The models of which something is known: the resource {@code models.yaml}, and before it what the
 * operator says. Immutable but for what it remembers of its own answers; safe for threads.
 */
public final class ModelCatalogue {
  private static final String RESOURCE = "/models.yaml";

  /** {@code gpt-4o-2024-08-06} and {@code claude-haiku-4-5-20251001} are versions of a model. */
  private static final Pattern DATED = Pattern.compile("(.+?)-(?:\\d{4}-\\d{2}-\\d{2}|\\d{8})");

  /** Who sells others' models under {@code maker/model}, and what it calls the makers. */
  private static final Map<String, String> MAKERS =
      Map.of("openai", "openai", "anthropic", "anthropic", "google", "gemini");

  private static final Set<String> SELLERS = Set.of("openrouter");

  /** Callers may name any model. */
  private static final int MAX_REMEMBERED = 4_096;

  private record PriceRow(
      BigDecimal input,
      @Nullable BigDecimal output,
      @Nullable BigDecimal cached,
      @Nullable BigDecimal cacheWrite) {
    Price price(List<Price.Tier> tiers) {
      return new Price(input, output == null ? BigDecimal.ZERO : output, cached, cacheWrite, tiers);
    }
  }

  private record TierRow(int aboveInputTokens, PriceRow price) {}

  private record Row(
      String provider,
      String model,
      @Nullable Integer contextTokens,
      @Nullable Integer maxOutputTokens,
      @Nullable Boolean images,
      @Nullable Boolean audio,
      @Nullable Boolean documents,
      @Nullable Boolean tools,
      @Nullable Boolean jsonSchema,
      @Nullable Boolean reasons,
      @Nullable PriceRow price,
      @Nullable List<TierRow> tiers,
      String source,
      @Nullable String date) {
    ModelInfo facts() {
      Set<Capability> lacks = EnumSet.noneOf(Capability.class);
      lack(lacks, images, Capability.IMAGES);
      lack(lacks, audio, Capability.AUDIO);
      lack(lacks, documents, Capability.DOCUMENTS);
      lack(lacks, tools, Capability.TOOLS);
      lack(lacks, jsonSchema, Capability.JSON_SCHEMA);
      List<Price.Tier> higher = new ArrayList<>();
      if (tiers != null) {
        tiers.forEach(
            tier ->
                higher.add(new Price.Tier(tier.aboveInputTokens(), tier.price().price(List.of()))));
      }
      return new ModelInfo(
          provider,
          new NamePattern(model),
          contextTokens,
          maxOutputTokens,
          lacks,
          price == null ? null : price.price(higher),
          reasons != null && reasons,
          date == null ? source : source + ", " + date,
          ModelRules.UNKNOWN);
    }

    private static void lack(Set<Capability> lacks, @Nullable Boolean has, Capability capability) {
      if (has != null && !has) {
        lacks.add(capability);
      }
    }
  }

  private final List<ModelInfo> all;
  private final Map<String, Optional<ModelInfo>> remembered = new ConcurrentHashMap<>();

  private ModelCatalogue(List<ModelInfo> all) {
    this.all = List.copyOf(all);
  }

  /**
   * What comes with the gateway.
   *
   * @throws IllegalStateException if the build lacks the resource
   * @throws tools.jackson.core.JacksonException if it is wrong, naming line and column
   */
  public static ModelCatalogue load() {
    YAMLMapper yaml =
        YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    try (InputStream in = ModelCatalogue.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + RESOURCE);
      }
      List<ModelInfo> facts = new ArrayList<>();
      for (Row row : yaml.readValue(in, Row[].class)) {
        facts.add(row.facts());
      }
      return new ModelCatalogue(facts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything in it, in its order. */
  public List<ModelInfo> all() {
    return all;
  }

  /** The same, but for what these say. */
  public ModelCatalogue with(List<ModelInfo> own) {
    List<ModelInfo> both = new ArrayList<>(own);
    both.addAll(all);
    return new ModelCatalogue(both);
  }

  /** What is known of a model; null for nothing. */
  public @Nullable ModelInfo facts(String provider, String model) {
    return facts(provider, model, provider + "/" + model);
  }

  /** What is known of the requests that a provider's models accept. */
  public ModelRuleLookup requestRules(String provider) {
    return model -> {
      ModelInfo modelInfo = facts(provider, model);
      return modelInfo == null ? ModelRules.UNKNOWN : modelInfo.requestRules();
    };
  }

  /** What is known of the model of a target; null for nothing. */
  public @Nullable ModelInfo facts(Target target) {
    return facts(target.id(), target.model(), target.name());
  }

  private @Nullable ModelInfo facts(String provider, String model, String name) {
    Optional<ModelInfo> known = remembered.get(name);
    if (known == null) {
      known = Optional.ofNullable(look(provider, model));
      if (remembered.size() < MAX_REMEMBERED) {
        remembered.put(name, known);
      }
    }
    return known.orElse(null);
  }

  private @Nullable ModelInfo look(String provider, String model) {
    ModelInfo own = named(provider, model);
    int slash = model.indexOf('/');
    if (own != null || slash < 0 || !SELLERS.contains(provider)) {
      return own;
    }
    String maker = MAKERS.get(model.substring(0, slash));
    ModelInfo makers = maker == null ? null : named(maker, model.substring(slash + 1));
    return makers == null ? null : makers.soldElsewhere();
  }

  /** By its name, else by the name without the date of its version. */
  private @Nullable ModelInfo named(String provider, String model) {
    ModelInfo found = best(provider, model);
    var dated = DATED.matcher(model);
    return (found == null || !found.model().exact()) && dated.matches()
        ? Optional.ofNullable(best(provider, dated.group(1))).orElse(found)
        : found;
  }

  /** Of rows that fit the most exact one, and of equals the first. */
  private @Nullable ModelInfo best(String provider, String model) {
    return all.stream()
        .filter(one -> one.provider().equals(provider) && one.model().fits(model))
        .max(
            Comparator.comparing((ModelInfo one) -> one.model().exact())
                .thenComparingInt(one -> one.model().literal())
                .thenComparingInt(one -> -all.indexOf(one)))
        .orElse(null);
  }
}
