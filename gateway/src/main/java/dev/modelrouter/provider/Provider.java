package dev.modelrouter.provider;

import dev.modelrouter.chat.Operation;

/** Somebody who can answer. */
public sealed interface Provider permits HttpProvider, LocalProvider {

  /** Its name in configuration, requests, metrics and logs: lower case letters, digits, dashes. */
  String id();

  /** The model it is asked for when the caller names none. */
  String defaultModel();

  /** Whether it can be asked for this. */
  default boolean offers(Operation operation) {
    return operation == Operation.CHAT;
  }
}
