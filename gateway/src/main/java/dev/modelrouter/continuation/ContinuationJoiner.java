package dev.modelrouter.continuation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Where two providers' parts of one answer meet: takes what the second says, piece by piece, and
 * tells what of it the caller is to get. What the caller already has is left out, whether the
 * second repeats the last words or the whole answer; a second part that cannot be joined is never
 * let through.
 *
 * <p><b>Implementation notes.</b> The second part may begin anywhere in the text that is there:
 * each word's beginning in the last {@value #TAIL} characters is a candidate, and so is the text's
 * beginning. A candidate dies when it and the second part differ, and decides when all from it to
 * the text's end has been said again. Text is held only while some candidate lives, so never more
 * than is there already. A repetition counts only where it is certain: it has {@value #CERTAIN}
 * characters or more and is found nowhere else in the text. Where it is found elsewhere too,
 * "again" and "once more" look the same: after a prefill that is going on, after an instruction
 * nobody can tell. White space at the end of the text is no part of what is compared: models leave
 * it out or say it again.
 */
public final class ContinuationJoiner {
  private static final int CERTAIN = 8;
  private static final int DIFFERENT = 16;
  private static final int TAIL = 4 * 1024;
  private static final int MAX_BLANKS = 256;

  /** What becomes of a piece. */
  public sealed interface JoinResult {
    /** The caller gets nothing yet. */
    record Buffer() implements JoinResult {}

    /**
     * The caller gets this.
     *
     * @param text possibly with what was held before, possibly empty
     */
    record Emit(String text) implements JoinResult {}

    /**
     * The parts cannot be joined, and the caller gets nothing of the second.
     *
     * @param reason in a few words
     */
    record Mismatch(String reason) implements JoinResult {}
  }

  private enum Stage {
    DECIDING,
    /** Joined, but for blanks that the caller already has. */
    BLANKS,
    JOINED,
    MISMATCHED
  }

  private static final JoinResult BUFFER = new JoinResult.Buffer();

  private final String text;
  private final ContinuationMode mode;

  /** The text without the blanks at its end. */
  private final String core;

  /** Where the second part may begin, in {@link #core}. */
  private final List<Integer> candidates;

  private final StringBuilder buffered = new StringBuilder();
  private Stage stage = Stage.DECIDING;
  private boolean unsure;
  private String blanks = "";

  /**
   * The seam behind this text.
   *
   * @param text what the caller has, at most {@link Continuation#MAX_CHARACTERS}
   * @param mode how the second provider was asked
   */
  public ContinuationJoiner(String text, ContinuationMode mode) {
    this.text = text;
    this.mode = mode;
    this.core = text.stripTrailing();
    this.candidates = candidates();
  }

  private List<Integer> candidates() {
    List<Integer> found = new ArrayList<>();
    found.add(0);
    for (int i = Math.max(1, core.length() - TAIL);
        mode != ContinuationMode.RESTART && i <= core.length() - CERTAIN;
        i++) {
      if (Character.isWhitespace(core.charAt(i - 1)) && !Character.isWhitespace(core.charAt(i))) {
        found.add(i);
      }
    }
    return found;
  }

  /** Whether what came so far is joined, so that the next pieces pass as they are. */
  public boolean joined() {
    return stage == Stage.BLANKS || stage == Stage.JOINED;
  }

  /**
   * Takes the next piece.
   *
   * @throws IllegalStateException behind {@link JoinResult.Mismatch}
   */
  public JoinResult next(String piece) {
    return switch (stage) {
      case DECIDING -> {
        buffered.append(piece);
        yield decide();
      }
      case BLANKS -> new JoinResult.Emit(withoutBlanks(piece));
      case JOINED -> new JoinResult.Emit(piece);
      case MISMATCHED -> throw new IllegalStateException("the parts could not be joined");
    };
  }

  /** The second part is over: what was held is decided now. */
  public JoinResult end() {
    if (stage != Stage.DECIDING) {
      return new JoinResult.Emit("");
    }
    String body = buffered.toString().stripLeading();
    boolean again = candidates.contains(0);
    if (mode == ContinuationMode.RESTART) {
      return mismatch("the answer that began again is shorter");
    }
    if (body.isEmpty()) {
      // Perhaps all was said. But a cut answer must not look like a whole one.
      return mismatch("it says nothing");
    }
    return again && body.length() >= DIFFERENT && core.indexOf(body, 1) < 0
        ? mismatch("the answer that began again is shorter")
        : emitNothing();
  }

  private JoinResult decide() {
    String body = buffered.toString().stripLeading();
    if (body.isEmpty()) {
      return buffered.length() > MAX_BLANKS ? emitNothing() : BUFFER;
    }
    if (MetaCommentaryDetector.opens(body)) {
      return mismatch("it talks about the task");
    }
    for (Iterator<Integer> all = candidates.iterator(); all.hasNext(); ) {
      int from = all.next();
      int length = core.length() - from;
      if (!core.regionMatches(from, body, 0, Math.min(length, body.length()))) {
        all.remove();
      } else if (body.length() >= length) {
        if (certain(from, length)) {
          return join(body.substring(length));
        }
        unsure = true;
        all.remove();
      }
    }
    return !candidates.isEmpty() || MetaCommentaryDetector.mayOpen(body)
        ? BUFFER
        : joinWithoutOverlap(body);
  }

  /** Whether this end of the text, said again, is a repetition and nothing else. */
  private boolean certain(int from, int length) {
    return mode == ContinuationMode.RESTART
        || (length >= CERTAIN && core.indexOf(core.substring(from)) == from);
  }

  private JoinResult joinWithoutOverlap(String body) {
    if (mode == ContinuationMode.RESTART) {
      return mismatch("the answer that began again differs");
    }
    if (unsure && (mode == ContinuationMode.INSTRUCTION || core.length() < CERTAIN)) {
      return mismatch("nobody can tell whether it repeats the end or goes on");
    }
    int same = 0;
    while (same < body.length() && same < core.length() && body.charAt(same) == core.charAt(same)) {
      same++;
    }
    // A beginning that comes again and again is a form, and says nothing.
    return same >= DIFFERENT && core.indexOf(body.substring(0, same), 1) < 0
        ? mismatch("the answer that began again differs")
        : emitNothing();
  }

  private JoinResult join(String rest) {
    return emit(rest, text.substring(core.length()));
  }

  private JoinResult emitNothing() {
    String behind = text.substring(core.length());
    boolean twice =
        behind.equals(" ")
            && buffered.length() > 1
            && buffered.charAt(0) == ' '
            && buffered.charAt(1) != ' '
            && !text.contains("  ");
    // Who continues a prefill was shown the text without the blanks at its end.
    return emit(buffered.toString(), mode == ContinuationMode.PREFILL || twice ? behind : "");
  }

  private JoinResult emit(String rest, String known) {
    buffered.setLength(0);
    blanks = known;
    stage = Stage.BLANKS;
    return new JoinResult.Emit(withoutBlanks(rest));
  }

  private String withoutBlanks(String piece) {
    int same = 0;
    while (same < piece.length()
        && same < blanks.length()
        && piece.charAt(same) == blanks.charAt(same)) {
      same++;
    }
    blanks = same == piece.length() ? blanks.substring(same) : "";
    stage = blanks.isEmpty() ? Stage.JOINED : Stage.BLANKS;
    return piece.substring(same);
  }

  private JoinResult mismatch(String why) {
    buffered.setLength(0);
    stage = Stage.MISMATCHED;
    return new JoinResult.Mismatch(why);
  }
}
