package dev.modelrouter.chat;

/**
 * Every way a request can fail: one row each. docs/errors.md says the same for people, and a test
 * holds the two together.
 */
public enum ErrorCode {
  /** The caller named a provider that is not configured. */
  INVALID_PROVIDER("INVALID_PROVIDER", 400, FailureEffect.NONE, false),
  /** A provider found the request wrong in itself (400, 404, 413, 422), or it is no gzip. */
  BAD_REQUEST("BAD_REQUEST", 400, FailureEffect.NONE, false),
  /** A provider found the request longer than its model's context. */
  CONTEXT_LENGTH("BAD_REQUEST", 400, FailureEffect.TRY_LARGER_CONTEXT, false),
  /** A provider refused the content; final, nobody else is asked. */
  CONTENT_POLICY("BAD_REQUEST", 400, FailureEffect.FINAL, false),
  /** The caller's own body is too large. */
  PAYLOAD_TOO_LARGE("PAYLOAD_TOO_LARGE", 413, FailureEffect.NONE, false),
  /** The caller's own body is compressed in a way that is not read. */
  UNSUPPORTED_ENCODING("UNSUPPORTED_ENCODING", 415, FailureEffect.NONE, false),
  /** The caller's head or body did not arrive in time. */
  REQUEST_TIMEOUT("REQUEST_TIMEOUT", 408, FailureEffect.NONE, false),
  /** A limit is spent: the caller's, or a provider's. */
  RATE_LIMIT("RATE_LIMIT", 429, FailureEffect.OPENS_CIRCUIT, true),
  /** As many streams are open as the operator allows. */
  TOO_MANY_STREAMS("TOO_MANY_STREAMS", 429, FailureEffect.NONE, false),
  /**
   * Every target that could answer has as many requests in flight as it may and the queue is full,
   * or the gateway's memory for requests, answers or slow readers is in use.
   */
  OVERLOADED("RATE_LIMIT", 429, FailureEffect.NONE, false),
  /** A provider answered 5xx, or broke off with an error of its own. */
  SERVER_ERROR("SERVER_ERROR", 502, FailureEffect.OPENS_CIRCUIT, true),
  /** A provider's answer could not be understood, or was not whole. */
  INVALID_RESPONSE("INVALID_RESPONSE", 502, FailureEffect.OPENS_CIRCUIT, true),
  /** A provider's answer, or one event of it, is larger than the gateway can hold. */
  ANSWER_TOO_LARGE("INVALID_RESPONSE", 502, FailureEffect.NONE, false),
  /** A provider could not be reached, or the connection broke. */
  CONNECTION_ERROR("CONNECTION_ERROR", 502, FailureEffect.OPENS_CIRCUIT, true),
  /** A provider was silent for too long. */
  TIMEOUT("TIMEOUT", 504, FailureEffect.OPENS_CIRCUIT, false),
  /**
   * A provider was given up since the caller's own limit had passed, which says nothing about the
   * provider.
   */
  CALLER_TIMEOUT("TIMEOUT", 504, FailureEffect.NONE, false),
  /** A provider refused the operator's key. */
  UNAUTHORIZED("UNAUTHORIZED", 502, FailureEffect.OPENS_CIRCUIT, false),
  /** A provider forbade the operator's account this call, or wants to be paid. */
  FORBIDDEN("FORBIDDEN", 502, FailureEffect.OPENS_CIRCUIT, false),
  /** A provider's answer holds only what the caller's dialect has no form for. */
  CONTENT_LOST("INVALID_RESPONSE", 502, FailureEffect.NONE, false),
  /** A provider that was to go on with another's answer gave one that does not. */
  UNJOINABLE("INVALID_RESPONSE", 502, FailureEffect.NONE, false),
  /** The provider named by the caller is cooling down. */
  PROVIDER_UNAVAILABLE("PROVIDER_UNAVAILABLE", 503, FailureEffect.NONE, false),
  /** Nobody could answer. */
  ALL_PROVIDERS_FAILED("ALL_PROVIDERS_FAILED", 503, FailureEffect.NONE, false),
  /** The time for the whole operation is up. */
  GLOBAL_TIMEOUT("GLOBAL_TIMEOUT", 504, FailureEffect.NONE, false),
  /** The gateway is stopping and takes no new work. */
  SHUTTING_DOWN("SHUTTING_DOWN", 503, FailureEffect.NONE, false),
  /** No connection to a provider could be opened, since the process has no file descriptor left. */
  OUT_OF_DESCRIPTORS("GATEWAY_OVERLOADED", 503, FailureEffect.NONE, false),
  /** A bug of the gateway's own. */
  INTERNAL_ERROR("INTERNAL_ERROR", 500, FailureEffect.NONE, false);

  /** What a failure with this code does to the provider it came from. */
  public enum FailureEffect {
    /** Nothing: the next provider is tried, this one stays in use. */
    NONE,
    /** The circuit of the provider is opened for a while, and the next one is tried. */
    OPENS_CIRCUIT,
    /** Nothing: of the others those are tried that are not known to take no more than this one. */
    TRY_LARGER_CONTEXT,
    /** Nothing, and nobody else is tried either. */
    FINAL
  }

  private final String wire;
  private final int status;
  private final FailureEffect failureEffect;
  private final boolean retryable;

  ErrorCode(String wire, int status, FailureEffect failureEffect, boolean retryable) {
    this.wire = wire;
    this.status = status;
    this.failureEffect = failureEffect;
    this.retryable = retryable;
  }

  /** The code in the inherited dialect's error bodies. */
  public String wire() {
    return wire;
  }

  /** HTTP status towards the caller. */
  public int status() {
    return status;
  }

  /** What it does to the provider it came from. */
  public FailureEffect effect() {
    return failureEffect;
  }

  /** Whether the same provider may be asked again when nobody else is left. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether a provider found fault with the request, so that its own words are the answer. */
  public boolean isComplaint() {
    return this == BAD_REQUEST || this == CONTEXT_LENGTH || this == CONTENT_POLICY;
  }

  /** Value of the {@code reason} label in metrics. */
  public String label() {
    return name();
  }
}
