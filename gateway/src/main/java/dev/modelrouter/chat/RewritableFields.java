package dev.modelrouter.chat;

/**
 * A JSON object as bytes, with the places of the fields that the gateway may change. A place is a
 * pair of offsets, from the first byte of the value to behind its last; -1 where the field is
 * absent.
 *
 * @param bytes UTF-8, never changed
 * @param open offset behind the object's opening brace, where a field can be put in
 * @param empty whether the object has no field
 * @param modelFrom begin of the value of {@code model}
 * @param modelTo its end
 * @param optionsFrom begin of the value of {@code stream_options}
 * @param optionsTo its end
 * @param includeFrom begin of the value of {@code stream_options.include_usage}
 * @param includeTo its end
 * @param limitFrom begin of the name, without its quotes, of the field that limits the answer's
 *     tokens: {@code max_tokens} or {@code max_completion_tokens}; -1 also where both are there
 * @param limitTo its end
 */
public record RewritableFields(
    byte[] bytes,
    int open,
    boolean empty,
    int modelFrom,
    int modelTo,
    int optionsFrom,
    int optionsTo,
    int includeFrom,
    int includeTo,
    int limitFrom,
    int limitTo) {
  /** A body in which the gateway owns nothing. */
  public static RewritableFields none(byte[] bytes) {
    return new RewritableFields(bytes, 0, false, -1, -1, -1, -1, -1, -1, -1, -1);
  }

  @Override
  public String toString() {
    return "RewritableFields[" + bytes.length + " bytes]";
  }
}
