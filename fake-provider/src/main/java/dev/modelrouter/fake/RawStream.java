package dev.modelrouter.fake;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The reply that streams given bytes in given pieces, with status 200 and right chunked framing.
 *
 * @param contentType null for the dialect's stream type
 * @param body the stream's bytes
 * @param cutEvery size of a piece in bytes, 1 or more
 * @param betweenPieces pause before each piece but the first
 */
public record RawStream(
    @Nullable String contentType, byte[] body, int cutEvery, Duration betweenPieces)
    implements Reply {

  /** Checks the size of a piece. */
  public RawStream {
    if (cutEvery < 1) {
      throw new IllegalArgumentException("cutEvery must be 1 or more, was " + cutEvery);
    }
  }

  /** The same with this content type. */
  public RawStream contentType(String type) {
    return new RawStream(type, body, cutEvery, betweenPieces);
  }

  /** The same with this pause between the pieces, so that the peer reads each on its own. */
  public RawStream betweenPieces(Duration pause) {
    return new RawStream(contentType, body, cutEvery, pause);
  }
}
