package dev.modelrouter.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultByModelNameTest {

  private final Answer good = Reply.words(10);
  private final FaultByModelName faultByModelName = new FaultByModelName(good);

  @Test
  void model_withoutFault_getsTheGoodAnswer() {
    assertThat(reply("llama3.2")).isEqualTo(good);
    assertThat(faultByModelName.apply(request("{}"))).isEqualTo(good);
  }

  @Test
  void model_namingAFault_getsIt() {
    assertThat(reply("fault-stall")).isEqualTo(good.stallAfter(5));
    assertThat(reply("vendor/fault-hang")).isEqualTo(Reply.hang());
    assertThat(reply("fault-503")).isEqualTo(Reply.status(503));
  }

  @Test
  void everyName_isAFault() {
    for (String name : FaultByModelName.NAMES.replace("400…599, ", "").split(", ")) {
      assertThat(reply("fault-" + name)).as(name).isNotEqualTo(good).isNotEqualTo(reply("fault-x"));
    }
  }

  @Test
  void unknownFault_is404WithTheNames() {
    assertThat(reply("fault-x"))
        .isInstanceOfSatisfying(
            StatusReply.class,
            status -> {
              assertThat(status.status()).isEqualTo(404);
              assertThat(status.message()).contains("no-done-open");
            });
  }

  @Test
  void options_ofMain_areNumbersByName() {
    assertThat(Main.options(List.of("--port", "9100", "--tokens", "5")))
        .isEqualTo(Map.of("--port", 9100, "--tokens", 5));
    assertThatThrownBy(() -> Main.options(List.of("--prot", "1"))).hasMessageContaining("--prot");
    assertThatThrownBy(() -> Main.options(List.of("--port"))).hasMessageContaining("number");
  }

  private Reply reply(String model) {
    return faultByModelName.apply(request("{\"model\":\"" + model + "\"}"));
  }

  private static RecordedRequest request(String body) {
    return new RecordedRequest(
        "POST",
        "/v1/chat/completions",
        Map.of(),
        body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        0);
  }
}
