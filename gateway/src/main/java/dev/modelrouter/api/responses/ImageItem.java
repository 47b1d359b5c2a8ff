package dev.modelrouter.api.responses;

import dev.modelrouter.chat.Media;
import dev.modelrouter.wire.ByteBuilder;

/** A picture that the model made: an {@code image_generation_call} with its bytes as the result. */
final class ImageItem extends OutputItem {
  private final String base64;

  ImageItem(String answer, int index, Media.Inline image) {
    super("ig_" + answer + "_" + index, index);
    this.base64 = image.base64();
  }

  /** Whether there is an item for it: only for pictures whose bytes are here. */
  static boolean takes(Media media) {
    return media.isImage() && media instanceof Media.Inline;
  }

  @Override
  boolean over(boolean last) {
    return true;
  }

  @Override
  void announce(EventWriter events) {
    events.end(about(events, "response.image_generation_call.in_progress"));
    events.end(about(events, "response.image_generation_call.generating"));
  }

  @Override
  void delta(EventWriter events, String piece) {}

  @Override
  void close(EventWriter events) {
    events.end(about(events, "response.image_generation_call.completed"));
  }

  @Override
  void write(ByteBuilder out) {
    out.append("{\"id\":\"").append(id()).append("\",\"type\":\"image_generation_call\"");
    out.append(",\"status\":\"").append(status()).append("\",\"result\":");
    if (finished()) {
      out.appendJson(base64).append('}');
    } else {
      out.append("null}");
    }
  }
}
