package dev.modelrouter.provider;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API refuses in a chat request although the dialect has words for it.
 *
 * @param toolCallId ids of tool calls it accepts
 * @param toolName names of tools it accepts
 * @param maxStopSequences most stop sequences; null where no limit is known
 * @param developerRole whether it knows the role {@code developer}; else it gets {@code system}
 * @param messageNames whether it accepts {@code name} in a message
 * @param pairedToolCalls whether it demands a result directly behind each tool call, and ids that
 *     are used once
 * @param responseFormats which of {@code json_object} and {@code json_schema} it knows
 * @param jsonWord whether {@code json_object} demands the word JSON in a message
 * @param reasoningField the field of the assistant's messages in which it wants the model's
 *     reasoning back; null where it wants none
 * @param reasoningRequired whether it refuses tool calls that come without it
 */
public record RequestRules(
    IdentifierRule toolCallId,
    IdentifierRule toolName,
    @Nullable Integer maxStopSequences,
    boolean developerRole,
    boolean messageNames,
    boolean pairedToolCalls,
    Set<String> responseFormats,
    boolean jsonWord,
    @Nullable String reasoningField,
    boolean reasoningRequired) {
  /** A JSON object of any shape. */
  public static final String JSON_OBJECT = "json_object";

  /** JSON that fits a schema. */
  public static final String JSON_SCHEMA = "json_schema";

  private static final IdentifierRule OPENAI_NAME =
      new IdentifierRule(64, null, null, "a-zA-Z0-9_-");

  public RequestRules {
    responseFormats = Set.copyOf(responseFormats);
  }

  /**
   * The rules of a provider of which only the dialect is known.
   *
   * @throws IllegalArgumentException for an unknown dialect
   */
  public static RequestRules ofDialect(String dialect) {
    return switch (dialect) {
      case "openai" ->
          new RequestRules(
              new IdentifierRule(64, null, null, null),
              OPENAI_NAME,
              null,
              false,
              true,
              true,
              Set.of(JSON_OBJECT, JSON_SCHEMA),
              true,
              null,
              false);
      // The writer of this dialect pairs calls and results itself.
      case "anthropic" ->
          new RequestRules(
              new IdentifierRule(null, null, null, "a-zA-Z0-9_-"),
              OPENAI_NAME,
              null,
              true,
              true,
              false,
              Set.of(JSON_SCHEMA),
              false,
              null,
              false);
      case "gemini" ->
          new RequestRules(
              IdentifierRule.ANY,
              new IdentifierRule(64, null, "a-zA-Z_", "a-zA-Z0-9_.:-"),
              5,
              true,
              true,
              false,
              Set.of(JSON_OBJECT, JSON_SCHEMA),
              false,
              null,
              false);
      case "ollama" ->
          new RequestRules(
              IdentifierRule.ANY,
              IdentifierRule.ANY,
              null,
              false,
              true,
              false,
              Set.of(JSON_OBJECT, JSON_SCHEMA),
              false,
              null,
              false);
      default -> throw new IllegalArgumentException("unknown dialect: " + dialect);
    };
  }

  /**
   * What a row of {@code providers.yaml} says of these rules; what it leaves out is the dialect's.
   */
  public record Row(
      @Nullable IdentifierRule toolCallId,
      @Nullable IdentifierRule toolName,
      @Nullable Integer maxStopSequences,
      @Nullable Boolean developerRole,
      @Nullable Boolean messageNames,
      @Nullable Boolean pairedToolCalls,
      @Nullable List<String> responseFormats,
      @Nullable Boolean jsonWord,
      @Nullable String reasoningField,
      @Nullable Boolean reasoningRequired) {

    /** The rules of a provider of this dialect. */
    RequestRules of(String dialect) {
      RequestRules usual = ofDialect(dialect);
      return new RequestRules(
          toolCallId == null ? usual.toolCallId : toolCallId,
          toolName == null ? usual.toolName : toolName,
          maxStopSequences == null ? usual.maxStopSequences : maxStopSequences,
          developerRole == null ? usual.developerRole : developerRole,
          messageNames == null ? usual.messageNames : messageNames,
          pairedToolCalls == null ? usual.pairedToolCalls : pairedToolCalls,
          responseFormats == null ? usual.responseFormats : Set.copyOf(responseFormats),
          jsonWord == null ? usual.jsonWord : jsonWord,
          reasoningField == null ? usual.reasoningField : reasoningField,
          reasoningRequired == null ? usual.reasoningRequired : reasoningRequired);
    }
  }
}
