package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.upstream.UpstreamCall;
import dev.modelrouter.upstream.UpstreamFailure;
import dev.modelrouter.upstream.UpstreamListener;
import dev.modelrouter.wire.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Providers that do what a test says, in virtual time. */
final class ScriptedUpstream implements Upstream {
  private final VirtualLoop loop;
  private final Map<String, Queue<Script>> scripts = new HashMap<>();
  private final Map<String, Script> always = new HashMap<>();

  /** The names {@code provider/model} that were asked, in order. */
  final List<String> asked = new ArrayList<>();

  /** How many calls have neither ended nor been cancelled. */
  int open;

  ScriptedUpstream(VirtualLoop loop) {
    this.loop = loop;
  }

  /** What a provider does with one request: steps, each some time after the one before it. */
  static final class Script {
    private record Act(long afterMillis, java.util.function.Consumer<Call> what) {}

    private final List<Act> acts = new ArrayList<>();
    private long pause;

    static Script begin() {
      return new Script();
    }

    /** A streamed answer: the head and these characters at once. */
    static Script answer(String text) {
      return begin().head(200).text(text).end();
    }

    static Script status(int status) {
      return begin().head(status).end();
    }

    static Script status(int status, long retryAfterSeconds) {
      return begin().head(status, Map.of("retry-after", Long.toString(retryAfterSeconds))).end();
    }

    static Script hang() {
      return begin();
    }

    static Script refused() {
      return begin().fail(false);
    }

    static Script reset() {
      return begin().fail(true);
    }

    Script after(long millis) {
      pause += millis;
      return this;
    }

    Script head(int status) {
      return head(status, Map.of());
    }

    Script head(int status, Map<String, String> headers) {
      return act(call -> call.listener.head(status, headers::get));
    }

    Script text(String text) {
      return act(call -> call.listener.bytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    Script end() {
      return act(
          call -> {
            call.finish();
            call.listener.ended();
          });
    }

    /** These characters, and the end or the loss of the connection in the same read. */
    Script lastText(String text, boolean lost) {
      return act(
          call -> {
            call.listener.bytes(text.getBytes(StandardCharsets.UTF_8));
            call.finish();
            if (lost) {
              call.listener.failed(
                  new UpstreamFailure(ErrorCode.CONNECTION_ERROR, true, "broke off"));
            } else {
              call.listener.ended();
            }
          });
    }

    Script fail(boolean sent) {
      return act(
          call -> {
            call.finish();
            call.listener.failed(
                new UpstreamFailure(
                    ErrorCode.CONNECTION_ERROR, sent, sent ? "broke off" : "could not be reached"));
          });
    }

    private Script act(java.util.function.Consumer<Call> what) {
      acts.add(new Act(pause, what));
      pause = 0;
      return this;
    }
  }

  /** The next request for this name gets this. */
  void next(String name, Script script) {
    scripts.computeIfAbsent(name, ignored -> new ArrayDeque<>()).add(script);
  }

  /** Every request for this name gets this, unless there is one for the next. */
  void always(String name, Script script) {
    always.put(name, script);
  }

  @Override
  public UpstreamCall send(
      HttpProvider provider, OutboundRequest request, UpstreamListener listener) {
    String name = provider.id() + "/" + new String(request.body(), StandardCharsets.UTF_8);
    asked.add(name);
    Queue<Script> queue = scripts.get(name);
    Script next = queue == null ? null : queue.poll();
    Script script = next == null ? always.get(name) : next;
    if (script == null) {
      throw new AssertionError("nothing is said of " + name);
    }
    open++;
    Call call = new Call(listener, script);
    call.step(0);
    return call;
  }

  /** One call under way. */
  private final class Call implements UpstreamCall {
    private final UpstreamListener listener;
    private final Script script;
    private boolean cancelled;
    private boolean finished;
    private boolean paused;
    private @Nullable Runnable waiting;

    private Call(UpstreamListener listener, Script script) {
      this.listener = listener;
      this.script = script;
    }

    private void step(int index) {
      if (index == script.acts.size()) {
        return;
      }
      Script.Act act = script.acts.get(index);
      Runnable go =
          () -> {
            if (cancelled) {
              return;
            }
            if (paused) {
              waiting = () -> run(act, index);
            } else {
              run(act, index);
            }
          };
      if (act.afterMillis() == 0) {
        loop.execute(go);
      } else {
        loop.schedule(act.afterMillis(), go);
      }
    }

    private void run(Script.Act act, int index) {
      act.what().accept(this);
      step(index + 1);
    }

    private void finish() {
      if (!finished) {
        finished = true;
        open--;
      }
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
      Runnable held = waiting;
      waiting = null;
      if (held != null) {
        loop.execute(held);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      finish();
    }

    @Override
    public void drain() {
      cancel();
    }
  }
}
