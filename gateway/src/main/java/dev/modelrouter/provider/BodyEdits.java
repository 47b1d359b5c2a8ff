package dev.modelrouter.provider;

import dev.modelrouter.wire.ByteBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Changes to a caller's JSON of which every other byte stays as it is. A change within bytes that
 * another takes out is lost; those to the same place are made in their order.
 */
public final class BodyEdits {
  /** What stands between two offsets becomes this text, a JSON string where {@code quoted}. */
  private record Edit(int from, int to, String text, boolean quoted) {}

  private final byte[] bytes;
  private final List<Edit> edits = new ArrayList<>(4);

  /** No change yet. */
  public BodyEdits(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The JSON to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Puts JSON in the place of these bytes. */
  public void replace(int from, int to, String json) {
    edits.add(new Edit(from, to, json, false));
  }

  /** Puts a string in the place of these bytes. */
  public void replaceString(int from, int to, String value) {
    edits.add(new Edit(from, to, value, true));
  }

  /** Puts JSON before this byte. */
  public void insert(int at, String json) {
    replace(at, at, json);
  }

  /** Takes these bytes out. */
  public void cut(int from, int to) {
    replace(from, to, "");
  }

  /** Bytes of the result, where no escapes are needed. */
  private int length() {
    int length = bytes.length;
    for (Edit edit : edits) {
      length += edit.text().length() + (edit.quoted() ? 2 : 0) - (edit.to() - edit.from());
    }
    return length;
  }

  /** The changed JSON; the caller's own bytes where nothing is changed. */
  public byte[] write() {
    if (edits.isEmpty()) {
      return bytes;
    }
    if (edits.size() > 1) {
      // What is put in stands before what is taken out at the same place, and stays in its order.
      edits.sort(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::to));
    }
    ByteBuilder out = new ByteBuilder(Math.max(16, length()));
    int done = 0;
    for (Edit edit : edits) {
      if (edit.from() < done) {
        // It lies in what was taken out.
        continue;
      }
      out.append(bytes, done, edit.from());
      if (edit.quoted()) {
        out.appendJson(edit.text());
      } else {
        out.append(edit.text());
      }
      done = edit.to();
    }
    return out.append(bytes, done, bytes.length).take();
  }
}
