package dev.modelrouter.dispatch;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ErrorCode;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.ProviderError;
import dev.modelrouter.chat.RateLimitHeader;
import dev.modelrouter.chat.UntranslatableRequestException;
import dev.modelrouter.chat.UploadRequest;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.continuation.ContinuationJoiner;
import dev.modelrouter.continuation.DeliveredText;
import dev.modelrouter.policy.MemoryReservation;
import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.StreamDecoder;
import dev.modelrouter.routing.Target;
import dev.modelrouter.upstream.UpstreamCall;
import dev.modelrouter.upstream.UpstreamFailure;
import dev.modelrouter.upstream.UpstreamListener;
import dev.modelrouter.wire.ByteBlocks;
import dev.modelrouter.wire.ByteBuilder;
import dev.modelrouter.wire.MalformedJsonException;
import dev.modelrouter.wire.OutboundRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One provider behind HTTP being asked once.
 *
 * <p>Implementation notes. The attempt moves through {@link Phase}s. A streamed answer's text goes
 * to the caller as it comes, and the first piece commits; a whole answer is held until it is whole,
 * so that it can still be had elsewhere. The limits are those of {@link AttemptTimeouts}; what a
 * silence means depends on the phase: {@link #onIdleTimeout} is the table.
 */
final class HttpAttempt
    implements Attempt,
        UpstreamListener,
        AttemptTimeouts.Listener,
        Consumer<ChatEvent>,
        OffLoopDecoder.Listener,
        ConnectAndHeaderTimeout.TimeoutListener {
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int MAX_PENDING_BYTES = 32 * 1024;
  private static final long MAX_STALL_NANOS = Duration.ofMinutes(5).toNanos();
  private static final int INITIAL_EARLY = 512;
  private static final int MAX_EARLY_BYTES = 16 * 1024 * 1024;
  private static final long ERROR_BODY_MILLIS = 1_000;
  private static final long END_MARK_MILLIS = 1_000;
  private static final String NO_FORM =
      "answered only with pictures or other content that this API has no form for;"
          + " /v1/chat/completions shows pictures";
  private static final int MAX_LIMITS = 24;

  private enum Phase {
    /** Nothing has come back yet. */
    AWAITING_HEAD,
    /** A status other than 200: its body says why. */
    READING_ERROR,
    /** A whole answer. */
    READING_UNARY,
    /**
     * An answer of no kind the gateway reads, sound for instance: it goes to the caller as it
     * comes.
     */
    PASSING,
    /** A streamed answer. */
    STREAMING,
    /** A large whole answer is here and is being parsed on another thread. */
    PARSING_UNARY,
    /** The model has stopped; usage and the end mark may follow. */
    FINISHING,
    DONE
  }

  private static final String UNSUPPORTED = "unsupported_parameter";

  private final Dispatcher dispatcher;
  private final Exchange exchange;
  private final Target target;
  private final HttpProvider provider;
  private final AnswerSink sink;
  private final DispatchPolicy policy;
  private final @Nullable ContinuationContext continuation;
  private AttemptCodec codec;
  private final boolean stream;
  private final DeliveredText deliveredText = new DeliveredText();
  private final ByteBlocks held = new ByteBlocks();
  private final AnswerMemory.Held memory;
  private final List<ChatEvent.Content> unaryContent = new ArrayList<>(1);
  private final long startedAt;
  private final AttemptTimeouts timeouts;
  private final @Nullable ConnectAndHeaderTimeout openingTimeouts;
  private final @Nullable ThroughputMonitor throughputMonitor;

  private Phase phase = Phase.AWAITING_HEAD;
  private @Nullable UpstreamCall call;
  private @Nullable StreamDecoder decoder;

  /** While a large event is decoded on another thread or delivered in turns, else null. */
  private @Nullable OffLoopDecoder offLoop;

  /** Why the connection broke while {@link #offLoop} was at work. */
  private @Nullable UpstreamFailure brokenMeanwhile;

  /** Bytes that the decoder holds of an event that is not whole yet. */
  private long heldByDecoder;

  /** The read that the decoder is fed with. */
  private byte @Nullable [] reading;

  private byte @Nullable [] unaryBytes;
  private @Nullable ByteBuilder early;
  private int status;
  private Function<String, @Nullable String> header = name -> null;
  private List<String> dropped = List.of();
  private List<RateLimitHeader> rateLimitHeaders = List.of();
  private boolean sent;
  private boolean committed;

  /** Whether there was content that the caller's dialect has no form for, and any that it has. */
  private boolean lost;

  private boolean delivered;
  private boolean paused;
  private @Nullable MemoryReservation stalled;
  private long stalledAt;
  private boolean flushComing;
  private final Runnable flush = this::flush;
  private String model;
  private @Nullable Usage usage;
  private Map<String, Object> facts = Map.of();
  private FinishReason finish = FinishReason.STOP;

  HttpAttempt(
      Dispatcher dispatcher,
      Exchange exchange,
      Target target,
      HttpProvider provider,
      AnswerSink sink,
      @Nullable ContinuationContext continuation) {
    this.dispatcher = dispatcher;
    this.exchange = exchange;
    this.target = target;
    this.provider = provider;
    this.sink = sink;
    this.policy = exchange.policy();
    this.memory = dispatcher.answers().held();
    this.continuation = continuation;
    this.codec =
        continuation == null
            ? AttemptCodec.create(exchange.request(), provider)
            : new AttemptCodec.Translated(continuation.request(), provider);
    this.stream = exchange.request().stream();
    this.model = target.model();
    this.startedAt = dispatcher.nanoTime();
    this.timeouts =
        new AttemptTimeouts(
            dispatcher.timeoutScheduler(),
            exchange,
            stream ? exchange.firstTokenTimeout(target) : Duration.ZERO,
            this);
    this.openingTimeouts =
        ConnectAndHeaderTimeout.create(dispatcher.timeoutScheduler(), policy.timeouts(), this);
    MinThroughput minThroughput = stream ? policy.minThroughput() : null;
    this.throughputMonitor =
        minThroughput == null
            ? null
            : new ThroughputMonitor(
                dispatcher.timeoutScheduler(), minThroughput, this, () -> tooSlow(minThroughput));
  }

  @Override
  public void start() {
    timeouts.begin(stream);
    if (openingTimeouts != null) {
      openingTimeouts.begin();
    }
    send();
  }

  private void send() {
    if (exchange.large()) {
      dispatcher
          .workers()
          .run(() -> codec.encode(target.model()))
          .onComplete(this::sendLarge, this::notEncoded);
      return;
    }
    OutboundRequest outbound;
    try {
      outbound = codec.encode(target.model());
    } catch (UntranslatableRequestException e) {
      fail(untranslatable(e), false);
      return;
    }
    send(outbound);
  }

  private void sendLarge(OutboundRequest outbound) {
    if (phase == Phase.DONE) {
      return;
    }
    try {
      send(outbound);
    } catch (RuntimeException | OutOfMemoryError e) {
      exchange.onException(e);
    }
  }

  private void notEncoded(Throwable failure) {
    if (phase == Phase.DONE) {
      return;
    }
    switch (failure) {
      case UntranslatableRequestException e -> fail(untranslatable(e), false);
      case WorkerPool.QueueFullException ignored -> exchange.abort(AnswerMemory.exhausted());
      default -> exchange.onException(failure);
    }
  }

  private void send(OutboundRequest outbound) {
    dropped = outbound.dropped();
    exchange.dropped(dropped);
    if (!dropped.isEmpty() && policy.rejectUnsupported()) {
      String all = String.join(", ", dropped);
      String sentence = target.id() + " does not support: " + all;
      fail(untranslatable(dropped.getFirst(), sentence, UNSUPPORTED), false);
      return;
    }
    sent = true;
    exchange.startWaitClock(target);
    UpstreamCall started = dispatcher.upstream().send(provider, outbound, this);
    if (phase == Phase.DONE) {
      started.cancel();
    } else {
      call = started;
    }
  }

  /** What cannot be said to a provider, so that it was not asked. */
  static GatewayError untranslatable(UntranslatableRequestException e) {
    return untranslatable(e.parameter(), e.sentence(), e.code() == null ? UNSUPPORTED : e.code());
  }

  private static GatewayError untranslatable(String parameter, String sentence, String code) {
    return new GatewayError(
        ErrorCode.BAD_REQUEST,
        sentence,
        null,
        new ProviderError(
            ErrorCode.BAD_REQUEST.status(),
            sentence,
            null,
            code,
            parameter.isEmpty() ? null : parameter));
  }

  @Override
  public boolean isSent() {
    return sent;
  }

  @Override
  public void cancel() {
    phase = Phase.DONE;
    stopClocks();
    memory.release();
    releaseStalled();
    UpstreamCall current = call;
    if (current != null) {
      current.cancel();
    }
  }

  // What the connection says.

  @Override
  public void connected() {
    if (openingTimeouts != null && phase == Phase.AWAITING_HEAD) {
      openingTimeouts.connected();
    }
  }

  @Override
  public void sent() {
    if (phase == Phase.AWAITING_HEAD) {
      timeouts.alive();
    }
  }

  @Override
  public void limit(RateLimitHeader rateLimitHeader) {
    if (rateLimitHeaders.isEmpty()) {
      rateLimitHeaders = new ArrayList<>(MAX_LIMITS);
    }
    if (rateLimitHeaders.size() < MAX_LIMITS) {
      rateLimitHeaders.add(rateLimitHeader);
    }
  }

  @Override
  public void head(int status, Function<String, @Nullable String> header) {
    this.status = status;
    this.header = header;
    if (openingTimeouts != null) {
      openingTimeouts.stop();
    }
    if (status != 200) {
      phase = Phase.READING_ERROR;
      timeouts.expireIn(ERROR_BODY_MILLIS);
      return;
    }
    timeouts.alive();
    if (codec.isOpaque()) {
      phase = Phase.PASSING;
      commit();
    } else if (!stream || isWholeJson(header.apply("content-type"))) {
      phase = Phase.READING_UNARY;
    } else {
      phase = Phase.STREAMING;
      decoder = codec.newDecoder(this::relayedByDecoder);
    }
  }

  private static boolean isWholeJson(@Nullable String contentType) {
    return contentType != null && contentType.startsWith("application/json");
  }

  @Override
  public void bytes(byte[] bytes) {
    switch (phase) {
      case READING_ERROR -> {
        held.add(bytes);
        if (held.size() >= MAX_ERROR_BYTES) {
          rejected();
        }
      }
      case READING_UNARY -> {
        // A whole answer that has begun is judged by its pauses, not by its length.
        timeouts.flowing();
        held.add(bytes);
        reserveMemory(held.size());
      }
      case PASSING -> relayError(bytes);
      case STREAMING, FINISHING -> relay(bytes);
      case AWAITING_HEAD, PARSING_UNARY, DONE -> {}
    }
  }

  /** So many bytes of the answer are held now. What the gateway cannot hold is its own limit. */
  private void reserveMemory(long bytes) {
    if (bytes > AnswerMemory.MAX_BYTES) {
      fail(error(ErrorCode.ANSWER_TOO_LARGE, "sent more than 64 MiB that must be held"), true);
    } else if (!memory.set(bytes)) {
      exchange.abort(AnswerMemory.exhausted());
    }
  }

  private void relayError(byte[] bytes) {
    timeouts.alive();
    sink.relay(bytes, 0, bytes.length);
    flushSoon();
  }

  private void relay(byte[] bytes) {
    StreamDecoder current = decoder;
    if (current == null) {
      return;
    }
    if (phase == Phase.STREAMING) {
      timeouts.alive();
    }
    OffLoopDecoder busy = offLoop;
    if (busy != null) {
      busy.add(bytes);
    } else if (heldByDecoder + bytes.length > WorkerPool.INLINE_BYTES) {
      decodeOffLoop(current, bytes);
    } else {
      reading = bytes;
      current.feed(bytes, 0, bytes.length, this);
      fed(current);
    }
  }

  /** Nothing is read meanwhile, so that a stream is never decoded more slowly than it comes. */
  private void decodeOffLoop(StreamDecoder current, byte[] bytes) {
    UpstreamCall reading = call;
    if (reading != null) {
      reading.pause();
    }
    offLoop(current).add(bytes);
  }

  private OffLoopDecoder offLoop(StreamDecoder current) {
    OffLoopDecoder large =
        new OffLoopDecoder(current, dispatcher.workers(), dispatcher.timers(), this);
    offLoop = large;
    return large;
  }

  private void fed(StreamDecoder current) {
    if (phase != Phase.DONE) {
      heldByDecoder = current.heldBytes();
      reserveMemory(heldByDecoder + (early == null ? 0 : early.size()));
    }
    if (throughputMonitor != null && committed && phase == Phase.STREAMING) {
      throughputMonitor.onTotalTokens(current.relayedTokens());
    }
    if (committed && phase != Phase.DONE) {
      flushSoon();
    }
  }

  @Override
  public void passOn(byte[] bytes) {
    reading = bytes;
    relayed(bytes, 0, bytes.length);
  }

  @Override
  public boolean turnDelivered() {
    if (committed && phase != Phase.DONE) {
      flushNow();
    }
    return !paused;
  }

  @Override
  public boolean isOver() {
    return phase == Phase.DONE;
  }

  @Override
  public void decodedAll() {
    offLoop = null;
    StreamDecoder current = decoder;
    if (current != null) {
      fed(current);
    }
    UpstreamFailure broken = brokenMeanwhile;
    UpstreamCall reading = call;
    if (phase == Phase.DONE) {
      return;
    }
    if (phase == Phase.STREAMING) {
      timeouts.alive();
    }
    if (broken != null) {
      failed(broken);
    } else if (reading != null && !paused) {
      reading.resume();
    }
  }

  @Override
  public void notDecoded(Throwable failure) {
    if (failure instanceof WorkerPool.QueueFullException) {
      exchange.abort(AnswerMemory.exhausted());
    } else {
      onException(failure);
    }
  }

  private void flushSoon() {
    if (sink.pending() >= MAX_PENDING_BYTES) {
      // So much in one round is more than a caller that reads slowly may have queued.
      flush();
    } else if (!flushComing) {
      flushComing = true;
      dispatcher.atEndOfRound(flush);
    }
  }

  /**
   * Runs once after all that one upstream read brought: HTTP hands its chunks over one by one, and
   * a provider sends a chunk for each token, but they leave in one write.
   */
  private void flush() {
    flushComing = false;
    if (phase == Phase.DONE) {
      return;
    }
    try {
      flushNow();
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void flushNow() {
    sink.flush();
    exchange.onBytesDelivered();
    UpstreamCall current = call;
    if (current != null && !paused && sink.full()) {
      pause(current);
    }
  }

  private void pause(UpstreamCall current) {
    MemoryReservation reserved = dispatcher.output().budget().reservation();
    if (!reserved.growTo(OutputMemory.STALLED_BYTES)) {
      sink.closeConnection();
      return;
    }
    stalled = reserved;
    stalledAt = dispatcher.nanoTime();
    paused = true;
    if (throughputMonitor != null) {
      throughputMonitor.pause();
    }
    current.pause();
    sink.onDrain(this::drained);
  }

  private void releaseStalled() {
    MemoryReservation reserved = stalled;
    if (reserved != null) {
      stalled = null;
      reserved.release();
    }
  }

  private void drained() {
    try {
      resume();
    } catch (RuntimeException | OutOfMemoryError bug) {
      onException(bug);
    }
  }

  private void resume() {
    UpstreamCall current = call;
    paused = false;
    releaseStalled();
    if (throughputMonitor != null) {
      throughputMonitor.resume();
    }
    OffLoopDecoder large = offLoop;
    if (phase == Phase.DONE) {
      return;
    }
    timeouts.alive();
    if (large != null) {
      large.deliverLater();
    } else if (current != null) {
      current.resume();
    }
  }

  @Override
  public void ended() {
    switch (phase) {
      case READING_ERROR -> rejected();
      case READING_UNARY -> onUnaryBody(held.take());
      case PASSING -> complete();
      case STREAMING, FINISHING -> endOfStream();
      case AWAITING_HEAD, PARSING_UNARY, DONE -> {}
    }
  }

  /** A bug in reading this provider's answer is ours, and no reason not to ask the next one. */
  @Override
  public void onException(Throwable bug) {
    if (bug instanceof MalformedJsonException && phase != Phase.DONE) {
      fail(error(ErrorCode.INVALID_RESPONSE, "sent something that is not an answer"), true);
      return;
    }
    if (phase == Phase.DONE || bug instanceof OutOfMemoryError) {
      exchange.onException(bug);
      return;
    }
    dispatcher.listener().internalError(exchange.id(), bug);
    try {
      fail(error(ErrorCode.INTERNAL_ERROR, "gave an answer that the gateway could not read"), true);
    } catch (RuntimeException | OutOfMemoryError again) {
      exchange.onException(again);
    }
  }

  private void onUnaryBody(byte[] body) {
    // The end is told from inside, and needs the bytes by then.
    List<ChatEvent> told = new ArrayList<>(4);
    if (body.length <= WorkerPool.INLINE_BYTES) {
      unaryBytes = codec.decodeUnary(body, told::add);
      told.forEach(this);
      return;
    }
    phase = Phase.PARSING_UNARY;
    dispatcher
        .workers()
        .run(() -> new Parsed(codec.decodeUnary(body, told::add)))
        .onComplete(parsed -> parsed(parsed.bytes(), told), this::notParsed);
  }

  /** The bytes of a whole answer that go to the caller as they are, or null. */
  private record Parsed(byte @Nullable [] bytes) {}

  private void parsed(byte @Nullable [] own, List<ChatEvent> told) {
    if (phase == Phase.PARSING_UNARY) {
      unaryBytes = own;
      try {
        told.forEach(this);
      } catch (RuntimeException | OutOfMemoryError e) {
        onException(e);
      }
    }
  }

  private void notParsed(Throwable failure) {
    if (phase == Phase.PARSING_UNARY) {
      notDecoded(failure);
    }
  }

  private void endOfStream() {
    StreamDecoder current = decoder;
    OffLoopDecoder large = offLoop;
    if (large != null) {
      large.end();
    } else if (current != null && heldByDecoder > WorkerPool.INLINE_BYTES) {
      offLoop(current).end();
    } else if (current != null) {
      current.end(this);
    }
  }

  @Override
  public void failed(UpstreamFailure failure) {
    switch (phase) {
      case READING_ERROR -> rejected();
      case FINISHING -> endOfStream();
      case AWAITING_HEAD, READING_UNARY, PASSING, STREAMING -> {
        if (offLoop == null) {
          fail(error(failure.code(), failure.message()), failure.sent());
        } else {
          brokenMeanwhile = failure;
        }
      }
      case PARSING_UNARY, DONE -> {}
    }
  }

  private void rejected() {
    byte[] body = held.take();
    if (codec instanceof AttemptCodec.Passthrough
        && provider instanceof PassthroughProvider direct
        && direct.lacks(exchange.request().operation(), status, body)) {
      translate();
    } else {
      fail(provider.classify(status, header, body), true);
    }
  }

  /** Asks the same target once more, since it does not know the operation but can do it. */
  private void translate() {
    UpstreamCall current = call;
    call = null;
    if (current != null) {
      current.cancel();
    }
    codec = new AttemptCodec.Translated(exchange.request(), provider);
    phase = Phase.AWAITING_HEAD;
    timeouts.begin(stream);
    send();
  }

  // What the provider says.

  @Override
  public void accept(ChatEvent event) {
    if (phase == Phase.DONE) {
      return;
    }
    switch (event) {
      case ChatEvent.Content piece -> content(piece);
      case ChatEvent.Started started -> model = started.model();
      case ChatEvent.UsageReported reported -> usage = reported.usage();
      case ChatEvent.ProviderFacts reported -> facts = reported.facts();
      case ChatEvent.Skipped skipped -> {
        lost |= !skipped.broken();
        exchange.eventSkipped(target, skipped.why());
      }
      case ChatEvent.Finished finished -> finished(finished.reason());
      case ChatEvent.Completed ignored -> complete();
      case ChatEvent.Failed failed -> fail(failed.error(), true);
    }
  }

  private void content(ChatEvent.Content piece) {
    if (phase == Phase.FINISHING) {
      // One of several choices had ended.
      phase = Phase.STREAMING;
      timeouts.alive();
    }
    if (piece instanceof ChatEvent.MediaOutput && !sink.shows(piece)) {
      lost = true;
      exchange.eventSkipped(
          target, "a picture, sound or file that the caller's API has no form for");
      return;
    }
    delivered |= isAnswer(piece);
    if (!stream) {
      unaryContent.add(piece);
    } else if (continuation != null) {
      onContent(piece);
      onJoinedContent(continuation, piece);
    } else if (sink.shows(piece)) {
      commit();
      onContent(piece);
      if (!(piece instanceof ChatEvent.OpaqueContent)) {
        deliver(piece);
      }
    }
  }

  /** Whether a caller has an answer in it: a thought alone is none. */
  private static boolean isAnswer(ChatEvent.Content piece) {
    return switch (piece) {
      case ChatEvent.TextDelta ignored -> true;
      case ChatEvent.ToolCallDelta ignored -> true;
      case ChatEvent.MediaOutput ignored -> true;
      case ChatEvent.OpaqueContent ignored -> true;
      case ChatEvent.ReasoningDelta ignored -> false;
      case ChatEvent.SignatureDelta ignored -> false;
    };
  }

  private void onContent(ChatEvent.Content piece) {
    if (throughputMonitor != null) {
      throughputMonitor.onContent(piece);
    }
  }

  private void deliver(ChatEvent.Content piece) {
    switch (piece) {
      case ChatEvent.TextDelta delta -> deliveredText.add(delta.text());
      case ChatEvent.ReasoningDelta ignored -> {}
      case ChatEvent.SignatureDelta ignored -> deliveredText.lose();
      case ChatEvent.ToolCallDelta ignored -> deliveredText.lose();
      case ChatEvent.MediaOutput ignored -> deliveredText.lose();
      case ChatEvent.OpaqueContent ignored -> deliveredText.lose();
    }
    sink.content(piece);
  }

  /** What this target says goes through the seam. Its thoughts stay out of another's answer. */
  private void onJoinedContent(ContinuationContext continuation, ChatEvent.Content piece) {
    if (piece instanceof ChatEvent.TextDelta delta) {
      onJoinResult(continuation.joiner().next(delta.text()));
    } else if (piece instanceof ChatEvent.ToolCallDelta) {
      fail(error(ErrorCode.UNJOINABLE, "called a tool in place of going on"), true);
    }
  }

  private void onJoinResult(ContinuationJoiner.JoinResult joinResult) {
    switch (joinResult) {
      case ContinuationJoiner.JoinResult.Buffer ignored ->
          // It says again what the caller has: its first token has come.
          timeouts.flowing();
      case ContinuationJoiner.JoinResult.Emit emit -> {
        commit();
        if (!emit.text().isEmpty()) {
          deliver(new ChatEvent.TextDelta(emit.text()));
        }
      }
      case ContinuationJoiner.JoinResult.Mismatch mismatch ->
          fail(error(ErrorCode.UNJOINABLE, "did not go on: " + mismatch.reason()), true);
    }
  }

  /** May be called on the thread of {@link #offLoop}. */
  private void relayedByDecoder(byte[] bytes, int from, int to) {
    OffLoopDecoder large = offLoop;
    if (large == null) {
      relayed(bytes, from, to);
    } else {
      large.relayed(bytes, from, to);
    }
  }

  /** Bytes of a stream in the caller's own dialect. Until the first content they wait. */
  @SuppressWarnings("ReferenceEquality") // Which array the bytes lie in is what matters.
  private void relayed(byte[] bytes, int from, int to) {
    if (phase == Phase.DONE) {
      return;
    }
    if (committed) {
      if (bytes == reading && from == 0 && to == bytes.length) {
        // A read that is one event, as it is at reading speed: nobody else holds it.
        sink.relayGenerated(bytes);
      } else {
        sink.relay(bytes, from, to);
      }
      return;
    }
    ByteBuilder waiting = early;
    if (waiting == null) {
      waiting = new ByteBuilder(INITIAL_EARLY);
      early = waiting;
    }
    if (waiting.size() + to - from > MAX_EARLY_BYTES) {
      fail(error(ErrorCode.ANSWER_TOO_LARGE, "sent more than 16 MiB before any content"), true);
    } else {
      waiting.append(bytes, from, to);
    }
  }

  private void commit() {
    if (!committed) {
      committed = true;
      exchange.onFirstToken(this);
      exchange.dropped(dropped);
      exchange.limits(rateLimitHeaders);
      if (continuation == null) {
        sink.begin(target, header);
      } else {
        sink.continueBy(target);
      }
      ByteBuilder waiting = early;
      if (waiting != null) {
        byte[] all = waiting.take();
        early = null;
        sink.relay(all, 0, all.length);
      }
      timeouts.flowing();
    }
  }

  private void finished(FinishReason reason) {
    finish = reason;
    if (phase == Phase.STREAMING) {
      phase = Phase.FINISHING;
      timeouts.expireIn(END_MARK_MILLIS);
    }
  }

  private void complete() {
    if (lost && !delivered && unaryBytes == null && continuation == null) {
      // An empty answer would look like a good one, and is paid for.
      fail(error(ErrorCode.CONTENT_LOST, NO_FORM), true);
      return;
    }
    boolean bodyOpen = phase == Phase.STREAMING || phase == Phase.FINISHING;
    if (continuation != null) {
      onJoinResult(continuation.joiner().end());
      if (phase == Phase.DONE) {
        return;
      }
    }
    commit();
    unaryContent.forEach(sink::content);
    byte[] bytes = unaryBytes;
    if (bytes != null) {
      sink.relay(bytes, 0, bytes.length);
    }
    phase = Phase.DONE;
    stopClocks();
    MemoryReservation unsent = stream ? null : memory.take();
    if (unsent != null) {
      exchange.keepUntilSent(unsent);
    }
    memory.release();
    releaseStalled();
    UpstreamCall current = call;
    if (bodyOpen && current != null) {
      current.drain();
    }
    exchange.attemptEnded(
        this,
        new AttemptOutcome.Completed(
            new CompletionSummary(target.id(), model, usage, facts, finish)));
  }

  private void fail(GatewayError error, boolean sent) {
    cancel();
    exchange.limits(rateLimitHeaders);
    exchange.attemptEnded(
        this,
        committed
            ? new AttemptOutcome.FailedMidStream(error, deliveredText(), usage)
            : new AttemptOutcome.FailedBeforeCommit(error, sent));
  }

  /** What the caller has got of this attempt, if it is text alone. */
  private @Nullable String deliveredText() {
    StreamDecoder current = decoder;
    if (current == null || !(codec instanceof AttemptCodec.Passthrough)) {
      return deliveredText.text();
    }
    // While a large event is decoded its decoder is another thread's, and ahead of the caller.
    return offLoop == null ? current.relayedText() : null;
  }

  // What the clock says.

  private void stopClocks() {
    timeouts.stop();
    if (openingTimeouts != null) {
      openingTimeouts.stop();
    }
    if (throughputMonitor != null) {
      throughputMonitor.stop();
    }
  }

  @Override
  public void onTimeout(boolean connected) {
    if (openingTimeouts != null && uploading()) {
      openingTimeouts.headLater();
    } else if (connected) {
      fail(error(ErrorCode.TIMEOUT, "sent no head of an answer in time"), true);
    } else {
      fail(error(ErrorCode.TIMEOUT, "could not be connected to in time"), false);
    }
  }

  private void tooSlow(MinThroughput minThroughput) {
    // Who has stopped speaking owes only the end mark.
    if (phase == Phase.STREAMING) {
      fail(error(ErrorCode.TIMEOUT, minThroughput.failureMessage()), true);
    }
  }

  @Override
  public void onTimeShareExpired() {
    boolean here = phase == Phase.PARSING_UNARY || phase == Phase.DONE || offLoop != null;
    if (!here && !committed && !uploading()) {
      ErrorCode code =
          exchange.isTotalTimeoutCallers() ? ErrorCode.CALLER_TIMEOUT : ErrorCode.TIMEOUT;
      fail(error(code, "did not answer within its share of the time"), true);
    }
  }

  /** Bytes came that nothing could be read from yet. */
  @Override
  public void received() {
    switch (phase) {
      case READING_UNARY, PASSING, STREAMING -> timeouts.alive();
      case AWAITING_HEAD, READING_ERROR, PARSING_UNARY, FINISHING, DONE -> {}
    }
  }

  @Override
  public void onIdleTimeout() {
    switch (phase) {
      case READING_ERROR -> rejected();
      case FINISHING -> endOfStream();
      case AWAITING_HEAD, READING_UNARY, PASSING, STREAMING ->
          fail(
              error(
                  ErrorCode.TIMEOUT,
                  committed
                      ? "was silent for too long in the middle of its answer"
                      : stream ? "gave no text in time" : "did not answer in time"),
              true);
      case PARSING_UNARY, DONE -> {}
    }
  }

  @Override
  public void onFirstTokenTimeout() {
    if (phase == Phase.DONE || committed) {
      return;
    }
    if (exchange.isFirstTokenTimeoutCallers(target)) {
      fail(error(ErrorCode.CALLER_TIMEOUT, "gave no text within the request's own limit"), true);
    } else {
      exchange.firstTokenLate(target, dispatcher.nanoTime() - startedAt);
      fail(error(ErrorCode.TIMEOUT, "gave no text in time"), true);
    }
  }

  /** Not the provider's silence: the caller does not read, or has not sent all. */
  @Override
  public boolean isExcused() {
    if (paused && phase != Phase.DONE && dispatcher.nanoTime() - stalledAt > MAX_STALL_NANOS) {
      sink.closeConnection();
    }
    boolean decoding = offLoop != null && phase == Phase.STREAMING;
    return phase != Phase.DONE && (paused || decoding || uploading());
  }

  /** Whether the caller is still to send what the provider waits for. */
  private boolean uploading() {
    return phase == Phase.AWAITING_HEAD
        && exchange.request() instanceof UploadRequest upload
        && upload.form().rest() != null
        && upload.form().rest().awaited();
  }

  private GatewayError error(ErrorCode code, String what) {
    return GatewayError.of(code, target.id() + " " + what);
  }
}
