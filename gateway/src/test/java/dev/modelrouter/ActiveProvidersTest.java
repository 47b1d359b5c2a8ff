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
class ActiveProvidersTest {
  private static final Map<String, String> GROQ = Map.of("GROQ_API_KEY", "gsk-1");

  private static Settings settings(Map<String, String> variables) {
    return SettingsReader.read(variables, Map.of(), ProviderCatalogue.load());
  }

  private static ActiveProviders roster(Map<String, String> variables) {
    ModelCatalogue models = ModelCatalogue.load();
    return new ActiveProviders(
        settings(variables), () -> 0, LiveTargetStatus.ofNothing(models, 1), () -> models);
  }

  private static List<String> inFallback(ActiveProviders activeProviders) {
    return activeProviders.router().providers().stream()
        .filter(ConfiguredProvider::inFallback)
        .map(ConfiguredProvider::id)
        .toList();
  }

  private static List<String> listed(ActiveProviders activeProviders) {
    return activeProviders.listed().stream().map(ConfiguredProvider::id).toList();
  }

  @Test
  void ollamaThatNobodyConfigured_takesPartWhileItIsFound() {
    ActiveProviders activeProviders = roster(GROQ);

    assertThat(activeProviders.found(false)).isFalse();
    assertThat(inFallback(activeProviders)).containsExactly("groq");
    assertThat(listed(activeProviders)).containsExactly("groq");
    assertThat(activeProviders.router().named("ollama/qwen3").provider())
        .as("its name is not taken for a model of somebody else")
        .isEqualTo("ollama");

    assertThat(activeProviders.found(true)).isTrue();
    assertThat(inFallback(activeProviders)).containsExactly("groq", "ollama");
    assertThat(listed(activeProviders)).containsExactly("groq", "ollama");
    assertThat(activeProviders.found(true)).isFalse();
    assertThat(activeProviders.found(false)).isTrue();
    assertThat(inFallback(activeProviders)).containsExactly("groq");
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
    ActiveProviders activeProviders =
        roster(Map.of("GROQ_API_KEY", "gsk-1", "OLLAMA_ENABLED", "false", "OLLAMA_API_KEY", "k"));
    assertThat(activeProviders.router().providers())
        .extracting(ConfiguredProvider::id)
        .containsExactly("groq");

    ActiveProviders nothing = roster(Map.of("OLLAMA_ENABLED", "off"));
    var _ = nothing.found(false);
    assertThat(inFallback(nothing)).containsExactly("demo");
  }

  @Test
  void demonstration_answersOnlyBeforeARealProviderWasThere() {
    ActiveProviders activeProviders = roster(Map.of());
    var _ = activeProviders.found(false);
    assertThat(inFallback(activeProviders)).containsExactly("demo");
    assertThat(activeProviders.demo()).isTrue();

    var _ = activeProviders.found(true);
    assertThat(inFallback(activeProviders)).containsExactly("ollama");

    var _ = activeProviders.found(false);
    assertThat(activeProviders.demo()).isFalse();
    assertThat(inFallback(activeProviders))
        .as("callers are told that it is gone")
        .containsExactly("ollama");
    assertThat(listed(activeProviders)).isEmpty();

    activeProviders.use(settings(Map.of("MAX_RETRIES", "1")));
    assertThat(activeProviders.demo()).isFalse();
  }

  @Test
  void demonstration_neverFollowsAConfiguredProvider() {
    ActiveProviders activeProviders = roster(GROQ);
    activeProviders.use(settings(Map.of()));
    var _ = activeProviders.found(false);

    assertThat(activeProviders.demo()).isFalse();
    assertThat(inFallback(activeProviders)).containsExactly("ollama");
  }
}
