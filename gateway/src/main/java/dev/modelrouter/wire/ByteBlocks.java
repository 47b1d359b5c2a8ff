package dev.modelrouter.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body of unknown length that is collected read by read and joined once. A body of one read,
 * which nearly all are, is used as it is; small reads share blocks, so that what is held is at most
 * twice what was read. Confined to one thread.
 */
public final class ByteBlocks {
  private static final int BLOCK_BYTES = 16 * 1024;
  private static final byte[] EMPTY = {};

  private byte @Nullable [] only;
  private @Nullable List<byte[]> full;
  private byte[] open = EMPTY;
  private int openLength;
  private int size;

  /** Appends a read, which nobody changes from here on. */
  public void add(byte[] read) {
    if (read.length == 0) {
      return;
    }
    size = Math.addExact(size, read.length);
    List<byte[]> blocks = full;
    if (blocks == null) {
      byte[] first = only;
      if (first == null) {
        only = read;
        return;
      }
      blocks = new ArrayList<>();
      full = blocks;
      only = null;
      append(blocks, first);
    }
    append(blocks, read);
  }

  private void append(List<byte[]> blocks, byte[] read) {
    if (openLength + read.length <= open.length) {
      System.arraycopy(read, 0, open, openLength, read.length);
      openLength += read.length;
      return;
    }
    close(blocks);
    if (read.length >= BLOCK_BYTES / 2) {
      blocks.add(read);
    } else {
      open = new byte[BLOCK_BYTES];
      System.arraycopy(read, 0, open, 0, read.length);
      openLength = read.length;
    }
  }

  private void close(List<byte[]> blocks) {
    if (openLength > 0) {
      blocks.add(openLength == open.length ? open : Arrays.copyOf(open, openLength));
    }
    open = EMPTY;
    openLength = 0;
  }

  /** Bytes appended. */
  public int size() {
    return size;
  }

  /** All that was appended; nothing is held any more. */
  public byte[] take() {
    byte[] first = only;
    List<byte[]> blocks = full;
    byte[] all;
    if (blocks == null) {
      all = first == null ? EMPTY : first;
    } else {
      close(blocks);
      all = new byte[size];
      int at = 0;
      for (int i = 0; i < blocks.size(); i++) {
        byte[] block = blocks.get(i);
        System.arraycopy(block, 0, all, at, block.length);
        at += block.length;
        // What is copied can go before the rest is.
        blocks.set(i, EMPTY);
      }
    }
    clear();
    return all;
  }

  /** Drops all that was appended. */
  public void clear() {
    only = null;
    full = null;
    open = EMPTY;
    openLength = 0;
    size = 0;
  }
}
