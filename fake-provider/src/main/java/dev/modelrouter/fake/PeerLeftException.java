package dev.modelrouter.fake;

import java.io.IOException;

/** The peer closed its side while a reply was under way. */
final class PeerLeftException extends IOException {
  PeerLeftException() {
    super("the peer left");
  }
}
