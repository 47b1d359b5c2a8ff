package dev.modelrouter.dispatch;

/** Ends what an unexpected exception in a callback has broken, and nothing else. */
interface ExceptionHandler {

  /** A callback threw this: a bug of the gateway's own. Must not throw. */
  void onException(Throwable bug);
}
