package dev.modelrouter.api.simple;

/** The fields of a message that the inherited dialect knows. */
enum MessageField {
  ROLE("role"),
  CONTENT("content");

  private final String wire;

  MessageField(String wire) {
    this.wire = wire;
  }

  /** The name on the wire. */
  String wire() {
    return wire;
  }
}
