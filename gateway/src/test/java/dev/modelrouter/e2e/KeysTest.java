package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of right and wrong keys, wherever they are presented. */
class KeysTest {
  private static final int LIMIT = 5;
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    gateway =
        GatewayUnderTest.with()
            .set("AUTH_FAILURES_PER_MINUTE", LIMIT)
            .set("ADMIN_KEY", "operator-key")
            .start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
    return gateway.send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer wrong, x-api-key, gateway-key-3f9a1c",
    "Authorization, Basic eDp5, x-api-key, gateway-key-3f9a1c",
    "Authorization, Bearer wrong, x-goog-api-key, gateway-key-3f9a1c",
    "x-api-key, wrong, x-goog-api-key, gateway-key-3f9a1c",
    "x-api-key, wrong, Authorization, Bearer gateway-key-3f9a1c",
  })
  void severalKeys_oneIsRight_isEnough(String first, String one, String second, String other) {
    for (String path : List.of("/v1/models", "/v1beta/models", "/api/tags")) {
      assertThat(get(path, first, one, second, other).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void keyInQuery_besideWrongHeader_isEnoughForGooglesApi() {
    String query = "?key=" + GatewayUnderTest.KEY;
    assertThat(get("/v1beta/models" + query, "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(200);
    assertThat(get("/api/tags" + query, "Authorization", "Bearer wrong").statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1beta/models", "/api/tags", "/admin/decisions/x"})
  void wrongKeys_moreThanALimit_areRefusedForAMinute(String path) {
    for (int i = 0; i < LIMIT; i++) {
      assertThat(get(path, "x-api-key", "guess-" + i).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> limited = get(path, "x-api-key", "guess");
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 60L);
    assertThat(get(path, "x-api-key", GatewayUnderTest.KEY).statusCode())
        .as("guessing gains nothing")
        .isEqualTo(429);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(gateway.metric("modelrouter_auth_failures_total{reason=\"wrong\"}"))
        .isEqualTo(LIMIT);
    assertThat(gateway.metric("modelrouter_auth_failures_total{reason=\"limited\"}")).isEqualTo(2);
  }

  /** Somebody behind the same proxy must not be able to lock the others out. */
  @Test
  void wrongKeys_ofAnAddressThatIsKnown_doNotStopTheRightOne() {
    assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
    for (int i = 0; i <= LIMIT; i++) {
      get("/v1/models", "x-api-key", "guess-" + i);
    }
    assertThat(get("/v1/models", "x-api-key", "guess").statusCode()).isEqualTo(429);
    assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
    try (RawCaller fresh = new RawCaller(gateway.port())) {
      assertThat(fresh.post("/chat", "{}").readUntil("422")).contains("HTTP/1.1 422");
    }
  }

  /** A caller who has the gateway's key must not be able to find the operator's by trying. */
  @Test
  void wrongOperatorKeys_ofAKnownCaller_areLimitedAllTheSame() {
    String path = "/admin/decisions/x";
    assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(200);
    for (int i = 0; i < LIMIT; i++) {
      assertThat(get(path, "Authorization", "Bearer guess-" + i).statusCode()).isEqualTo(401);
    }
    assertThat(get(path, "Authorization", "Bearer operator-key").statusCode()).isEqualTo(429);
    assertThat(gateway.get("/v1/models").statusCode()).as("callers go on").isEqualTo(200);
  }

  @Test
  void missingKeys_countAsNoGuesses() {
    for (int i = 0; i < LIMIT * 3; i++) {
      assertThat(get("/v1/models").statusCode()).isEqualTo(401);
    }
    assertThat(gateway.metric("modelrouter_auth_failures_total{reason=\"missing\"}"))
        .isEqualTo(LIMIT * 3);
  }

  @Test
  void wrongKey_inTheLog_hasItsAddressAndOneWarning() {
    get("/v1/models", "x-api-key", "guess-one");
    get("/v1/models", "x-api-key", "guess-two");
    GatewayUnderTest.eventually(
        "two access lines", () -> gateway.log().split("\"modelrouter.access\"", -1).length == 3);
    assertThat(gateway.log())
        .contains("\"address\":\"127.0.0.1\"")
        .containsOnlyOnce("a wrong API key was presented")
        .doesNotContain("guess-one", "guess-two");
  }
}
