package dev.modelrouter.fake;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Replies in order, one a chat request; the last one for ever after. */
final class Script implements Function<RecordedRequest, Reply> {

  private final List<Reply> replies;
  private final AtomicInteger next = new AtomicInteger();

  Script(List<Reply> replies) {
    if (replies.isEmpty()) {
      throw new IllegalArgumentException("a script needs at least one reply");
    }
    this.replies = List.copyOf(replies);
  }

  @Override
  public Reply apply(RecordedRequest request) {
    int last = replies.size() - 1;
    return replies.get(next.getAndUpdate(i -> Math.min(i + 1, last)));
  }
}
