package dev.modelrouter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.config.SettingsReader;
import dev.modelrouter.provider.ProviderCatalogue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerCheckTest {
  private static final Predicate<String> NO_FILES = path -> false;

  private static @Nullable String problem(Predicate<String> files, String... pairs) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return ContainerCheck.problem(
        SettingsReader.read(environment, Map.of(), ProviderCatalogue.load()), environment, files);
  }

  @ParameterizedTest
  @CsvSource({
    "MODELROUTER_CONTAINER, 1, 127.0.0.1",
    "MODELROUTER_CONTAINER, true, 0.0.0.0",
    "container, podman, 0.0.0.0",
    "KUBERNETES_SERVICE_HOST, 10.0.0.1, 10.1.2.3",
  })
  void start_inContainerWithoutKey_isRefusedWithAdvice(String variable, String value, String host) {
    assertThat(problem(NO_FILES, variable, value, "HOST", host))
        .contains("API_KEY is not set", "ALLOW_OPEN=true");
    assertThat(problem(NO_FILES, variable, value, "HOST", host, "API_KEY", " ")).isNotNull();
  }

  @Test
  void start_markerFileOfTheRuntime_isRefused() {
    assertThat(problem("/.dockerenv"::equals, "HOST", "0.0.0.0")).isNotNull();
    assertThat(problem("/run/.containerenv"::equals, "HOST", "::")).isNotNull();
  }

  @Test
  void start_withKeyOrPermission_isAllowed() {
    assertThat(problem(NO_FILES, "MODELROUTER_CONTAINER", "1", "API_KEY", "k")).isNull();
    assertThat(problem(NO_FILES, "MODELROUTER_CONTAINER", "1", "ALLOW_OPEN", "true")).isNull();
  }

  @Test
  void start_outsideOfContainers_isAllowed() {
    assertThat(problem(NO_FILES)).isNull();
    assertThat(problem(NO_FILES, "HOST", "0.0.0.0")).isNull();
    assertThat(problem(NO_FILES, "MODELROUTER_CONTAINER", "0", "HOST", "0.0.0.0")).isNull();
  }

  /** A development container: nobody outside reaches its loopback address. */
  @Test
  void start_otherContainerOnLoopbackAddress_isAllowed() {
    assertThat(problem("/.dockerenv"::equals)).isNull();
    assertThat(problem("/.dockerenv"::equals, "HOST", "localhost")).isNull();
  }
}
