package dev.modelrouter.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads secrets from files of their own, as Docker and Kubernetes mount them, and remembers which
 * files those were, so that they can be watched. A line break at the end is no part of a secret.
 */
public final class SecretFiles {
  private static final int MAX_BYTES = 64 * 1024;

  private final Set<Path> read = new LinkedHashSet<>();

  /**
   * Reads one. Blocks.
   *
   * @throws IllegalArgumentException if that cannot be done; says why, after the file's name
   */
  public String read(String name) {
    Path file;
    try {
      file = Path.of(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no name of a file", e);
    }
    read.add(file);
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException("is larger than 64 KiB");
      }
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("is not UTF-8 text", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read", e);
    }
    String secret = text.replaceFirst("(\\r?\\n)+$", "");
    if (secret.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    return secret;
  }

  /** The files that were read, or were to be read, so far. */
  public List<Path> paths() {
    return new ArrayList<>(read);
  }
}
