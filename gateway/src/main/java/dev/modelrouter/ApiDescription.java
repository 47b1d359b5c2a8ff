package dev.modelrouter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of the gateway's API (OpenAPI 3.1): the resource {@code openapi.json}. */
final class ApiDescription {
  private static final String RESOURCE = "/openapi.json";
  private static final String NO_VERSION = "\"version\": \"0.0.0\"";

  private ApiDescription() {}

  /**
   * The description of this version, as JSON.
   *
   * @throws IllegalStateException if the build lacks the resource
   */
  static byte[] read(String version) {
    try (InputStream in = ApiDescription.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + RESOURCE);
      }
      String text = new String(in.readAllBytes(), UTF_8);
      return text.replace(NO_VERSION, "\"version\": \"" + version + "\"").getBytes(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
