package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.UnspeakableException;
import dev.modelrouter.wire.ByteAccumulator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the array of parts that a message's content is when it is more than one text. */
final class CompatibleParts {
  private static final String UNNAMED = "document";
  private static final String AUDIO = "audio/";

  private final ByteAccumulator out;
  private final String place;
  private char before = '[';

  /**
   * A writer of one content.
   *
   * @param place what to call it when something in it cannot be said
   */
  CompatibleParts(ByteAccumulator out, String place) {
    this.out = out;
    this.place = place;
  }

  /** Writes the text and the media among these parts; at least one must be. */
  void write(List<ContentPart> parts) {
    for (ContentPart part : parts) {
      switch (part) {
        case ContentPart.Text text -> begin("text", "text").appendJson(text.text()).append('}');
        case ContentPart.Image image -> image(image);
        case ContentPart.Audio audio -> audio(audio.media());
        case ContentPart.Document document -> document(document.media(), document.name());
        case ContentPart.ToolCall ignored -> {}
        case ContentPart.ToolResult ignored -> {}
        case ContentPart.Reasoning ignored -> {}
      }
    }
    out.append(']');
  }

  private ByteAccumulator begin(String type, String field) {
    out.append(before)
        .append("{\"type\":\"")
        .append(type)
        .append("\",\"")
        .append(field)
        .append("\":");
    before = ',';
    return out;
  }

  private void image(ContentPart.Image image) {
    begin("image_url", "image_url").append("{\"url\":").appendJson(address(image.media()));
    if (image.detail() != null) {
      out.append(",\"detail\":").appendJson(image.detail());
    }
    out.append("}}");
  }

  private void audio(Media media) {
    switch (media) {
      case Media.Inline inline ->
          begin("input_audio", "input_audio")
              .append("{\"data\":")
              .appendJson(inline.base64())
              .append(",\"format\":")
              .appendJson(format(inline.type()))
              .append("}}");
      case Media.Remote ignored ->
          throw new UnspeakableException(
              place, place + " has a sound at an address; send its bytes instead");
    }
  }

  private static String format(String type) {
    return switch (type) {
      case "audio/mpeg", "audio/mp3" -> "mp3";
      case "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
      default -> type.startsWith(AUDIO) ? type.substring(AUDIO.length()) : type;
    };
  }

  private void document(Media media, @Nullable String name) {
    begin("file", "file");
    switch (media) {
      case Media.Remote remote when !isAddress(remote.url()) ->
          // A file that the provider keeps: its name is known there.
          out.append("{\"file_id\":").appendJson(remote.url());
      case Media.Remote remote -> data(remote, name);
      case Media.Inline inline -> data(inline, name);
    }
    out.append("}}");
  }

  private void data(Media media, @Nullable String name) {
    out.append("{\"filename\":")
        .appendJson(name == null ? UNNAMED : name)
        .append(",\"file_data\":")
        .appendJson(address(media));
  }

  private static boolean isAddress(String url) {
    return url.startsWith("https://") || url.startsWith("http://");
  }

  private static String address(Media media) {
    return switch (media) {
      case Media.Remote remote -> remote.url();
      case Media.Inline inline -> "data:" + inline.type() + ";base64," + inline.base64();
    };
  }
}
