package dev.modelrouter.api.simple;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.ModelId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.sym.PropertyNameMatcher;

/**
 * One pass over one body: keeps the fields that the dialect knows, skips the others, and notes
 * every fault. A known field that stands twice in its object is a fault, since two readers of the
 * same body could choose differently. Fields that nobody reads may repeat.
 */
final class RequestParser {
  private static final List<RequestField> FIELDS = List.of(RequestField.values());
  private static final int MIN_TOKENS = 1;
  private static final int MAX_TOKENS = 4096;
  private static final int DEFAULT_TOKENS = 512;
  private static final int MAX_TEMPERATURE = 2;
  private static final double DEFAULT_TEMPERATURE = 0.0;

  private final JsonParser parser;
  private final PropertyNameMatcher names;
  private final FieldErrors errors = new FieldErrors();
  private final FieldReader values;
  private final SimpleMessageReader simpleMessageReader;

  private final List<Message> messages = new ArrayList<>(4);
  private boolean hasMessages;
  private int maxTokens = DEFAULT_TOKENS;
  private double temperature = DEFAULT_TEMPERATURE;
  private @Nullable String model;
  private @Nullable String provider;

  /**
   * Prepares for one body.
   *
   * @param checkText whether the body holds escapes that could make text malformed
   */
  RequestParser(JsonParser parser, FieldNames names, boolean checkText) {
    this.parser = parser;
    this.names = names.ofRequest();
    this.values = new FieldReader(parser, errors, checkText);
    this.simpleMessageReader = new SimpleMessageReader(parser, names.ofMessage(), errors, values);
  }

  /** Reads the object whose start the parser stands on, up to its end. */
  DecodeResult read(boolean stream) {
    int seen = 0;
    for (int match = parser.nextNameMatch(names);
        match != PropertyNameMatcher.MATCH_END_OBJECT;
        match = parser.nextNameMatch(names)) {
      parser.nextToken();
      if (match < 0) {
        parser.skipChildren();
        continue;
      }
      RequestField field = FIELDS.get(match);
      if ((seen & 1 << match) != 0) {
        values.skipRepeated(FieldErrors.TOP, field.wire());
        continue;
      }
      seen |= 1 << match;
      read(field);
    }
    if (!hasMessages) {
      errors.missing(FieldErrors.TOP, RequestField.MESSAGES.wire());
    }
    if (!errors.isEmpty()) {
      return errors.toInvalid();
    }
    ModelId id = provider == null && model == null ? ModelId.ANY : new ModelId(provider, model);
    return new DecodeResult.Valid(new ChatRequest(id, messages, maxTokens, temperature, stream));
  }

  private void read(RequestField field) {
    String name = field.wire();
    switch (field) {
      case MESSAGES -> readMessages(name);
      case MAX_TOKENS -> maxTokens = values.integer(name, MIN_TOKENS, MAX_TOKENS, DEFAULT_TOKENS);
      case TEMPERATURE ->
          temperature = values.number(name, 0, MAX_TEMPERATURE, DEFAULT_TEMPERATURE);
      case STREAM -> values.truth(name);
      case METADATA -> values.object(name);
      case MODEL -> model = values.optionalName(name);
      case PROVIDER -> provider = values.optionalName(name);
    }
  }

  private void readMessages(String field) {
    hasMessages = true;
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      values.wrongType(FieldErrors.TOP, field, "a valid list", "list_type");
      return;
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Message message = simpleMessageReader.read(count++);
      if (message != null && errors.isEmpty()) {
        messages.add(message);
      }
    }
    if (count == 0) {
      errors.field(FieldErrors.TOP, field, "List should have at least 1 item, not 0", "too_short");
    }
  }
}
