package dev.modelrouter.api.responses;

import dev.modelrouter.wire.ByteBuilder;

/**
 * One item of an answer's output while it grows: takes pieces at any time, tells of them in events
 * when its turn has come, and repeats itself in full at its end.
 */
abstract sealed class OutputItem permits MessageItem, ReasoningItem, FunctionCallItem, ImageItem {
  private final String id;
  private final int index;
  private final StringBuilder text = new StringBuilder();
  private int written;
  private boolean announced;
  private boolean finished;
  private String status = "in_progress";

  /**
   * An item of which nothing is known.
   *
   * @param id tells it from all other items
   * @param index its place in the output, from 0
   */
  OutputItem(String id, int index) {
    this.id = id;
    this.index = index;
  }

  final String id() {
    return id;
  }

  /** What there is of it so far: what was said or thought, or the arguments of a call. */
  final String text() {
    return text.toString();
  }

  final String status() {
    return status;
  }

  final boolean finished() {
    return finished;
  }

  /** Takes a piece. */
  void add(String piece) {
    text.append(piece);
  }

  /** Tells all that has not been told yet. */
  final void write(EventWriter events) {
    if (!announced) {
      announced = true;
      item(events, "response.output_item.added");
      announce(events);
    }
    if (written < text.length()) {
      String piece = text.substring(written);
      written = text.length();
      delta(events, piece);
    }
  }

  /**
   * Tells that it is whole.
   *
   * @param status how it ended
   */
  final void finish(EventWriter events, String status) {
    this.status = status;
    finished = true;
    close(events);
    item(events, "response.output_item.done");
  }

  private void item(EventWriter events, String type) {
    ByteBuilder out = events.begin(type);
    out.append(",\"output_index\":").append(Integer.toString(index)).append(",\"item\":");
    write(out);
    events.end(out);
  }

  /** Begins an event about this item. */
  final ByteBuilder about(EventWriter events, String type) {
    return events
        .begin(type)
        .append(",\"item_id\":\"")
        .append(id)
        .append("\",\"output_index\":")
        .append(Integer.toString(index));
  }

  /**
   * Whether nothing more belongs to it.
   *
   * @param last whether nothing else has begun since
   */
  abstract boolean over(boolean last);

  /**
   * How it ends with the answer.
   *
   * @param last whether it is the last item
   */
  String ending(boolean cut, boolean last) {
    return cut && last ? "incomplete" : "completed";
  }

  /** Tells what follows its being added. */
  abstract void announce(EventWriter events);

  abstract void delta(EventWriter events, String piece);

  /** Tells what comes before its being done. */
  abstract void close(EventWriter events);

  /** Appends the item as far as it is. */
  abstract void write(ByteBuilder out);
}
