package dev.modelrouter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.HttpRequestRouter.HttpRoute;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpRouteTableTest {
  private static final HttpRoute ITEMS = route(HttpMethod.GET, "/kept/{id}/items");
  private static final HttpRoute GET = route(HttpMethod.GET, "/kept/{id}");
  private static final HttpRoute DELETE = route(HttpMethod.DELETE, "/kept/{id}");
  private static final HttpRoute MAKE = route(HttpMethod.POST, "/kept");
  private final HttpRouteTable table = new HttpRouteTable(List.of(ITEMS, GET, MAKE, DELETE));

  private static HttpRoute route(HttpMethod method, String label) {
    return new HttpRoute(method, label, call -> {});
  }

  @Test
  void pathHasAllItsMethods() {
    assertThat(table.of("/kept/a")).containsExactly(GET, DELETE);
    assertThat(table.of("/kept")).containsExactly(MAKE);
  }

  @Test
  void ofTwoPathsThatFit_theFirstCounts() {
    assertThat(table.of("/kept/a/items")).containsExactly(ITEMS);
  }

  @Test
  void nameInBraces_standsForSlashesToo_butNotForNothing() {
    assertThat(table.of("/kept/a/b")).containsExactly(GET, DELETE);
    assertThat(table.of("/kept/")).isEmpty();
    assertThat(table.of("/kept//items")).containsExactly(GET, DELETE);
  }

  @Test
  void unknownPath_hasNone() {
    assertThat(table.of("/elsewhere")).isEmpty();
  }
}
