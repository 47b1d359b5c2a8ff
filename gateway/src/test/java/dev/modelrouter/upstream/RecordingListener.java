package dev.modelrouter.upstream;

import dev.modelrouter.chat.RateLimitHeader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Keeps what a call reports. */
final class RecordingListener implements UpstreamListener {
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private final CompletableFuture<UpstreamFailure> end = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> limits = new CopyOnWriteArrayList<>();
  private volatile Function<String, String> header = name -> null;
  private final Runnable atHead;
  private final Runnable atEnd;
  private boolean paused;
  private volatile Runnable onBytes = () -> {};

  RecordingListener(Runnable atEnd) {
    this(() -> {}, atEnd);
  }

  RecordingListener(Runnable atHead, Runnable atEnd) {
    this.atHead = atHead;
    this.atEnd = atEnd;
  }

  @Override
  public void limit(RateLimitHeader rateLimitHeader) {
    limits.add(rateLimitHeader.name() + "=" + rateLimitHeader.value());
  }

  /** The limits that were told, as {@code name=value}. */
  List<String> limits() {
    return limits;
  }

  /** A header of the answer. */
  String header(String name) {
    return header.apply(name);
  }

  @Override
  public void head(int status, Function<String, String> header) {
    this.header = header;
    atHead.run();
    this.status.complete(status);
  }

  @Override
  public synchronized void bytes(byte[] bytes) {
    body.writeBytes(bytes);
    onBytes.run();
  }

  /** Runs behind each read, on the client's loop. */
  void onBytes(Runnable action) {
    onBytes = action;
  }

  /** False the first time. */
  boolean pausedOnce() {
    boolean before = paused;
    paused = true;
    return before;
  }

  synchronized int size() {
    return body.size();
  }

  @Override
  public void ended() {
    atEnd.run();
    end.complete(null);
  }

  @Override
  public void failed(UpstreamFailure failure) {
    end.complete(failure);
  }

  @Override
  public void onException(Throwable bug) {
    end.completeExceptionally(bug);
  }

  /** What has come so far. */
  synchronized String soFar() {
    return body.toString(StandardCharsets.UTF_8);
  }

  /** The status of the answer; -1 where none came. */
  int status() {
    return status.getNow(-1);
  }

  boolean over() {
    return end.isDone();
  }

  boolean answered() {
    return status.isDone();
  }

  /** Waits for the end: why it failed, or null. */
  UpstreamFailure failure() {
    try {
      return end.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
