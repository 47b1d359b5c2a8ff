package dev.modelrouter.api;

import dev.modelrouter.routing.ConfiguredProvider;
import dev.modelrouter.state.SharedState;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** What {@code GET /health} says. */
public final class HealthReport {
  private static final JsonFactory JSON = new JsonFactory();

  /** Callers may name any model. */
  private static final int MAX_NAMED = 100;

  private final String version;
  private final SharedState state;

  /**
   * A report on this state.
   *
   * @param version of the gateway
   */
  public HealthReport(String version, SharedState state) {
    this.version = version;
    this.state = state;
  }

  /**
   * The report as JSON.
   *
   * @param configuredProviders those the router chooses from
   * @param problems why the gateway is degraded, one code each
   * @param warnings what the operator should know, one sentence each
   */
  public byte[] json(
      List<ConfiguredProvider> configuredProviders, List<String> problems, List<String> warnings) {
    List<String> reasons = new ArrayList<>(problems);
    if (!available(configuredProviders)) {
      reasons.addFirst(HealthStatus.NO_PROVIDER);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json =
        JSON.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("status", HealthStatus.of(reasons).wireName());
      json.writeStringProperty("version", version);
      json.writeObjectPropertyStart("providers");
      for (ConfiguredProvider provider : configuredProviders) {
        if (provider.inFallback()) {
          json.writeStringProperty(
              provider.id(), isCircuitOpen(provider) ? "blacklisted" : "available");
        }
      }
      json.writeEndObject();
      json.writeArrayPropertyStart("put_away");
      openCircuits(json, configuredProviders);
      json.writeEndArray();
      json.writeStringProperty("state", state.mode());
      json.writeArrayPropertyStart("reasons");
      for (String reason : reasons) {
        json.writeString(reason);
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("warnings");
      for (String warning : warnings) {
        json.writeString(warning);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private boolean isCircuitOpen(ConfiguredProvider provider) {
    return state.blacklisted(provider.id());
  }

  private boolean available(List<ConfiguredProvider> configuredProviders) {
    return configuredProviders.stream()
        .anyMatch(provider -> provider.inFallback() && !isCircuitOpen(provider));
  }

  /** Names the keys, addresses and models that are not used for now, so many of them at most. */
  private void openCircuits(JsonGenerator json, List<ConfiguredProvider> configuredProviders) {
    int named = 0;
    for (ConfiguredProvider provider : configuredProviders) {
      for (String name : state.openParts(provider.id())) {
        if (named++ < MAX_NAMED) {
          json.writeString(name);
        }
      }
    }
  }
}
