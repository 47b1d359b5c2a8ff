package dev.modelrouter.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** File descriptors of this process, as Linux tells them (proc(5)); unknown elsewhere. */
public final class FileDescriptors {
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String MAX = "Max open files";

  private FileDescriptors() {}

  /** How many are open. */
  static OptionalLong open() {
    try (Stream<Path> all = Files.list(OPEN)) {
      // One of them is that of the listing.
      return OptionalLong.of(Math.max(0, all.count() - 1));
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  /** How many there may be ({@code ulimit -n}); empty where there is no limit too. */
  public static OptionalLong max() {
    try (Stream<String> lines = Files.lines(LIMITS)) {
      return lines
          .filter(line -> line.startsWith(MAX))
          .map(line -> line.substring(MAX.length()).strip().split("\\s+", 2)[0])
          .filter(soft -> soft.chars().allMatch(Character::isDigit))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }
}
