package dev.modelrouter.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.wire.Endpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds docs/providers.md to the catalogue, and the catalogue to itself. */
class ProvidersPageTest {
  private static final List<ProviderDefinition> CATALOGUE = ProviderCatalogue.load();

  @Test
  void page_rows_areThoseOfTheCatalogue() {
    List<List<String>> expected = new ArrayList<>();
    for (ProviderDefinition entry : CATALOGUE) {
      List<String> keys = new ArrayList<>();
      keys.add("`" + entry.id().toUpperCase(Locale.ROOT).replace('-', '_') + "_API_KEY`");
      entry.keyAliases().forEach(alias -> keys.add("`" + alias + "`"));
      expected.add(
          List.of(
              "[`" + entry.id() + "`](" + entry.source() + ")",
              String.join(", ", keys),
              "`" + entry.baseUrl() + "`",
              "`" + entry.defaultModel() + "`",
              String.join(", ", entry.endpoints())));
    }

    assertThat(Page.read("docs/providers.md").table("# Providers")).isEqualTo(expected);
  }

  @Test
  void catalogue_ids_areUniqueAndFitVariables() {
    Set<String> seen = new HashSet<>();
    for (ProviderDefinition entry : CATALOGUE) {
      assertThat(seen.add(entry.id())).as(entry.id()).isTrue();
      assertThat(entry.id()).matches("[a-z][a-z0-9-]*");
    }
  }

  @Test
  void catalogue_keyVariables_belongToOneProviderEach() {
    Set<String> seen = new HashSet<>();
    for (ProviderDefinition entry : CATALOGUE) {
      assertThat(seen.add(entry.id().toUpperCase(Locale.ROOT).replace('-', '_') + "_API_KEY"))
          .isTrue();
      entry.keyAliases().forEach(alias -> assertThat(seen.add(alias)).as(alias).isTrue());
    }
  }

  @Test
  void catalogue_cloudProviders_areReachedOverTls() {
    for (ProviderDefinition entry : CATALOGUE) {
      assertThat(Endpoint.parse(entry.baseUrl()).tls())
          .as(entry.id())
          .isEqualTo(entry.keyRequired());
      assertThat(entry.operations()).as(entry.id()).isNotEmpty();
    }
  }
}
