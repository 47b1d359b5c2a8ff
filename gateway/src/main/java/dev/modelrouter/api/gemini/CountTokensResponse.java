package dev.modelrouter.api.gemini;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The answer of {@code :countTokens}. */
public final class CountTokensResponse {
  private CountTokensResponse() {}

  /**
   * The answer as JSON.
   *
   * @param tokens of the whole prompt, 0 or more
   */
  public static byte[] body(long tokens) {
    return ("{\"totalTokens\":" + tokens + "}").getBytes(US_ASCII);
  }
}
