package dev.modelrouter.api;

import dev.modelrouter.routing.Member;
import dev.modelrouter.routing.Seat;
import dev.modelrouter.routing.SeatRing;
import dev.modelrouter.state.ProviderVerdict;
import dev.modelrouter.state.SharedState;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** What {@code GET /health} says. */
public final class HealthReport {
  private static final JsonFactory JSON = new JsonFactory();

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
      for (Member member : members) {
        putAway(json, member);
      }
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

  /** Names the keys and addresses of a provider that are not used for now. */
  private void putAway(JsonGenerator json, Member member) {
    SeatRing ring = member.seats();
    if (ring != null) {
      for (Seat seat : ring.all()) {
        if (state.peek(seat.id(), 0) instanceof ProviderVerdict.CoolingDown) {
          json.writeString(seat.id());
        }
      }
    }
  }
}
