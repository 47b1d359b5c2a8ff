package dev.modelrouter.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the parts of an exchange may take.
 *
 * @param idle longest silence between two reads of an answer that has begun
 * @param response longest silence before the first token of a stream, and before the first byte of
 *     a whole answer
 * @param firstToken how long a stream may take to its first token while another target could answer
 * @param firstTokenAdapts whether that is longer for models that reason and for targets that are
 *     known to be slower
 * @param connect how long a connection to a provider may take; null for as long as its transport
 *     allows
 * @param head how long a provider may take to the head of its answer; null for no limit of its own
 * @param total for the exchange with all its attempts
 * @param totalBoundsStreams whether that goes for a stream to its end; else only until tokens flow
 */
public record Timeouts(
    Duration idle,
    Duration response,
    Duration firstToken,
    boolean firstTokenAdapts,
    @Nullable Duration connect,
    @Nullable Duration head,
    Duration total,
    boolean totalBoundsStreams) {}
