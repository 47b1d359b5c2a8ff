package dev.modelrouter.api;

import dev.modelrouter.routing.Member;
import dev.modelrouter.state.ProviderVerdict;
import dev.modelrouter.state.SharedState;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** What {@code GET /health} says. */
public final class HealthReport {
  private static final JsonFactory JSON = new JsonFactory();

  /** Callers may name any model. */
  private static final int MOST_NAMED = 100;

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
   * @param members those the router chooses from
   * @param warnings what the operator should know, one sentence each
   */
  public byte[] json(List<Member> members, List<String> warnings) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json =
        JSON.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("status", "healthy");
      json.writeStringProperty("version", version);
      json.writeObjectPropertyStart("providers");
      for (Member member : members) {
        if (member.inFallback()) {
          boolean away = state.peek(member.id(), 0) instanceof ProviderVerdict.CoolingDown;
          json.writeStringProperty(member.id(), away ? "blacklisted" : "available");
        }
      }
      json.writeEndObject();
      json.writeArrayPropertyStart("put_away");
      putAway(json, members);
      json.writeEndArray();
      json.writeStringProperty("state", state.mode());
      json.writeArrayPropertyStart("warnings");
      for (String warning : warnings) {
        json.writeString(warning);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /** Names the keys, addresses and models that are not used for now, so many of them at most. */
  private void putAway(JsonGenerator json, List<Member> members) {
    int named = 0;
    for (Member member : members) {
      for (String name : state.partsPutAway(member.id())) {
        if (named++ < MOST_NAMED) {
          json.writeString(name);
        }
      }
    }
  }
}
