package dev.modelrouter.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A conversation as a caller sends it in OpenAI's dialect. */
final class CallerBody {
  private static final int TOKENS_OF_A_MESSAGE = 60;

  private CallerBody() {}

  /**
   * A request for a stream.
   *
   * @param size about how many bytes it has, at least; at most a message more
   */
  static byte[] ofSize(int size) {
    TokenText tokenText = new TokenText();
    StringBuilder body = new StringBuilder(size + 1024);
    body.append("{\"model\":\"gpt-5.4-mini\",\"temperature\":0.7,\"max_completion_tokens\":1000,");
    body.append("\"stream\":true,\"user\":\"caller-42\",\"messages\":[");
    message(body, "system", tokenText);
    for (int turn = 0; body.length() < size; turn++) {
      body.append(',');
      message(body, turn % 2 == 0 ? "user" : "assistant", tokenText);
    }
    return body.append("]}").toString().getBytes(UTF_8);
  }

  private static void message(StringBuilder body, String role, TokenText tokenText) {
    body.append("{\"role\":\"").append(role).append("\",\"content\":\"");
    for (int i = 0; i < TOKENS_OF_A_MESSAGE; i++) {
      body.append(tokenText.next());
    }
    body.append("\"}");
  }
}
