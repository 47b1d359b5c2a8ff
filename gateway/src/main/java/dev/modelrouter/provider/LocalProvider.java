package dev.modelrouter.provider;

import java.util.List;

/** A provider inside this process: nothing is sent anywhere. */
public non-sealed interface LocalProvider extends Provider {

  /**
   * What it does with one request, in order; the last step is an end, a failure or silence. The
   * pauses are kept for whole answers too.
   *
   * @param model the name it was asked for by
   * @param stream whether the answer is wanted piece by piece
   */
  List<ScriptedStep> play(String model, boolean stream);
}
