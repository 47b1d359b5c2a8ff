package dev.modelrouter.api;

import dev.modelrouter.chat.ErrorCode;
import io.netty.handler.codec.CodecException;

/** Tells a body whose framing is malformed (RFC 9112, section 7.1) from one that was cut off. */
public final class BrokenBody {
  private BrokenBody() {}

  /** Whether this is what the decoder says of a chunk or a trailer that is malformed. */
  public static boolean isMalformed(Throwable failure) {
    return failure instanceof CodecException || failure instanceof IllegalArgumentException;
  }

  /** What the caller is told. */
  public static RequestRejectedException refusal(Throwable failure) {
    return isMalformed(failure)
        ? RequestRejectedException.with(
            ErrorCode.BAD_REQUEST,
            "The request body is not valid HTTP: a chunk or a trailer is malformed.")
        : RequestRejectedException.with(ErrorCode.REQUEST_TIMEOUT, "The request body broke off.");
  }
}
