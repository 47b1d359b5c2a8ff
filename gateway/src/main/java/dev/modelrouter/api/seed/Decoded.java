package dev.modelrouter.api.seed;

import dev.modelrouter.chat.ChatRequest;
import java.util.List;

/** What {@link SeedRequestDecoder} made of a body. */
public sealed interface Decoded {

  /**
   * The body is a request.
   *
   * @param request every field within its limits
   */
  record Valid(ChatRequest request) implements Decoded {}

  /**
   * The body is not a request; the answer is 422.
   *
   * @param errors every wrong field in the order of the body, at least one, at most {@link
   *     FieldErrors#MOST} and one more that says there were others
   */
  record Invalid(List<FieldError> errors) implements Decoded {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }
}
