package dev.modelrouter.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatewayErrorTest {
  @Test
  void everyCodeHasAnErrorStatus() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(code.status()).isBetween(400, 599);
    }
  }
}
