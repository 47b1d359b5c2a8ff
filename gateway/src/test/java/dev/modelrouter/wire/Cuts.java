package dev.modelrouter.wire;

import java.util.Random;

/** Ways to cut bytes into reads. */
public final class Cuts {
  private static final int LARGE = 20_000;

  private Cuts() {}

  /** Takes reads. */
  public interface Reader {
    void feed(byte[] bytes, int offset, int length);
  }

  /** One way of cutting. */
  public interface Cut {
    void feed(byte[] bytes, Reader reader);
  }

  /** Whole; byte by byte; in two at every position (for what is not large); at random. */
  public static Iterable<Cut> of(byte[] bytes) {
    java.util.List<Cut> all = new java.util.ArrayList<>();
    all.add((b, reader) -> reader.feed(b, 0, b.length));
    all.add(
        (b, reader) -> {
          for (int i = 0; i < b.length; i++) {
            reader.feed(new byte[] {0, b[i], 0}, 1, 1);
          }
        });
    if (bytes.length < LARGE) {
      for (int i = 1; i < bytes.length; i++) {
        int at = i;
        all.add(
            (b, reader) -> {
              reader.feed(b.clone(), 0, at);
              reader.feed(b.clone(), at, b.length - at);
            });
      }
    }
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      all.add(
          (b, reader) -> {
            int from = 0;
            while (from < b.length) {
              int length = Math.min(b.length - from, 1 + random.nextInt(60));
              // A read's array is gone after the call: nobody may hold on to it.
              byte[] read = java.util.Arrays.copyOfRange(b, from, from + length);
              reader.feed(read, 0, length);
              java.util.Arrays.fill(read, (byte) '#');
              from += length;
            }
          });
    }
    return all;
  }
}
