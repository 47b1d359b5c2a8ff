package dev.modelrouter.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom no proxy stands before: {@code NO_PROXY}, as Go's {@code httpproxy} reads it, since there is
 * no standard.
 *
 * <p>Entries are separated by commas or blanks. {@code *} is everybody; {@code example.com} is that
 * name and all below it; {@code .example.com} and {@code *.example.com} are those below it only;
 * addresses and networks ({@code 10.0.0.0/8}) match addresses that are written as such, since names
 * are not looked up for this. Names and addresses may end with a port. This machine itself ({@code
 * localhost}, names below it, loopback addresses) is always covered.
 */
public record NoProxy(List<Entry> entries) {
  public NoProxy {
    entries = List.copyOf(entries);
  }

  /** One entry. */
  public sealed interface Entry {
    /** Whether this endpoint is meant; {@code address} is null where {@code host} is a name. */
    boolean covers(String host, @Nullable InetAddress address, int port);
  }

  /** {@code *}. */
  public record All() implements Entry {
    @Override
    public boolean covers(String host, @Nullable InetAddress address, int port) {
      return true;
    }
  }

  /**
   * A name.
   *
   * @param name lower case, without a dot before it
   * @param itself whether the name itself is meant beside those below it
   * @param port 0 for any
   */
  public record Domain(String name, boolean itself, int port) implements Entry {
    @Override
    public boolean covers(String host, @Nullable InetAddress address, int port) {
      return (this.port == 0 || this.port == port)
          && ((itself && host.equals(name)) || host.endsWith("." + name));
    }
  }

  /**
   * An address or a network.
   *
   * @param network its first address
   * @param bits how many of its first bits count
   * @param port 0 for any
   */
  public record Network(InetAddress network, int bits, int port) implements Entry {
    @Override
    public boolean covers(String host, @Nullable InetAddress address, int port) {
      if (address == null || (this.port != 0 && this.port != port)) {
        return false;
      }
      byte[] mine = network.getAddress();
      byte[] other = address.getAddress();
      if (mine.length != other.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        if (((mine[i / 8] ^ other[i / 8]) & (0x80 >> (i % 8))) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Reads the list.
   *
   * @throws IllegalArgumentException for a network or port that there cannot be
   */
  public static NoProxy parse(String text) {
    List<Entry> entries = new ArrayList<>();
    for (String part : text.toLowerCase(Locale.ROOT).replace(',', ' ').split(" +", -1)) {
      if (!part.isBlank()) {
        entries.add(entry(part.strip()));
      }
    }
    return new NoProxy(entries);
  }

  /** Whether no proxy stands before this endpoint. */
  public boolean covers(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    InetAddress address = address(name);
    if (name.equals("localhost")
        || name.endsWith(".localhost")
        || (address != null && address.isLoopbackAddress())) {
      return true;
    }
    for (Entry entry : entries) {
      if (entry.covers(name, address, port)) {
        return true;
      }
    }
    return false;
  }

  private static Entry entry(String text) {
    if (text.equals("*")) {
      return new All();
    }
    int slash = text.indexOf('/');
    if (slash >= 0) {
      InetAddress network = address(text.substring(0, slash));
      if (network == null) {
        throw new IllegalArgumentException("has a network without an address");
      }
      int max = network.getAddress().length * 8;
      return new Network(network, number(text.substring(slash + 1), max, "network"), 0);
    }
    InetAddress whole = address(text);
    if (whole != null) {
      return new Network(whole, whole.getAddress().length * 8, 0);
    }
    int colon = text.lastIndexOf(':');
    int port = colon < 0 ? 0 : number(text.substring(colon + 1), 65_535, "port");
    String host = colon < 0 ? text : text.substring(0, colon);
    InetAddress address = address(host);
    if (address != null) {
      return new Network(address, address.getAddress().length * 8, port);
    }
    String name = host.startsWith("*.") ? host.substring(1) : host;
    boolean below = name.startsWith(".");
    return new Domain(below ? name.substring(1) : name, !below, port);
  }

  private static int number(String text, int max, String what) {
    int number = -1;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      // Said below.
    }
    if (number < 0 || number > max) {
      throw new IllegalArgumentException("has a " + what + " that there cannot be");
    }
    return number;
  }

  private static @Nullable InetAddress address(String text) {
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    String bare = brackets ? text.substring(1, text.length() - 1) : text;
    try {
      return InetAddress.ofLiteral(bare);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
