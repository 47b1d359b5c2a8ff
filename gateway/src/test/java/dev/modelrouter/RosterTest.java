package dev.modelrouter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.config.Settings;
import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.routing.ConfiguredProvider;
import dev.modelrouter.routing.ModelCatalogue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which providers take part, by what is configured and what was found. */
class RosterTest {
  private static final Map<String, String> GROQ = Map.of("GROQ_API_KEY", "gsk-1");

  private static Settings settings(Map<String, String> variables) {
    return SettingsReader.read(variables, Map.of(), ProviderCatalogue.load());
  }

  private static Roster roster(Map<String, String> variables) {
    ModelCatalogue models = ModelCatalogue.load();
    return new Roster(settings(variables), () -> 0, Sights.ofNothing(models, 1), () -> models);
  }

  private static List<String> inFallback(Roster roster) {
    return roster.router().providers().stream()
        .filter(ConfiguredProvider::inFallback)
        .map(ConfiguredProvider::id)
        .toList();
  }

  private static List<String> listed(Roster roster) {
    return roster.listed().stream().map(ConfiguredProvider::id).toList();
  }

  @Test
  void ollamaThatNobodyConfigured_takesPartWhileItIsFound() {
    Roster roster = roster(GROQ);

    assertThat(roster.found(false)).isFalse();
    assertThat(inFallback(roster)).containsExactly("groq");
    assertThat(listed(roster)).containsExactly("groq");
    assertThat(roster.router().named("ollama/qwen3").provider())
        .as("its name is not taken for a model of somebody else")
        .isEqualTo("ollama");

    assertThat(roster.found(true)).isTrue();
    assertThat(inFallback(roster)).containsExactly("groq", "ollama");
    assertThat(listed(roster)).containsExactly("groq", "ollama");
    assertThat(roster.found(true)).isFalse();
    assertThat(roster.found(false)).isTrue();
    assertThat(inFallback(roster)).containsExactly("groq");
  }

  @Test
  void ollamaThatIsConfigured_takesPartWhetherOrNotItIsFound() {
    for (Map<String, String> said :
        List.of(
            Map.of("OLLAMA_BASE_URL", "http://gpu:11434"),
            Map.of("OLLAMA_API_KEY", "k"),
            Map.of("OLLAMA_ENABLED", "true"),
            Map.of("PROVIDER_ORDER", "ollama"))) {
      assertThat(settings(said).providers().getFirst().detected()).as(said.toString()).isFalse();
    }
    assertThat(settings(Map.of("OLLAMA_ENABLED", "auto")).providers().getFirst().detected())
        .isTrue();
    assertThat(settings(Map.of("OLLAMA_DEFAULT_MODEL", "m")).providers().getFirst().detected())
        .isTrue();
  }

  @Test
  void ollamaThatIsTurnedOff_takesNoPart() {
    Roster roster =
        roster(Map.of("GROQ_API_KEY", "gsk-1", "OLLAMA_ENABLED", "false", "OLLAMA_API_KEY", "k"));
    assertThat(roster.router().providers())
        .extracting(ConfiguredProvider::id)
        .containsExactly("groq");

    Roster nothing = roster(Map.of("OLLAMA_ENABLED", "off"));
    var _ = nothing.found(false);
    assertThat(inFallback(nothing)).containsExactly("demo");
  }

  @Test
  void demonstration_answersOnlyBeforeARealProviderWasThere() {
    Roster roster = roster(Map.of());
    var _ = roster.found(false);
    assertThat(inFallback(roster)).containsExactly("demo");
    assertThat(roster.demo()).isTrue();

    var _ = roster.found(true);
    assertThat(inFallback(roster)).containsExactly("ollama");

    var _ = roster.found(false);
    assertThat(roster.demo()).isFalse();
    assertThat(inFallback(roster)).as("callers are told that it is gone").containsExactly("ollama");
    assertThat(listed(roster)).isEmpty();

    roster.use(settings(Map.of("MAX_RETRIES", "1")));
    assertThat(roster.demo()).isFalse();
  }

  @Test
  void demonstration_neverFollowsAConfiguredProvider() {
    Roster roster = roster(GROQ);
    roster.use(settings(Map.of()));
    var _ = roster.found(false);

    assertThat(roster.demo()).isFalse();
    assertThat(inFallback(roster)).containsExactly("ollama");
  }
}
