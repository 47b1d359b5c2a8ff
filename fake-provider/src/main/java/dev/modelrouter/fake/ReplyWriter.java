package dev.modelrouter.fake;

import java.io.IOException;

/** One reply ready to be carried out. */
@FunctionalInterface
interface ReplyWriter {

  /**
   * Carries it out to its end, however long that takes.
   *
   * @throws PeerLeftException if the peer went away meanwhile
   * @throws IOException if writing failed, which means the same
   */
  void play(ReplyChannel replyChannel) throws IOException;
}
