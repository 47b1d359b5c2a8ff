package dev.modelrouter.upstream;

/** One request under way to a provider. Confined to its event loop. */
public interface UpstreamCall {

  /** Stops reading: back-pressure reaches the provider through TCP. */
  void pause();

  /** Reads on. */
  void resume();

  /**
   * Gives the call up: the connection is closed as soon as there is one, and nothing is reported
   * any more. Harmless after the end.
   */
  void cancel();

  /**
   * The answer is known to be whole, only the end of the HTTP body is missing: reads it for a short
   * while so that the connection can be used again, else closes it. Nothing is reported any more.
   */
  void drain();
}
