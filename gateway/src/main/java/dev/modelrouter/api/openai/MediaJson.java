package dev.modelrouter.api.openai;

import dev.modelrouter.chat.Media;
import dev.modelrouter.wire.ByteBuilder;

/**
 * Writes what models made beside text: pictures as {@code images[].image_url.url}, which OpenRouter
 * and LiteLLM have in messages and deltas, sound as OpenAI's {@code audio}.
 */
final class MediaJson {
  private MediaJson() {}

  /** Whether there is a form for it. */
  static boolean takes(Media media) {
    return media.isImage() || isSound(media);
  }

  /** Whether it is sound whose bytes are here, as the form for it demands. */
  static boolean isSound(Media media) {
    return media.isAudio() && media instanceof Media.Inline;
  }

  /**
   * Appends a picture as an element of {@code images}.
   *
   * @param index its place among those of the answer, from 0
   */
  static void image(ByteBuilder out, Media media, int index) {
    out.append("{\"type\":\"image_url\",\"index\":").append(Integer.toString(index));
    out.append(",\"image_url\":{\"url\":").appendJson(media.address()).append("}}");
  }

  /**
   * Appends sound as the value of {@code audio}.
   *
   * @param id tells it from others
   * @param expires when the answer began, seconds since 1970: it is kept nowhere
   */
  static void sound(ByteBuilder out, Media media, String id, long expires) {
    String base64 = media instanceof Media.Inline inline ? inline.base64() : "";
    out.append("{\"id\":").appendJson("audio_" + id).append(",\"data\":").appendJson(base64);
    out.append(",\"expires_at\":").append(Long.toString(expires));
    out.append(",\"transcript\":\"\"}");
  }
}
