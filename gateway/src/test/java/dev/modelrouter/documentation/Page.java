package dev.modelrouter.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Markdown page of this repository. */
public record Page(Path file, List<String> lines) {
  /** The root of the repository. */
  public static final Path ROOT =
      Path.of(System.getProperty("basedir", "gateway")).resolve("..").normalize();

  /** The page at this path from the root. */
  public static Page read(String path) {
    Path file = ROOT.resolve(path);
    try {
      return new Page(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages: those at the root, and those under docs. */
  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(root, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .forEach(file -> pages.add(read(ROOT.relativize(file).toString())));
    }
    return pages;
  }

  /** The cells of the first table after this heading, without its head. */
  public List<List<String>> table(String heading) {
    int at = lines.indexOf(heading);
    if (at < 0) {
      throw new AssertionError(file + " has no heading " + heading);
    }
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(at + 1, lines.size())) {
      if (line.startsWith("|")) {
        rows.add(Stream.of(line.substring(1).split("\\|")).map(String::strip).toList());
      } else if (!rows.isEmpty() || line.startsWith("#")) {
        break;
      }
    }
    if (rows.size() < 3) {
      throw new AssertionError(file + " has no table after " + heading);
    }
    return rows.subList(2, rows.size());
  }
}
