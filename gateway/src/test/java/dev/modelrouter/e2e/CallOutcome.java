package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a caller was told, whichever door it came through.
 *
 * @param text the answer's text, as far as it came
 * @param model who answered, as named in the answer; null where the door does not say
 * @param output tokens of the answer as counted in it; null where none were
 * @param error the error's code, of the status or in the stream; null for a whole answer
 * @param millis how long it took
 * @param answer all of it
 */
record CallOutcome(
    String text,
    @Nullable String model,
    @Nullable Long output,
    @Nullable String error,
    long millis,
    HttpResponse<String> answer) {
  int status() {
    return answer.statusCode();
  }

  String body() {
    return answer.body();
  }

  /**
   * What must hold of everything a caller is told: a cut answer never has a clean end.
   *
   * @param all the whole answer's text
   */
  CallOutcome assertSound(String all) {
    assertThat(error).as(body()).isNotEqualTo(ClientApi.NO_END);
    assertThat(all).startsWith(text);
    if (whole()) {
      assertThat(text).isEqualTo(all);
    }
    return this;
  }

  /** The caller never learns that anything went wrong. */
  CallOutcome assertWhole() {
    assertThat(error).as(body()).isNull();
    assertThat(status()).isEqualTo(200);
    return this;
  }

  /** Whether it is all there and ends as it should. */
  boolean whole() {
    return status() == 200 && error == null;
  }
}
