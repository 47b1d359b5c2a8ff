package dev.modelrouter.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a file shows in. It follows links, as those who manage certificates and
 * configurations lay them.
 *
 * @param modified milliseconds since 1970
 * @param size bytes
 * @param identity which file it is, where the file system tells
 */
public record FileStamp(long modified, long size, @Nullable Object identity) {

  /** The stamp of a file as it is now; null for one that cannot be seen. Blocks. */
  public static @Nullable FileStamp of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(
          attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
