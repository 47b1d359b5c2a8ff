package dev.modelrouter.provider.anthropic;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.Role;
import dev.modelrouter.chat.TextDocument;
import dev.modelrouter.chat.UntranslatableRequestException;
import org.jspecify.annotations.Nullable;

/** Which media Anthropic takes: pictures, and documents that are PDF or text, from the user. */
final class MediaCheck {
  static final String PDF = "application/pdf";

  private MediaCheck() {}

  /**
   * Checks one part.
   *
   * @param index the place of its message
   * @throws UntranslatableRequestException if it is of those that are not taken
   */
  static void require(ContentPart part, Role role, int index) {
    String wrong = wrong(part);
    boolean media = part instanceof ContentPart.Image || part instanceof ContentPart.Document;
    if (wrong == null && media && role == Role.ASSISTANT) {
      wrong = "media by the assistant";
    }
    if (wrong != null) {
      String place = "messages[" + index + "].content";
      throw new UntranslatableRequestException(
          place, place + " has " + wrong + ", which Anthropic does not take");
    }
  }

  private static @Nullable String wrong(ContentPart part) {
    return switch (part) {
      case ContentPart.Audio ignored -> "a sound";
      case ContentPart.Image image -> byId(image.media());
      case ContentPart.Document document -> {
        Media media = document.media();
        yield media instanceof Media.Inline inline && !isDocument(inline.type())
            ? "a document of type " + inline.type()
            : byId(media);
      }
      case ContentPart.Text ignored -> null;
      case ContentPart.ToolCall ignored -> null;
      case ContentPart.ToolResult ignored -> null;
      case ContentPart.Reasoning ignored -> null;
    };
  }

  private static boolean isDocument(String type) {
    return type.equals(PDF) || TextDocument.isText(type);
  }

  /** Ids are of files at the provider that keeps them, and Anthropic's need a beta. */
  private static @Nullable String byId(Media media) {
    if (media instanceof Media.Remote remote && isVideo(remote.type())) {
      return "a video";
    }
    return media instanceof Media.Remote remote && !remote.isAddress()
        ? "a file that another provider keeps"
        : null;
  }

  private static boolean isVideo(@Nullable String type) {
    return type != null && type.startsWith("video/");
  }
}
