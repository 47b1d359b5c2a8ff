package dev.modelrouter.api;

import dev.modelrouter.routing.Member;
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
   * @param members those the router chooses from
   * @param problems why the gateway is degraded, one code each
   * @param warnings what the operator should know, one sentence each
   */
  public byte[] json(List<Member> members, List<String> problems, List<String> warnings) {
    List<String> reasons = new ArrayList<>(problems);
    if (!available(members)) {
      reasons.addFirst(HealthStatus.NO_PROVIDER);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json =
        JSON.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("status", HealthStatus.of(reasons).wireName());
      json.writeStringProperty("version", version);
      json.writeObjectPropertyStart("providers");
      for (Member member : members) {
        if (member.inFallback()) {
          json.writeStringProperty(
              member.id(), isCircuitOpen(member) ? "blacklisted" : "available");
        }
      }
      json.writeEndObject();
      json.writeArrayPropertyStart("put_away");
      openCircuits(json, members);
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

  private boolean isCircuitOpen(Member member) {
    return state.blacklisted(member.id());
  }

  private boolean available(List<Member> members) {
    return members.stream().anyMatch(member -> member.inFallback() && !isCircuitOpen(member));
  }

  /** Names the keys, addresses and models that are not used for now, so many of them at most. */
  private void openCircuits(JsonGenerator json, List<Member> members) {
    int named = 0;
    for (Member member : members) {
      for (String name : state.partsPutAway(member.id())) {
        if (named++ < MAX_NAMED) {
          json.writeString(name);
        }
      }
    }
  }
}
