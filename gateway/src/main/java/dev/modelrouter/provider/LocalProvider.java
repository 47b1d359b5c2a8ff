package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatRequest;
import java.util.List;

/** A provider inside this process: nothing is sent anywhere. */
public non-sealed interface LocalProvider extends Provider {

  /**
   * The pieces of its answer in order, none of them empty. They are played one by one when a stream
   * is wanted.
   */
  List<String> answer(ChatRequest request, String model);
}
