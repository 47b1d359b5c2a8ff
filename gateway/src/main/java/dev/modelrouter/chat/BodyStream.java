package dev.modelrouter.chat;

/**
 * What of a request's body is still coming from the caller, too large to be kept: it can be had
 * once. Confined to the exchange's event loop.
 */
public interface BodyStream {

  /** Takes it. */
  interface BodyConsumer {
    /** The next bytes, which are the taker's. */
    void bytes(byte[] bytes);

    /** That was all. */
    void end();
  }

  /** Who will get it, under which model's name; may change until it is begun. */
  void selectTarget(String provider, String model);

  /** Hands on what comes from now on. */
  void begin(BodyConsumer bodyConsumer);

  /** Whether it has been begun, so that nobody else can have the whole body any more. */
  boolean isStarted();

  /** Whether it is the caller who is waited for. */
  boolean awaited();

  /** Whether the caller has sent all of it. */
  boolean ended();

  /** The taker has enough for now. */
  void pause();

  /** The taker can take more. */
  void resume();
}
