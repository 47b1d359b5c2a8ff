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
final class ContinuationState {
  /** What is asked in whatever dialect for a model's answer to a conversation. */
  private static final Set<Operation> ANSWERS = Set.of(Operation.CHAT, Operation.RESPONSE);

  private final Continuation continuation;
  private final GatewayError cause;
  private final List<String> before;
  private List<ContinuationMode> modes = List.of();
  private int modeIndex;

  private ContinuationState(Continuation continuation, GatewayError cause, List<String> before) {
    this.continuation = continuation;
    this.cause = cause;
    this.before = List.copyOf(before);
  }

  /** The first death of an exchange's answer; null if nobody can go on with it. */
  static @Nullable ContinuationState create(
      Request request, Target failedTarget, AttemptOutcome.FailedMidStream end) {
    String said = end.deliveredText();
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
        ? new ContinuationState(
            new Continuation(chat, said, end.usage()), end.error(), List.of(failedTarget.id()))
        : null;
  }

  /** Who went on has died too; null if nobody can go on any more. */
  @Nullable ContinuationState after(Target failedTarget, AttemptOutcome.FailedMidStream end) {
    String more = end.deliveredText();
    if (more == null
        || continuation.text().length() + more.length() > Continuation.MAX_CHARACTERS) {
      return null;
    }
    List<String> all = new ArrayList<>(before);
    all.add(failedTarget.id());
    return new ContinuationState(
        new Continuation(
            continuation.original(),
            continuation.text() + more,
            end.usage() == null ? null : continuation.usage(end.usage())),
        cause,
        all);
  }

  /** Turns to this target; false if it cannot be asked. */
  boolean selectTarget(Target target) {
    if (!(target.provider() instanceof HttpProvider http)) {
      return false;
    }
    modes = continuation.modes(http.takesPrefill());
    modeIndex = 0;
    return true;
  }

  /** Whether the target failed in such a manner that there is another way to ask it: takes that. */
  boolean tryNextMode(GatewayError error) {
    boolean manner =
        switch (error.code()) {
          // The caller's own request alone is shorter.
          case BAD_REQUEST, CONTEXT_LENGTH, UNJOINABLE -> true;
          default -> false;
        };
    if (!manner || modeIndex + 1 >= modes.size()) {
      return false;
    }
    modeIndex++;
    return true;
  }

  /** What the target is asked, and what its answer goes through. */
  ContinuationContext context() {
    ContinuationMode current = modes.get(modeIndex);
    return new ContinuationContext(continuation.request(current), continuation.joiner(current));
  }

  /** Whose text the caller has, in order. */
  List<String> before() {
    return before;
  }

  /** The answer with the tokens of all its parts. */
  CompletionSummary joinedSummary(CompletionSummary last) {
    return new CompletionSummary(
        last.provider(),
        last.model(),
        continuation.usage(last.usage()),
        last.facts(),
        last.finish());
  }

  /** What the caller is told when nobody is left: why the answer broke off. */
  GatewayError finalError() {
    return new GatewayError(
        cause.code(),
        cause.message() + ", and nobody could go on with it",
        cause.retryAfter(),
        cause.origin());
  }
}
