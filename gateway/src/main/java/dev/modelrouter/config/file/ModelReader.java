package dev.modelrouter.config.file;

import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.routing.ModelFacts;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.routing.Need;
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
  List<ModelFacts> read(Section models) {
    List<ModelFacts> all = new ArrayList<>();
    models
        .entries()
        .forEach(
            (name, entry) -> {
              Section section = Section.of(entry.value(), problems);
              ModelFacts facts = section == null ? null : facts(name, section, entry.at());
              if (facts != null) {
                all.add(facts);
              }
            });
    return all;
  }

  private @Nullable ModelFacts facts(String name, Section section, Place at) {
    Integer context = section.whole("context_tokens", 1, Integer.MAX_VALUE);
    Integer most = section.whole("max_output_tokens", 1, Integer.MAX_VALUE);
    Set<Need> lacks = EnumSet.noneOf(Need.class);
    for (Need need : Need.values()) {
      Boolean has = section.flag(need.word());
      if (has != null && !has) {
        lacks.add(need);
      }
    }
    Boolean reasons = section.flag("reasons");
    Section said = section.section("price");
    Price price = said == null ? null : price(said);
    ModelRules accepts = accepts(section);
    section.done();
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
    return new ModelFacts(
        provider,
        new NamePattern(name.substring(slash + 1)),
        context,
        most,
        lacks,
        price,
        reasons != null && reasons,
        SOURCE,
        accepts);
  }

  private static ModelRules accepts(Section section) {
    return new ModelRules(
        section.find("reasoning_efforts") == null ? null : section.texts("reasoning_efforts"),
        section.texts("drop_parameters"),
        null,
        section.flag("prefill"),
        section.flag("json_with_tools"),
        null,
        null);
  }

  private static @Nullable Price price(Section said) {
    BigDecimal input = said.decimal("input");
    BigDecimal output = said.decimal("output");
    Price price =
        input == null || output == null
            ? null
            : new Price(input, output, said.decimal("cached"), said.decimal("cache_write"));
    if (price == null) {
      said.find("cached");
      said.find("cache_write");
      said.problem("input", "and output must be given, in US dollars for a million tokens");
    }
    said.done();
    return price;
  }
}
