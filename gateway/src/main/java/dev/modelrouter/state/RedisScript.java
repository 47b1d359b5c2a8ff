package dev.modelrouter.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The steps that Redis takes as one, each a Lua script among the resources. Keys and arguments are
 * told in the script's first line.
 */
enum RedisScript {
  ADMIT_CALLER("admit-caller"),
  ADMIT_PROVIDER("admit-provider"),
  FAILED("failed"),
  SUCCEEDED("succeeded"),
  ABANDONED("abandoned"),
  RESET("reset"),
  LOOK("look"),
  RESTORE("restore"),
  RESTORE_RATE("restore-rate"),
  NODES("nodes"),
  OPEN_STREAM("open-stream"),
  CLOSE_STREAM("close-stream"),
  RENEW_STREAMS("renew-streams"),
  CHECK("check");

  private final String source;
  private final String digest;

  RedisScript(String name) {
    source = read("prelude") + read(name);
    digest = sha1(source);
  }

  /** The whole script. */
  String source() {
    return source;
  }

  /** What Redis calls it once loaded. */
  String digest() {
    return digest;
  }

  private static String read(String name) {
    String path = "/redis/" + name + ".lua";
    try (InputStream in =
        Objects.requireNonNull(RedisScript.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
