package dev.modelrouter.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;

/** Holds the two languages of the README in step. */
class ReadmeTest {
  private static final Page ENGLISH = Page.read("README.md");
  private static final Page SPANISH = Page.read("README.es.md");

  /** The parts of a page that do not depend on its language. */
  private record Skeleton(
      List<String> headings, List<String> links, List<String> code, List<Integer> tableRows) {

    static Skeleton of(Page page) {
      Skeleton found =
          new Skeleton(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      boolean code = false;
      for (String line : page.lines()) {
        if (line.startsWith("```")) {
          code = !code;
          found.code.add(line);
        } else if (code) {
          found.code.add(line);
        } else if (line.startsWith("#")) {
          found.headings.add(line.replaceFirst(" .*", ""));
        } else if (line.startsWith("|")) {
          found.tableRows.add((int) line.chars().filter(c -> c == '|').count());
        }
        if (!code) {
          LinkTest.LINK
              .matcher(line)
              .results()
              .map((MatchResult link) -> link.group(1))
              .filter(link -> !link.startsWith("README"))
              .forEach(found.links::add);
        }
      }
      return found;
    }
  }

  @Test
  void skeleton_ofBothLanguages_isTheSame() {
    Skeleton english = Skeleton.of(ENGLISH);
    Skeleton spanish = Skeleton.of(SPANISH);

    assertThat(english.headings()).hasSizeGreaterThan(5);
    assertThat(spanish.headings()).isEqualTo(english.headings());
    assertThat(spanish.links()).isEqualTo(english.links());
    assertThat(spanish.code()).isEqualTo(english.code());
    assertThat(spanish.tableRows()).isEqualTo(english.tableRows());
  }

  @Test
  void readme_shows_theTwoExamplesOfTheContract() {
    assertThat(ENGLISH.lines())
        .contains(
            "curl -X POST http://localhost:8000/chat -H \"Authorization: Bearer your_api_key\" -d"
                + " '{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'",
            "curl -N -X POST http://localhost:8000/stream -H \"Authorization: Bearer"
                + " your_api_key\" -d '{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'");
  }
}
