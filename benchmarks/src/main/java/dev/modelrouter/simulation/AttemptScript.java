package dev.modelrouter.simulation;

import dev.modelrouter.chat.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * What a provider will do with one attempt; settled when the attempt begins.
 *
 * @param firstTokenAt when the first content token comes, or when the attempt fails instead; {@link
 *     #NEVER} if it hangs
 * @param error why it fails before the first token, or null
 * @param endAt when the stream ends or breaks off
 * @param breaks whether it breaks off
 */
record AttemptScript(long firstTokenAt, @Nullable GatewayError error, long endAt, boolean breaks) {

  /** Later than anything. */
  static final long NEVER = Long.MAX_VALUE;
}
