package dev.modelrouter.provider;

/** Somebody who can answer. */
public sealed interface Provider permits HttpProvider, LocalProvider {

  /** Its name in configuration, requests, metrics and logs: lower case letters, digits, dashes. */
  String id();

  /** The model it is asked for when the caller names none. */
  String defaultModel();
}
