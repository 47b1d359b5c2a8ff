package dev.modelrouter.api.simple;

import dev.modelrouter.chat.Message;
import dev.modelrouter.chat.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.sym.PropertyNameMatcher;

/** Reads the messages of one body one after the other, or notes what is wrong with each. */
final class SimpleMessageReader {
  private static final String ROLES = "'user', 'assistant' or 'system'";
  private static final List<MessageField> FIELDS = List.of(MessageField.values());

  private final JsonParser parser;
  private final PropertyNameMatcher names;
  private final FieldErrors errors;
  private final FieldReader values;

  SimpleMessageReader(
      JsonParser parser, PropertyNameMatcher names, FieldErrors errors, FieldReader values) {
    this.parser = parser;
    this.names = names;
    this.errors = errors;
    this.values = values;
  }

  /**
   * Reads the message the parser stands on, up to its end.
   *
   * @param index its place in the list
   * @return null after noting an error
   */
  @Nullable Message read(int index) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      errors.message(
          index, "Input should be a valid object, not " + FieldReader.kind(parser), "dict_type");
      parser.skipChildren();
      return null;
    }
    Role role = null;
    String content = null;
    int seen = 0;
    for (int match = parser.nextNameMatch(names);
        match != PropertyNameMatcher.MATCH_END_OBJECT;
        match = parser.nextNameMatch(names)) {
      parser.nextToken();
      if (match < 0) {
        parser.skipChildren();
        continue;
      }
      MessageField field = FIELDS.get(match);
      if ((seen & 1 << match) != 0) {
        values.skipRepeated(index, field.wire());
        continue;
      }
      seen |= 1 << match;
      switch (field) {
        case ROLE -> role = role(index);
        case CONTENT -> content = values.text(index, field.wire());
      }
    }
    for (int i = 0; i < FIELDS.size(); i++) {
      if ((seen & 1 << i) == 0) {
        errors.missing(index, FIELDS.get(i).wire());
      }
    }
    return role == null || content == null ? null : new Message(role, content);
  }

  private @Nullable Role role(int index) {
    String field = MessageField.ROLE.wire();
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      values.wrongType(index, field, ROLES, "literal_error");
      return null;
    }
    String name = parser.getString();
    return switch (name) {
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "system" -> Role.SYSTEM;
      default -> {
        String msg = "Input should be " + ROLES + ", not '" + InputExcerpt.of(name) + "'";
        errors.field(index, field, msg, "literal_error");
        yield null;
      }
    };
  }
}
