package dev.modelrouter.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Addresses at which clouds hand out a machine's own credentials (169.254.169.254 and its kin): no
 * provider lives there, and a base URL that leads there is a mistake or an attack.
 */
public final class MetadataAddressGuard {
  private static final String AWS_IPV6 = "fd00:ec2:0:0:0:0:0:254";
  private static final String GOOGLE = "metadata.google.internal";

  private MetadataAddressGuard() {}

  /**
   * Whether this host name or address, in whatever spelling, is one of them. Asks no name server.
   */
  public static boolean isSpelled(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals(GOOGLE) || name.equals(GOOGLE + ".")) {
      return true;
    }
    InetAddress address = literal(name);
    return address != null
        && (address.isLinkLocalAddress() || address.getHostAddress().equals(AWS_IPV6));
  }

  private static @Nullable InetAddress literal(String host) {
    try {
      return host.indexOf(':') >= 0
          ? InetAddress.ofLiteral(host)
          : Inet4Address.ofPosixLiteral(host);
    } catch (IllegalArgumentException e) {
      // A name, then.
      return null;
    }
  }
}
