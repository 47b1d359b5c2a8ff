package dev.modelrouter.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

  @Test
  void shortestUrlHasTheUsualPortAndTheFirstDatabase() {
    assertThat(RedisAddress.parse("redis://cache"))
        .isEqualTo(new RedisAddress(false, "cache", 6379, 0, null, null));
  }

  @Test
  void wholeUrlIsReadWithItsPasswordDecoded() {
    assertThat(RedisAddress.parse("rediss://me:p%40s+s:x@cache.example:6380/7"))
        .isEqualTo(new RedisAddress(true, "cache.example", 6380, 7, "me", "p@s+s:x"));
  }

  @Test
  void passwordWithoutUserBelongsToTheDefaultUser() {
    RedisAddress address = RedisAddress.parse("redis://:secret@cache:1/");
    assertThat(address.user()).isNull();
    assertThat(address.password()).isEqualTo("secret");
  }

  @Test
  void textNeverShowsUserOrPassword() {
    assertThat(RedisAddress.parse("rediss://me:secret@cache:6380/7"))
        .hasToString("rediss://cache:6380/7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache:6379/secret",
        "http://:secret@cache",
        "redis://:secret@/0",
        "redis://:sec ret@cache",
        "redis://secret@cache",
        "redis://:secret@cache/zero",
        "redis://:secret@cache/-1",
        "redis://:secret@cache:70000/0",
        "secret"
      })
  void anythingElseIsRefusedWithoutShowingIt(String url) {
    assertThatThrownBy(() -> RedisAddress.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the Redis URL ")
        .hasMessageNotContainingAny("secret", "sec ret")
        .hasNoCause();
  }
}
