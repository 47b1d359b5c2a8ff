package dev.modelrouter.provider.compatible;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.TextDocument;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.wire.ByteBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the array of parts that a message's content is when it is more than one text. */
final class CompatibleContentWriter {
  private static final String UNNAMED = "document";
  private static final String AUDIO = "audio/";
  private static final String VIDEO = "video/";

  private final ByteBuilder out;
  private final String place;
  private final CacheControlWriter cacheControlWriter;
  private char before = '[';

  /**
   * A writer of one content.
   *
   * @param place what to call it when something in it cannot be said
   * @param cacheControlWriter writes or drops the prompt cache marks
   */
  CompatibleContentWriter(ByteBuilder out, String place, CacheControlWriter cacheControlWriter) {
    this.out = out;
    this.place = place;
    this.cacheControlWriter = cacheControlWriter;
  }

  /** Writes the text and the media among these parts; at least one must be. */
  void write(List<ContentPart> parts) {
    for (ContentPart part : parts) {
      switch (part) {
        case ContentPart.Text text -> text(text.text(), text);
        case ContentPart.Image image -> image(image);
        case ContentPart.Audio audio -> audio(audio.media());
        case ContentPart.Document document -> document(document);
        case ContentPart.ToolCall ignored -> {}
        case ContentPart.ToolResult ignored -> {}
        case ContentPart.Reasoning ignored -> {}
      }
    }
    out.append(']');
  }

  private void text(String text, ContentPart part) {
    begin("text", "text").appendJson(text);
    cacheControlWriter.write(out, part.cache());
    out.append('}');
  }

  private ByteBuilder begin(String type, String field) {
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
    if (image.media() instanceof Media.Remote remote && !remote.isAddress()) {
      throw kept();
    }
    begin("image_url", "image_url").append("{\"url\":").appendJson(address(image.media()));
    if (image.detail() != null) {
      out.append(",\"detail\":").appendJson(image.detail());
    }
    out.append('}');
    cacheControlWriter.write(out, image.cache());
    out.append('}');
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
          throw new UntranslatableRequestException(
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

  private void document(ContentPart.Document document) {
    String text = TextDocument.of(document);
    if (text != null) {
      text(text, document);
      return;
    }
    String name = document.name();
    if (isVideo(document.media())) {
      throw new UntranslatableRequestException(
          place, place + " has a video, which this API does not take");
    }
    begin("file", "file");
    switch (document.media()) {
      case Media.Remote remote when remote.url().contains("://") && !remote.isAddress() ->
          throw kept();
      case Media.Remote remote when !remote.isAddress() ->
          // A file that the provider keeps: its name is known there.
          out.append("{\"file_id\":").appendJson(remote.url());
      case Media.Remote remote -> data(remote, name);
      case Media.Inline inline -> data(inline, name);
    }
    out.append('}');
    cacheControlWriter.write(out, document.cache());
    out.append('}');
  }

  private static boolean isVideo(Media media) {
    String type =
        switch (media) {
          case Media.Inline inline -> inline.type();
          case Media.Remote remote -> remote.type();
        };
    return type != null && type.startsWith(VIDEO);
  }

  private void data(Media media, @Nullable String name) {
    out.append("{\"filename\":")
        .appendJson(name == null ? UNNAMED : name)
        .append(",\"file_data\":")
        .appendJson(address(media));
  }

  private UntranslatableRequestException kept() {
    return new UntranslatableRequestException(
        place, place + " names a file that another provider keeps; send its bytes or its address");
  }

  private static String address(Media media) {
    return switch (media) {
      case Media.Remote remote -> remote.url();
      case Media.Inline inline -> "data:" + inline.type() + ";base64," + inline.base64();
    };
  }
}
