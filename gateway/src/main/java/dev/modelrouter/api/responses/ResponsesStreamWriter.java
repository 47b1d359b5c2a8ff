package dev.modelrouter.api.responses;

import dev.modelrouter.api.StreamWriter;
import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.chat.Usage;
import dev.modelrouter.dispatch.CompletionSummary;
import dev.modelrouter.wire.ByteBuilder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One streamed response on its way to the caller: turns what a provider of another dialect said
 * into the events of the Responses API and keeps their bytes until they are taken. One instance a
 * stream; confined to one thread.
 *
 * <p>The events are numbered from 0 and come in the order that the official clients demand: the
 * response, then each item from being added to being done, then the response with everything in it.
 * Only events that these clients know are written, and no end mark.
 */
public final class ResponsesStreamWriter implements StreamWriter {
  private static final int EXTRA_CAPACITY = 1024;

  private final EventWriter events = new EventWriter(EXTRA_CAPACITY, 0);
  private final ResponseObject response;
  private final OutputItems outputItems;
  private final LongSupplier now;
  private byte @Nullable [] whole;
  private boolean started;
  private boolean ended;

  /**
   * A stream of which nothing has been written.
   *
   * @param id tells this answer from all others: letters, digits, {@code _} and {@code -}; part of
   *     the ids of the response ({@code resp_…}) and of its items
   * @param created when the answer began, seconds since 1970
   * @param now tells the time of its end, seconds since 1970
   * @param model the model that answers
   * @param request what is answered
   */
  public ResponsesStreamWriter(
      String id, long created, LongSupplier now, String model, ResponsesRequest request) {
    this.response = new ResponseObject(id, created, model, request.echo());
    this.outputItems = new OutputItems(id, request, events);
    this.now = now;
  }

  @Override
  public void content(ChatEvent.Content piece) {
    requireOpen();
    begin();
    outputItems.add(piece);
  }

  @Override
  public void continuedBy(String provider) {
    requireOpen();
    events.continuedBy(provider);
  }

  /** What is still open, and the response with everything in it. */
  @Override
  public void done(CompletionSummary completionSummary) {
    done(completionSummary.finish(), completionSummary.usage());
  }

  void done(FinishReason finish, @Nullable Usage usage) {
    requireOpen();
    begin();
    ended = true;
    boolean cut = ResponseObject.incomplete(finish) != null;
    outputItems.finish(cut);
    ByteBuilder object = new ByteBuilder(EXTRA_CAPACITY);
    response.ended(object, finish, now.getAsLong(), outputItems, usage);
    byte[] made = object.take();
    whole = made;
    ByteBuilder out = events.begin(cut ? "response.incomplete" : "response.completed");
    events.end(out.append(",\"response\":").append(made));
  }

  /** The response with the items that came whole, and what happened. */
  @Override
  public void failed(GatewayError error) {
    requireOpen();
    begin();
    ended = true;
    ByteBuilder out = events.begin("response.failed").append(",\"response\":");
    response.failed(out, error, outputItems);
    events.end(out);
  }

  /**
   * The response object of an answer that came to its end, as its last event has it: for the memory
   * of answers.
   *
   * @throws IllegalStateException before the end, or after a failure
   */
  public byte[] response() {
    byte[] made = whole;
    if (made == null) {
      throw new IllegalStateException("the answer has not come to its end");
    }
    return made;
  }

  @Override
  public int size() {
    return events.size();
  }

  @Override
  public byte[] take() {
    return events.take();
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has already ended");
    }
  }

  private void begin() {
    if (!started) {
      started = true;
      state("response.created");
      state("response.in_progress");
    }
  }

  private void state(String type) {
    ByteBuilder out = events.begin(type).append(",\"response\":");
    response.inProgress(out);
    events.end(out);
  }
}
