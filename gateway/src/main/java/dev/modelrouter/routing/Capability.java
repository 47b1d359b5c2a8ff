package dev.modelrouter.routing;

import java.util.Locale;

/** What a request asks of a model beside text. */
public enum Capability {
  /** Pictures are shown to it. */
  IMAGES,
  /** Sound is played to it. */
  AUDIO,
  /** Documents are given to it. */
  DOCUMENTS,
  /** It may call tools. */
  TOOLS,
  /** It must answer in the form of a JSON schema. */
  JSON_SCHEMA;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Its name in files and records. */
  public String wireName() {
    return wireName;
  }
}
