package dev.modelrouter.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Follows the links between pages and to files of this repository. */
class LinkTest {
  static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

  private static List<String> broken(Page page) {
    List<String> broken = new ArrayList<>();
    boolean code = false;
    for (String line : page.lines()) {
      code ^= line.strip().startsWith("```");
      Matcher link = LINK.matcher(line);
      while (!code && link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !exists(page, target)) {
          broken.add(Page.ROOT.relativize(page.file()) + " -> " + target);
        }
      }
    }
    return broken;
  }

  private static boolean exists(Page page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
    return Files.exists(file) && (parts.length == 1 || hasHeading(file, parts[1]));
  }

  private static boolean hasHeading(Path file, String anchor) {
    return Page.read(Page.ROOT.relativize(file).toString()).lines().stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .anyMatch(anchor::equals);
  }

  @Test
  void links_ofAllPages_leadSomewhere() throws IOException {
    List<Page> pages = Page.all();

    assertThat(pages).hasSizeGreaterThan(10);
    assertThat(pages.stream().flatMap(page -> broken(page).stream())).isEmpty();
  }
}
