package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Starts that fail, or succeed with something to warn of. */
class StartTest {
  @Test
  void portInUse_isReportedWithHostPortAndWhatToDo() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(failure("127.0.0.1", other.getLocalPort()))
          .isEqualTo(
              "cannot listen on 127.0.0.1:"
                  + other.getLocalPort()
                  + ": another process listens there; stop it, or set PORT to another port");
    }
  }

  @Test
  void hostOfAnotherMachine_isReported() {
    assertThat(failure("192.0.2.1", 20_001))
        .startsWith("cannot listen on 192.0.2.1:20001: no interface of this machine has that");
    assertThat(failure("nowhere.invalid", 20_001))
        .startsWith("cannot listen on nowhere.invalid:20001: the host name is not known");
  }

  private static String failure(String host, int port) {
    Throwable failure =
        catchThrowable(
            () -> GatewayUnderTest.with().set("HOST", host).set("PORT", port).start().close());
    while (failure.getCause() != null
        && !String.valueOf(failure.getMessage()).startsWith("cannot")) {
      failure = failure.getCause();
    }
    return String.valueOf(failure.getMessage());
  }

  @Test
  void routeWithoutAConfiguredTarget_isWarnedOf_andNotTheCallersFault() {
    try (GatewayUnderTest gateway =
        GatewayUnderTest.with().file("routes: {r: [groq/x, {target: mistral/y}]}\n").start()) {
      HttpResponse<String> answer =
          gateway.post(
              "/v1/chat/completions",
              "{\"model\":\"r\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.body()).contains("groq/x: not configured; mistral/y: not configured");
      assertThat(gateway.get("/health").body())
          .contains("No target of the route 'r' is configured: set the keys of groq, mistral");
    }
  }
}
