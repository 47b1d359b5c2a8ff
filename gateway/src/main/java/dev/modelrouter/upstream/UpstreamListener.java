package dev.modelrouter.upstream;

import dev.modelrouter.chat.RateLimitHeader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hears what becomes of one {@link UpstreamCall}: {@link #head}, any number of {@link #bytes}, then
 * one of {@link #ended} or {@link #failed}; or {@code failed} alone. All on the call's event loop,
 * nothing after {@link UpstreamCall#cancel}.
 */
public interface UpstreamListener {

  /** There is a connection, and the request goes over it. */
  default void connected() {}

  /** A piece of a long request has been sent. */
  default void sent() {}

  /** One of the limits that the head of the answer tells; all of them come before {@link #head}. */
  default void limit(RateLimitHeader rateLimitHeader) {}

  /**
   * The head of the answer.
   *
   * @param status HTTP status
   * @param header looks up a header by its lower-case name
   */
  void head(int status, Function<String, @Nullable String> header);

  /** Bytes of the body came from which nothing can be given out yet, of a compressed one mostly. */
  default void received() {}

  /** One read of the body; the array is the receiver's. */
  void bytes(byte[] bytes);

  /** The body is whole as far as HTTP can tell. */
  void ended();

  /** The connection could not be made, broke, or spoke nonsense. */
  void failed(UpstreamFailure failure);

  /**
   * One of the others has thrown this, or the call itself: a bug of the gateway's own. The call has
   * been given up, and nothing follows.
   */
  void onException(Throwable bug);
}
