package dev.modelrouter;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** The gateway cannot listen where it is told to; its message says where, why, and what to do. */
final class ListenException extends Exception {
  private static final long serialVersionUID = 1L;

  ListenException(String host, int port, Throwable cause) {
    super(
        "cannot listen on "
            + (host.indexOf(':') < 0 ? host : "[" + host + "]")
            + ":"
            + port
            + ": "
            + reason(cause),
        cause);
  }

  private static String reason(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("in use")) {
      return "another process listens there; stop it, or set PORT to another port";
    }
    if (text.contains("permission denied")) {
      return "this user may not; set PORT to 1024 or above";
    }
    if (text.contains("cannot assign") || text.contains("can't assign")) {
      return "no interface of this machine has that address; set HOST to one that it has, or to"
          + " 0.0.0.0";
    }
    if (cause instanceof UnknownHostException
        || cause instanceof UnresolvedAddressException
        || text.contains("resolve")) {
      return "the host name is not known; set HOST to an address of this machine";
    }
    return cause.toString();
  }
}
