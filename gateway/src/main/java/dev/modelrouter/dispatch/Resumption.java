package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.Request;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.continuation.Continuation;
import dev.modelrouter.continuation.ContinuationMode;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose stream died, on its way to somebody who goes on with it. Of each target it tries
 * the ways to ask one after the other, as long as the target only does not like how it was asked.
 */
final class Resumption {
  /** What is asked in whatever dialect for a model's answer to a conversation. */
  private static final Set<Operation> ANSWERS = Set.of(Operation.CHAT, Operation.RESPONSE);

  private final Continuation continuation;
  private final GatewayError cause;
  private final List<String> before;
  private List<ContinuationMode> ways = List.of();
  private int way;

  private Resumption(Continuation continuation, GatewayError cause, List<String> before) {
    this.continuation = continuation;
    this.cause = cause;
    this.before = List.copyOf(before);
  }

  /** The first death of an exchange's answer; null if nobody can go on with it. */
  static @Nullable Resumption of(
      Request request, Target failedTarget, AttemptOutcome.FailedMidStream end) {
    String said = end.said();
    if (said == null || !request.stream() || !ANSWERS.contains(request.operation())) {
      return null;
    }
    ChatRequest chat;
    try {
      chat = request.chat();
    } catch (UntranslatableRequestException e) {
      return null;
    }
    return Continuation.fits(chat)
        ? new Resumption(
            new Continuation(chat, said, end.usage()), end.error(), List.of(failedTarget.id()))
        : null;
  }

  /** Who went on has died too; null if nobody can go on any more. */
  @Nullable Resumption after(Target failedTarget, AttemptOutcome.FailedMidStream end) {
    String more = end.said();
    if (more == null
        || continuation.text().length() + more.length() > Continuation.MAX_CHARACTERS) {
      return null;
    }
    List<String> all = new ArrayList<>(before);
    all.add(failedTarget.id());
    return new Resumption(
        new Continuation(
            continuation.original(),
            continuation.text() + more,
            end.usage() == null ? null : continuation.usage(end.usage())),
        cause,
        all);
  }

  /** Turns to this target; false if it cannot be asked. */
  boolean aim(Target target) {
    if (!(target.provider() instanceof HttpProvider http)) {
      return false;
    }
    ways = continuation.modes(http.takesPrefill());
    way = 0;
    return true;
  }

  /** Whether the target failed in such a manner that there is another way to ask it: takes that. */
  boolean otherwise(GatewayError error) {
    boolean manner =
        switch (error.code()) {
          // The caller's own request alone is shorter.
          case BAD_REQUEST, CONTEXT_LENGTH, UNJOINABLE -> true;
          default -> false;
        };
    if (!manner || way + 1 >= ways.size()) {
      return false;
    }
    way++;
    return true;
  }

  /** What the target is asked, and what its answer goes through. */
  Joint joint() {
    ContinuationMode current = ways.get(way);
    return new Joint(continuation.request(current), continuation.joiner(current));
  }

  /** Whose text the caller has, in order. */
  List<String> before() {
    return before;
  }

  /** The answer with the tokens of all its parts. */
  Answer whole(Answer last) {
    return new Answer(
        last.provider(),
        last.model(),
        continuation.usage(last.usage()),
        last.facts(),
        last.finish());
  }

  /** What the caller is told when nobody is left: why the answer broke off. */
  GatewayError verdict() {
    return new GatewayError(
        cause.code(),
        cause.message() + ", and nobody could go on with it",
        cause.retryAfter(),
        cause.origin());
  }
}
