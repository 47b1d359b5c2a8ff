package dev.modelrouter.api.responses;

import dev.modelrouter.api.ContinuationNotice;
import dev.modelrouter.wire.ByteBuilder;

/** Writes numbered events, and keeps their bytes until they are taken. */
final class EventWriter {
  private final ByteBuilder out;
  private int sequence;

  /**
   * Nothing written yet.
   *
   * @param room bytes to start with
   * @param sequence the number of the first event
   */
  EventWriter(int room, int sequence) {
    this.out = new ByteBuilder(room);
    this.sequence = sequence;
  }

  /** Begins an event; fields may be appended, each with a comma before it. */
  ByteBuilder begin(String type) {
    out.append("event: ").append(type);
    out.append("\ndata: {\"type\":\"").append(type);
    out.append("\",\"sequence_number\":").append(Integer.toString(sequence++));
    return out;
  }

  /** Ends the event. */
  void end(ByteBuilder fields) {
    fields.append("}\n\n");
  }

  /** Says who goes on with the answer; it counts as no event. */
  void continuedBy(String provider) {
    ContinuationNotice.comment(out, provider);
  }

  int size() {
    return out.size();
  }

  byte[] take() {
    return out.take();
  }
}
