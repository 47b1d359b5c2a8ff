package dev.modelrouter.config.file;

import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.routing.Capability;
import dev.modelrouter.routing.ModelInfo;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.routing.Price;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code models}: what the operator knows of models, by {@code provider/model}. */
final class ModelReader {
  private static final String SOURCE = "modelrouter.yaml";

  private final Set<String> providers;
  private final Problems problems;

  /**
   * A reader.
   *
   * @param providers every provider that can be named
   */
  ModelReader(Set<String> providers, Problems problems) {
    this.providers = providers;
    this.problems = problems;
  }

  /** All of them, in their order. */
  List<ModelInfo> read(ConfigSection models) {
    List<ModelInfo> all = new ArrayList<>();
    models
        .entries()
        .forEach(
            (name, entry) -> {
              ConfigSection configSection = ConfigSection.of(entry.value(), problems);
              ModelInfo modelInfo =
                  configSection == null ? null : facts(name, configSection, entry.at());
              if (modelInfo != null) {
                all.add(modelInfo);
              }
            });
    return all;
  }

  private @Nullable ModelInfo facts(String name, ConfigSection configSection, SourceLocation at) {
    Integer context = configSection.integer("context_tokens", 1, Integer.MAX_VALUE);
    Integer max = configSection.integer("max_output_tokens", 1, Integer.MAX_VALUE);
    Set<Capability> lacks = EnumSet.noneOf(Capability.class);
    for (Capability capability : Capability.values()) {
      Boolean has = configSection.flag(capability.wireName());
      if (has != null && !has) {
        lacks.add(capability);
      }
    }
    Boolean reasons = configSection.flag("reasons");
    ConfigSection section = configSection.section("price");
    Price price = section == null ? null : price(section);
    ModelRules accepts = accepts(configSection);
    configSection.done();
    int slash = name.indexOf('/');
    String provider = slash < 0 ? "" : name.substring(0, slash).toLowerCase(Locale.ROOT);
    if (slash < 0 || slash == name.length() - 1) {
      problems.add(at, "a model is named provider/model; a star stands for any characters");
      return null;
    }
    if (!providers.contains(provider)) {
      problems.unknown(at, "provider", provider, providers);
      return null;
    }
    return new ModelInfo(
        provider,
        new NamePattern(name.substring(slash + 1)),
        context,
        max,
        lacks,
        price,
        reasons != null && reasons,
        SOURCE,
        accepts);
  }

  private static ModelRules accepts(ConfigSection configSection) {
    return new ModelRules(
        configSection.find("reasoning_efforts") == null
            ? null
            : configSection.texts("reasoning_efforts"),
        configSection.texts("drop_parameters"),
        null,
        configSection.flag("prefill"),
        configSection.flag("json_with_tools"),
        null,
        null);
  }

  private static @Nullable Price price(ConfigSection section) {
    BigDecimal input = section.decimal("input");
    BigDecimal output = section.decimal("output");
    Price price =
        input == null || output == null
            ? null
            : new Price(input, output, section.decimal("cached"), section.decimal("cache_write"));
    if (price == null) {
      section.find("cached");
      section.find("cache_write");
      section.problem("input", "and output must be given, in US dollars for a million tokens");
    }
    section.done();
    return price;
  }
}
