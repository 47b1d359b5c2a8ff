package dev.modelrouter.provider;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.modelrouter.chat.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One provider the gateway knows by name: a row of {@code providers.yaml}. What a row leaves out
 * has the default given here.
 *
 * @param id lower case letters, digits, dashes; in upper case with underscores the prefix of its
 *     environment variables
 * @param dialect which codec speaks to it: {@code openai} (default), {@code anthropic}, {@code
 *     gemini} or {@code ollama}
 * @param baseUrl where it lives unless the operator says otherwise
 * @param defaultModel what it is asked for unless somebody says otherwise
 * @param perMinute requests a minute it is sent unless the operator says otherwise; 0 (default) for
 *     no limit
 * @param keyRequired whether it is in use only with a key
 * @param local whether it is in use only where the operator gave its address or a key, since it has
 *     no address of its own
 * @param auth how the key is sent: {@code bearer} (default), {@code none}, or the name of a header
 *     in lower case
 * @param keyAliases other names under which operators keep its key
 * @param headers headers of every call beside credentials and content type, names in lower case
 * @param streamUsage whether it must be asked for the usage on streams by {@code
 *     stream_options.include_usage}
 * @param tokenLimit its name for the most tokens of an answer: {@code max_tokens} (default), {@code
 *     max_completion_tokens}, or {@code either} if it knows both
 * @param unsupported parameters it rejects, in the words of its dialect; left out of requests to it
 * @param assistantPrefill whether it goes on with a conversation's last message when that is the
 *     assistant's
 * @param prefillMark the field that must be true in such a message, or null where none is needed
 * @param cacheMarks whether it takes {@code cache_control} on parts of messages and on tools
 * @param messageExtensions fields beyond OpenAI's own that stay in messages and tools that go to it
 *     as bytes: {@code reasoning_details}, {@code extra_content}, {@code cache_control}
 * @param repairToolCalls whether its streams leave out the numbers of tool calls and call them an
 *     ordinary stop, so that callers of the same dialect get them mended
 * @param rules what else it refuses in chat requests; null for what its dialect refuses
 * @param endpoints what it can be asked for, in the words of {@link Operation#wireName}; chat when
 *     left out
 * @param source where its API is described
 */
public record ProviderDefinition(
    String id,
    String dialect,
    String baseUrl,
    String defaultModel,
    int perMinute,
    boolean keyRequired,
    boolean local,
    String auth,
    List<String> keyAliases,
    Map<String, String> headers,
    boolean streamUsage,
    String tokenLimit,
    List<String> unsupported,
    boolean assistantPrefill,
    @Nullable String prefillMark,
    boolean cacheMarks,
    List<String> messageExtensions,
    boolean repairToolCalls,
    RequestRules.@Nullable Row rules,
    List<String> endpoints,
    @Nullable String source) {
  /** The name of the provider that takes part without any setting when it is found. */
  public static final String OLLAMA = "ollama";

  private static final String EITHER_LIMIT = "either";
  private static final String OLDER_LIMIT = "max_tokens";

  /** Completes a row. */
  public ProviderDefinition {
    requireNonNull(id, "id");
    requireNonNull(baseUrl, "base_url");
    requireNonNull(defaultModel, "default_model");
    dialect = requireNonNullElse(dialect, "openai");
    auth = requireNonNullElse(auth, "bearer");
    keyAliases = List.copyOf(requireNonNullElse(keyAliases, List.of()));
    headers = Map.copyOf(requireNonNullElse(headers, Map.of()));
    tokenLimit = requireNonNullElse(tokenLimit, OLDER_LIMIT);
    messageExtensions = List.copyOf(requireNonNullElse(messageExtensions, List.of()));
    unsupported = List.copyOf(requireNonNullElse(unsupported, List.of()));
    endpoints = List.copyOf(requireNonNullElse(endpoints, List.of(Operation.CHAT.wireName())));
  }

  /** A provider that an operator made known by its address and dialect alone. */
  public static ProviderDefinition declared(String id, String baseUrl, String dialect) {
    return new ProviderDefinition(
        id,
        dialect,
        baseUrl,
        "default",
        0,
        false,
        false,
        "bearer",
        List.of(),
        Map.of(),
        true,
        EITHER_LIMIT,
        List.of(),
        false,
        null,
        false,
        List.of("reasoning_details", "extra_content", "cache_control"),
        false,
        null,
        everything(),
        null);
  }

  /** The same provider, as an operator says it is. */
  public ProviderDefinition with(String scheme, List<String> operations) {
    return new ProviderDefinition(
        id,
        dialect,
        baseUrl,
        defaultModel,
        perMinute,
        keyRequired,
        local,
        scheme,
        keyAliases,
        headers,
        streamUsage,
        tokenLimit,
        unsupported,
        assistantPrefill,
        prefillMark,
        cacheMarks,
        messageExtensions,
        repairToolCalls,
        rules,
        operations,
        source);
  }

  private static List<String> everything() {
    return EnumSet.complementOf(EnumSet.of(Operation.COUNT)).stream()
        .map(Operation::wireName)
        .toList();
  }

  /** What it refuses in chat requests. */
  public RequestRules requestRules() {
    return rules == null ? RequestRules.ofDialect(dialect) : rules.of(dialect);
  }

  /** What to call the most tokens of an answer in requests that are written for it. */
  public String writtenLimit() {
    return tokenLimit.equals(EITHER_LIMIT) ? OLDER_LIMIT : tokenLimit;
  }

  /** The only name of the most tokens of an answer that it knows; null if it knows both. */
  public @Nullable String onlyLimit() {
    return tokenLimit.equals(EITHER_LIMIT) ? null : tokenLimit;
  }

  /**
   * What it can be asked for.
   *
   * @throws IllegalArgumentException for a word that is no operation
   */
  public Set<Operation> operations() {
    EnumSet<Operation> all = EnumSet.noneOf(Operation.class);
    for (String word : endpoints) {
      all.add(Operation.of(word));
    }
    return all;
  }
}
