package dev.modelrouter.continuation;

/** How a provider is asked to go on with an answer that another began. */
public enum ContinuationMode {
  /** The part that is there is the conversation's last message, the assistant's. */
  PREFILL,
  /** A user's message behind that part says to go on. */
  INSTRUCTION,
  /** The caller's own request once more; the answer must begin as the first did. */
  RESTART
}
