package dev.modelrouter.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.fake.FakeProvider;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for all routes of a kind, whoever answers them. */
class RouteTest {
  private final FakeProvider groq = FakeProvider.start();
  private GatewayUnderTest gateway;

  @BeforeEach
  void start() {
    gateway = GatewayUnderTest.with().groq(groq.baseUrl()).start();
  }

  @AfterEach
  void stop() {
    gateway.close();
    groq.close();
  }

  private List<String> paths(String method) {
    List<String> paths =
        gateway.gateway().routes().stream()
            .filter(route -> route.startsWith(method + " "))
            .map(route -> route.substring(method.length() + 1))
            .toList();
    assertThat(paths).isNotEmpty();
    return paths;
  }

  @Test
  void routesThatAskAProvider_areInTheMetricsBeforeTheirFirstRequest() {
    String metrics = new String(gateway.gateway().scrape(), UTF_8);

    for (String path : paths("POST")) {
      assertThat(metrics)
          .contains(
              "modelrouter_requests_total{method=\"POST\",route=\"" + path + "\",status=\"200\"}");
    }
  }

  @Test
  void head_isAnsweredAsGet_withoutABody() {
    for (String path : paths("GET")) {
      if (path.startsWith("/v1/responses/")) {
        // Only what was made here is found there: ResponsesCallerTest.
        continue;
      }
      String real = path.replace("{id}", "groq/llama-3.3-70b-versatile");

      HttpResponse<String> get = gateway.get(real);
      HttpResponse<String> head =
          gateway.send(
              gateway.request(real).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());

      assertThat(get.statusCode()).as(real).isEqualTo(200);
      assertThat(get.body()).as(real).isNotEmpty();
      assertThat(head.statusCode()).as(real).isEqualTo(200);
      assertThat(head.body()).as(real).isEmpty();
      assertThat(head.headers().firstValue("content-type"))
          .as(real)
          .isEqualTo(get.headers().firstValue("content-type"));
      assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).as(real).isPositive();
    }
  }
}
