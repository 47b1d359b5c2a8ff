package dev.modelrouter.policy;

/** What a failure says about a target: after how many of its kind a circuit opens, and how long. */
public enum FailureKind {
  /**
   * It can be the fault of one model or one request (5xx, broken stream, timeout, invalid answer):
   * the circuit opens after as many as the {@link BreakerThreshold} says.
   */
  COUNTED,
  /** The target cannot be reached at all: the first one opens the circuit. */
  UNREACHABLE,
  /**
   * It refuses the operator's credentials, which no short wait mends: the first one opens the
   * circuit, with the long pauses.
   */
  CREDENTIALS,
  /** It counts for the inherited blacklist: the first one opens it, with the long pauses. */
  BLACKLIST
}
