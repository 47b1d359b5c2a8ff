package dev.modelrouter.api.simple;

import dev.modelrouter.chat.ChatRequest;
import java.util.List;

/** What {@link SimpleRequestDecoder} made of a body. */
public sealed interface DecodeResult {

  /**
   * The body is a request.
   *
   * @param request every field within its limits
   */
  record Valid(ChatRequest request) implements DecodeResult {}

  /**
   * The body is not a request; the answer is 422.
   *
   * @param errors every wrong field in the order of the body, at least one, at most {@link
   *     FieldErrors#MAX} and one more that says there were others
   */
  record Invalid(List<FieldError> errors) implements DecodeResult {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }
}
