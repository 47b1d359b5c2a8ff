package dev.modelrouter.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the stages in docs/architecture.md to the method in which they stand. */
class ArchitecturePageTest {
  private static final Pattern SERVE =
      Pattern.compile("void serve\\([^)]*\\) \\{(.*?)\n  }", Pattern.DOTALL);
  private static final Pattern STAGE =
      Pattern.compile(
          "(?:^\\s*Future<\\w+> \\w+ =|\\.compose\\(|call\\.when\\(\\s*\\w+,)"
              + "\\s*(?:\\w+\\s*->\\s*)?(?:\\w+(?:\\.|::))?(\\w+)");

  private static List<String> stagesInTheCode() throws IOException {
    String source =
        Files.readString(
            Page.ROOT.resolve("gateway/src/main/java/dev/modelrouter/RequestPath.java"));
    String body = SERVE.matcher(source).results().findFirst().orElseThrow().group(1);
    return STAGE.matcher(body).results().map((MatchResult stage) -> stage.group(1)).toList();
  }

  @Test
  void stages_onThePage_areTheCallsOfServeInTheirOrder() throws IOException {
    List<String> documented =
        Page.read("docs/architecture.md").table("## The path of a request").stream()
            .map(List::getFirst)
            .toList();

    assertThat(documented).isEqualTo(stagesInTheCode());
  }
}
