package dev.modelrouter.api.simple;

import java.util.List;

/**
 * One wrong field of a request, in the shape that clients of FastAPI services know.
 *
 * @param loc path to the field: names and zero-based indexes ({@code "body", "messages", 0,
 *     "role"}); for text that is not JSON the byte offset of the fault ({@code "body", 17})
 * @param msg what is wrong and what is allowed, for a person; echoes at most 100 characters
 * @param type the kind of fault, for a program: {@code missing}, {@code string_type}, {@code
 *     less_than_equal} …
 */
public record FieldError(List<Object> loc, String msg, String type) {
  public FieldError {
    loc = List.copyOf(loc);
  }
}
