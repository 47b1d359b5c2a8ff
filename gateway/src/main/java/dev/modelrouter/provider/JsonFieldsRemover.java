package dev.modelrouter.provider;

/**
 * Takes fields out of one JSON object, each with the comma that belongs to it. The object is walked
 * once: {@link #keep} or {@link #cut} for each field in its order, then {@link #end}.
 */
public final class JsonFieldsRemover {
  private final BodyEdits edits;
  private final int open;
  private boolean kept;
  private boolean headCut;
  private int last;

  /**
   * The fields of an object.
   *
   * @param open offset behind its opening brace
   */
  public JsonFieldsRemover(BodyEdits edits, int open) {
    this.edits = edits;
    this.open = open;
    this.last = open;
  }

  /**
   * The next field stays.
   *
   * @param nameFrom offset of its name, behind the quote
   * @param to offset behind its value
   */
  public void keep(int nameFrom, int to) {
    if (headCut) {
      edits.cut(open, nameFrom - 1);
      headCut = false;
    }
    kept = true;
    last = to;
  }

  /**
   * The next field is taken out.
   *
   * @param to offset behind its value
   */
  public void cut(int to) {
    if (kept) {
      edits.cut(last, to);
    } else {
      headCut = true;
    }
    last = to;
  }

  /** The object has no more fields. */
  public void end() {
    if (headCut) {
      edits.cut(open, last);
      headCut = false;
    }
  }
}
