package dev.modelrouter.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.documentation.Page;
import dev.modelrouter.provider.ProviderCatalogue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelCatalogueTest {
  private final ModelCatalogue catalogue = ModelCatalogue.load();

  private static RoutingInput asking(int tokens, Capability... capabilities) {
    return new RoutingInput(
        Operation.CHAT, "m", "key", Map.of(), tokens, 0, Set.of(capabilities), 0);
  }

  private ModelInfo facts(String provider, String model) {
    ModelInfo modelInfo = catalogue.facts(provider, model);
    assertThat(modelInfo).as("%s/%s", provider, model).isNotNull();
    return modelInfo;
  }

  private Price price(String provider, String model) {
    Price price = facts(provider, model).price();
    assertThat(price).isNotNull();
    return price;
  }

  @Test
  void names_withDatesAndAtSellers_areTheSameModel() {
    ModelInfo mini = facts("openai", "gpt-4o-mini");
    assertThat(facts("openai", "gpt-4o-mini-2024-07-18")).isEqualTo(mini);
    assertThat(facts("anthropic", "claude-haiku-4-5-20251001"))
        .isEqualTo(facts("anthropic", "claude-haiku-4-5"));
    ModelInfo sold = facts("openrouter", "openai/gpt-4o-mini");
    assertThat(sold.contextTokens()).isEqualTo(mini.contextTokens());
    assertThat(sold.price()).as("not its price").isNull();
    assertThat(facts("openrouter", "google/gemini-2.5-flash").contextTokens()).isPositive();
    assertThat(catalogue.facts("openai", "nobody-knows-me")).isNull();
    assertThat(catalogue.facts("groq", "gpt-4o-mini")).isNull();
  }

  @Test
  void everyRow_isOfAProviderThatThereIs_once() {
    Set<String> providers =
        ProviderCatalogue.load().stream().map(entry -> entry.id()).collect(Collectors.toSet());
    assertThat(catalogue.all()).allSatisfy(one -> assertThat(providers).contains(one.provider()));
    assertThat(catalogue.all())
        .extracting(one -> one.provider() + "/" + one.model())
        .doesNotHaveDuplicates();
  }

  @Test
  void own_countsFirst() {
    ModelInfo own =
        new ModelInfo(
            "openai",
            new NamePattern("gpt-4o*"),
            100,
            null,
            Set.of(Capability.TOOLS),
            null,
            "modelrouter.yaml");
    ModelCatalogue with = catalogue.with(List.of(own));

    assertThat(with.facts("openai", "gpt-4o-unheard-of")).isEqualTo(own);
    assertThat(with.facts("openai", "gpt-4o-mini"))
        .as("a name counts more than a pattern")
        .isNotEqualTo(own);
    ModelInfo exact =
        new ModelInfo(
            "openai", new NamePattern("gpt-4o-mini"), 5, null, Set.of(), null, "modelrouter.yaml");
    assertThat(catalogue.with(List.of(exact)).facts("openai", "gpt-4o-mini")).isEqualTo(exact);
  }

  @Test
  void barred_bySizeAndBySenses_notByWhatIsUnknown() {
    ModelInfo llama = facts("groq", "llama-3.3-70b-versatile");
    assertThat(llama.barred(asking(1_000))).isNull();
    assertThat(llama.barred(asking(1_000, Capability.TOOLS))).isNull();
    assertThat(llama.barred(asking(1_000, Capability.IMAGES))).isEqualTo("takes no images");
    assertThat(llama.barred(asking(200_000)))
        .isEqualTo("about 200000 input tokens, its context has 131072");
  }

  @Test
  void price_ofFreshCachedAndWrittenTokens() {
    Price mini = price("openai", "gpt-4o-mini");
    assertThat(mini.nanoUsd(new Usage(1_000_000, 1_000_000))).isEqualTo(750_000_000);
    assertThat(mini.nanoUsd(new Usage(1_000_000, 0, 1_000_000, 0))).isEqualTo(75_000_000);
    Price sonnet = price("anthropic", "claude-sonnet-5");
    assertThat(sonnet.nanoUsd(1_000_000, 400_000, 500_000, 0))
        .isEqualTo(200_000_000 + 80_000_000 + 1_250_000_000);
    assertThat(price("ollama", "anything").nanoUsd(new Usage(9, 9))).isZero();
    Price noCache = new Price(BigDecimal.TEN, BigDecimal.ONE, null, null);
    assertThat(noCache.nanoUsd(1, 1, 0, 0)).as("as input, not nothing").isEqualTo(10_000);
    assertThat(new Price(new BigDecimal("0.01"), BigDecimal.ONE, null, null).nanoUsd(1, 0, 0, 0))
        .isEqualTo(10);
  }

  @Test
  void price_ofLongPrompts_isTheHigherOneForAllTokens() {
    Price sol = price("openai", "gpt-6-sol");
    assertThat(sol.nanoUsd(272_000, 0, 0, 0)).isEqualTo(544_000_000);
    assertThat(sol.nanoUsd(272_001, 0, 0, 1_000)).isEqualTo(272_001 * 4_000L + 1_000 * 15_000L);
  }

  @Test
  void page_isTheCatalogue() {
    List<String> said = new ArrayList<>();
    for (List<String> row : Page.read("docs/models.md").table("## The table")) {
      said.add(String.join(" | ", row));
    }

    assertThat(said).isEqualTo(catalogue.all().stream().map(ModelCatalogueTest::row).toList());
  }

  private static String row(ModelInfo one) {
    String lacks =
        List.of(Capability.values()).stream()
            .filter(one.lacks()::contains)
            .map(Capability::wireName)
            .collect(Collectors.joining(", "));
    Price price = one.price();
    return String.join(
        " | ",
        one.provider(),
        "`" + one.model() + "`",
        number(one.contextTokens()),
        number(one.maxOutputTokens()),
        lacks.isEmpty() ? "-" : lacks,
        dollars(price, Price::input),
        one.price() != null && one.price().output().signum() == 0 && !local(one)
            ? "?"
            : dollars(price, Price::output),
        dollars(price, Price::cached),
        dollars(price, Price::cacheWrite),
        one.source());
  }

  private static boolean local(ModelInfo one) {
    return one.model().text().equals("*");
  }

  private static String number(@Nullable Integer value) {
    return value == null ? "?" : String.format(Locale.ROOT, "%,d", value);
  }

  private interface Of {
    @Nullable BigDecimal value(Price price);
  }

  private static String dollars(@Nullable Price price, Of of) {
    BigDecimal base = price == null ? null : of.value(price);
    if (price == null || base == null) {
      return "?";
    }
    StringBuilder text = new StringBuilder(plain(base));
    for (Price.Tier tier : price.tiers()) {
      BigDecimal higher = of.value(tier.price());
      if (higher != null) {
        text.append(" (above ")
            .append(number(tier.aboveInputTokens()))
            .append(": ")
            .append(plain(higher))
            .append(')');
      }
    }
    return text.toString();
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
