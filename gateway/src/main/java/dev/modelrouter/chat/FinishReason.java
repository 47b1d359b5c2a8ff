package dev.modelrouter.chat;

/** Why a model stopped. */
public enum FinishReason {
  STOP,
  LENGTH,
  TOOL_CALLS,
  CONTENT_FILTER,
  /** A reason this gateway has no word for. */
  OTHER
}
