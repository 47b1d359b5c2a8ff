package dev.modelrouter.api.simple;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/**
 * The known names as the parser compares them: by their bytes, without a string for each.
 *
 * @param ofRequest gives the index of a {@link RequestField}
 * @param ofMessage gives the index of a {@link MessageField}
 */
record FieldNames(PropertyNameMatcher ofRequest, PropertyNameMatcher ofMessage) {

  /** Prepares the names for the parsers of one factory. */
  static FieldNames of(TokenStreamFactory json) {
    List<Named> request = new ArrayList<>();
    for (RequestField field : RequestField.values()) {
      request.add(Named.fromString(field.wire()));
    }
    List<Named> message = new ArrayList<>();
    for (MessageField field : MessageField.values()) {
      message.add(Named.fromString(field.wire()));
    }
    return new FieldNames(
        json.constructNameMatcher(request, false), json.constructNameMatcher(message, false));
  }
}
