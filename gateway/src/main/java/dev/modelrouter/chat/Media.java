package dev.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/** Where a picture, a sound or a document is. */
public sealed interface Media {

  /** Its media type, or null when nobody said. */
  @Nullable String type();

  /** Whether it is a picture, as far as its type tells. */
  default boolean isImage() {
    String type = type();
    return type == null || type.startsWith("image/");
  }

  /** Whether it is sound. */
  default boolean isAudio() {
    String type = type();
    return type != null && type.startsWith("audio/");
  }

  /** Its address, which for bytes is a {@code data:} URL (RFC 2397). */
  default String address() {
    return switch (this) {
      case Remote remote -> remote.url();
      case Inline inline -> "data:" + inline.type() + ";base64," + inline.base64();
    };
  }

  /**
   * Somewhere on the web, or a provider's file id.
   *
   * @param url its address
   * @param type its media type, or null when nobody said
   */
  record Remote(String url, @Nullable String type) implements Media {
    private static final String GOOGLE_FILES = "https://generativelanguage.googleapis.com/";

    /** Whether others than the provider that keeps it could fetch it from its address. */
    public boolean isAddress() {
      return (url.startsWith("https://") || url.startsWith("http://"))
          && !url.startsWith(GOOGLE_FILES);
    }
  }

  /**
   * Here.
   *
   * @param type its media type, such as {@code image/png}
   * @param base64 its bytes (RFC 4648, section 4)
   */
  record Inline(String type, String base64) implements Media {
    @Override
    public String toString() {
      return "Inline[" + type + ", " + base64.length() + " characters]";
    }
  }
}
