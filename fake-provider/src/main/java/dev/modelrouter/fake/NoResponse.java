package dev.modelrouter.fake;

/** The replies of which the peer never sees a byte. */
public enum NoResponse implements Reply {
  /** Reset (RST) once the request is read. */
  RESET,
  /** Closed (FIN) once the request is read. */
  CLOSE,
  /** Silent for ever once the request is read. */
  HANG
}
