package dev.modelrouter.chat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A form with files ({@code multipart/form-data}, RFC 7578) as the caller's bytes, but for the
 * value of its field {@code model}.
 *
 * @param contentType as the caller gave it, with the boundary
 * @param bytes the beginning, or all of it, without the value of {@code model}
 * @param modelAt offset in {@code bytes} where the model's name belongs, -1 if it has not come yet
 * @param rest what follows, null if nothing does
 * @param restLength bytes that follow, -1 if nobody knows
 */
public record MultipartBody(
    String contentType, byte[] bytes, int modelAt, @Nullable BodyStream rest, long restLength) {

  /** The bytes for a target that calls the model so. */
  public byte[] bytes(String model) {
    if (modelAt < 0) {
      return bytes;
    }
    byte[] name = model.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[bytes.length + name.length];
    System.arraycopy(bytes, 0, all, 0, modelAt);
    System.arraycopy(name, 0, all, modelAt, name.length);
    System.arraycopy(bytes, modelAt, all, modelAt + name.length, bytes.length - modelAt);
    return all;
  }

  @Override
  public String toString() {
    return "MultipartBody[" + bytes.length + " bytes" + (rest == null ? "]" : " and more]");
  }
}
