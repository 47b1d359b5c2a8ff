package dev.modelrouter.api.simple;

/** The fields of a request that the inherited dialect knows. */
enum RequestField {
  MESSAGES("messages"),
  MAX_TOKENS("max_tokens"),
  TEMPERATURE("temperature"),
  STREAM("stream"),
  METADATA("metadata"),
  MODEL("model"),
  PROVIDER("provider");

  private final String wire;

  RequestField(String wire) {
    this.wire = wire;
  }

  /** The name on the wire. */
  String wire() {
    return wire;
  }
}
