package dev.modelrouter.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recorded message or stream in the test resources, with what a right reader makes of it.
 *
 * @param file the bytes as they stand on the wire
 */
public record Fixture(Path file) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** All in a folder whose name ends so. */
  public static List<Fixture> in(String folder, String ending) {
    try (Stream<Path> files = Files.list(folder(folder))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .sorted()
          .map(Fixture::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is such a folder. */
  public static boolean hasFolder(String folder) {
    return Fixture.class.getResource("/fixtures/" + folder) != null;
  }

  private static Path folder(String name) {
    try {
      return Path.of(Fixture.class.getResource("/fixtures/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  public byte[] bytes() {
    return read(file);
  }

  /** What a right reader makes of it. */
  public JsonNode expected() {
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.lastIndexOf('.'));
    return JSON.readTree(read(file.resolveSibling(stem + ".expected.json")));
  }

  private static byte[] read(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }
}
