package dev.modelrouter.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The providers known by name: the resource {@code providers.yaml}. */
public final class ProviderCatalogue {
  private static final String RESOURCE = "/providers.yaml";

  private ProviderCatalogue() {}

  /**
   * All of them, in fallback order.
   *
   * @throws IllegalStateException if the build lacks the resource
   * @throws tools.jackson.core.JacksonException if it is wrong, naming line and column
   */
  public static List<ProviderDefinition> load() {
    YAMLMapper yaml =
        YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A row may leave out what has a default.
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    try (InputStream in = ProviderCatalogue.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + RESOURCE);
      }
      return List.of(yaml.readValue(in, ProviderDefinition[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
