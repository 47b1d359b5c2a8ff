package dev.modelrouter.api.responses;

import dev.modelrouter.api.ContinuationNotice;
import dev.modelrouter.wire.ByteAccumulator;

/** Writes numbered events, and keeps their bytes until they are taken. */
final class EventWriter {
  private final ByteAccumulator out;
  private int sequence;

  /**
   * Nothing written yet.
   *
   * @param room bytes to start with
   * @param sequence the number of the first event
   */
  EventWriter(int room, int sequence) {
    this.out = new ByteAccumulator(room);
    this.sequence = sequence;
  }

  /** Begins an event; fields may be appended, each with a comma before it. */
  ByteAccumulator begin(String type) {
    out.append("event: ").append(type);
    out.append("\ndata: {\"type\":\"").append(type);
    out.append("\",\"sequence_number\":").append(Integer.toString(sequence++));
    return out;
  }

  /** Ends the event. */
  void end(ByteAccumulator fields) {
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
