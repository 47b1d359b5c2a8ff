package dev.modelrouter.e2e;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client library of one dialect, reduced to what all of them can say. */
interface MatrixClient extends AutoCloseable {

  /** A picture of one transparent pixel: PNG in base64. */
  String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  /**
   * What the library is told to ask.
   *
   * @param model as the gateway names it
   * @param system the system prompt, or null
   * @param text of the user
   * @param picture whether {@link #PIXEL} goes with it
   * @param tools whether the tools {@code look} and {@code wait}, with one text {@code at}, are
   *     offered
   * @param results calls of an answer before, and what came of each
   */
  record MatrixRequest(
      String model,
      @Nullable String system,
      String text,
      boolean picture,
      boolean tools,
      List<Result> results) {
    static MatrixRequest of(String model, String text) {
      return new MatrixRequest(model, null, text, false, false, List.of());
    }

    MatrixRequest system(String prompt) {
      return new MatrixRequest(model, prompt, text, picture, tools, results);
    }

    MatrixRequest withPicture() {
      return new MatrixRequest(model, system, text, true, tools, results);
    }

    MatrixRequest withTools() {
      return new MatrixRequest(model, system, text, picture, true, results);
    }

    MatrixRequest results(List<Result> done) {
      return new MatrixRequest(model, system, text, picture, tools, done);
    }
  }

  /** A call, and what came of it. */
  record Result(Call call, String result) {}

  /**
   * A tool as the library hands it to the program.
   *
   * @param id how its result names it, or null in dialects that have no names
   * @param at the one argument
   */
  record Call(@Nullable String id, String name, String at) {}

  /**
   * The answer as the library hands it to the program.
   *
   * @param input tokens of the request
   * @param output tokens of the answer
   */
  record MatrixAnswer(String text, List<Call> calls, long input, long output) {}

  /** The library's exception for a status of 400 or more. */
  final class MatrixError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;

    /** The library raised this. */
    MatrixError(int status, RuntimeException raised) {
      super(raised);
      this.status = status;
    }
  }

  /** Asks for a whole answer. */
  MatrixAnswer whole(MatrixRequest matrixRequest);

  /** Asks for a stream and gathers it as the library does. */
  MatrixAnswer streamed(MatrixRequest matrixRequest);

  @Override
  void close();
}
