package dev.modelrouter;

import dev.modelrouter.api.FileStamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a file without reading it.
 *
 * @param stamp null for a file that is not there
 * @param readable whether it may be read: permissions change without a change of the stamp
 */
record FileState(@Nullable FileStamp stamp, boolean readable) {

  /** The states of files as they are now. Blocks. */
  static List<FileState> of(List<Path> files) {
    return files.stream()
        .map(file -> new FileState(FileStamp.of(file), Files.isReadable(file)))
        .toList();
  }
}
