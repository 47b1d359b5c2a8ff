package dev.modelrouter.upstream;

import dev.modelrouter.chat.ErrorCode;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Names the cause of a connection's failure for operators and callers. Says nothing that a peer
 * sent but statuses and names of TLS alerts, and no address.
 */
final class ConnectionFailure {
  private static final String PROXY = "could not be reached through the proxy";
  private static final int MAX_DEPTH = 10;
  private static final Pattern PROXY_STATUS = Pattern.compile("status: (\\d{3})");
  private static final Pattern ALERT = Pattern.compile("fatal alert: ([a-z0-9_]+)");

  private ConnectionFailure() {}

  /** What a proxy's status 407 is told as where it comes as the answer to the request itself. */
  static String proxyStatus(int status) {
    return PROXY
        + (status == 407
            ? ": the proxy demands other credentials (status 407)"
            : ": the proxy refused the connection (status " + status + ")");
  }

  /**
   * The failure of a call.
   *
   * @param sent whether the request may have reached the provider
   * @param beforeHead whether the answer had not begun
   * @param proxied whether there is a proxy before the provider
   */
  static UpstreamFailure of(Throwable failure, boolean sent, boolean beforeHead, boolean proxied) {
    if (isOutOfDescriptors(failure)) {
      return new UpstreamFailure(
          ErrorCode.OUT_OF_DESCRIPTORS,
          sent,
          "was not asked: this gateway has no file descriptor left (ulimit -n)");
    }
    if (isOutOfMemory(failure)) {
      return new UpstreamFailure(
          ErrorCode.OVERLOADED,
          sent,
          "was given up: this gateway has no memory for buffers left (-XX:MaxDirectMemorySize)");
    }
    if (isMalformed(failure)) {
      return new UpstreamFailure(
          ErrorCode.INVALID_RESPONSE, sent, "sent an answer that is not valid HTTP");
    }
    return new UpstreamFailure(
        ErrorCode.CONNECTION_ERROR, sent, describe(failure, sent, beforeHead, proxied));
  }

  /** Whether the bytes that came were no answer of HTTP. */
  static boolean isMalformed(Throwable failure) {
    return failure instanceof IllegalArgumentException || failure instanceof TooLongFrameException;
  }

  /** EMFILE or ENFILE, however deep below what Netty, TLS or the resolver made of it. */
  private static boolean isOutOfDescriptors(Throwable failure) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < MAX_DEPTH; depth++, each = each.getCause()) {
      String message = each.getMessage();
      if (message != null && message.contains("Too many open files")) {
        return true;
      }
    }
    return false;
  }

  /** Memory outside the heap; where the heap is used up the JVM exits. */
  private static boolean isOutOfMemory(Throwable failure) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < MAX_DEPTH; depth++, each = each.getCause()) {
      if (each instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static String describe(
      Throwable failure, boolean sent, boolean beforeHead, boolean proxied) {
    String tls = tls(failure);
    if (tls != null) {
      return "failed the TLS handshake: " + tls;
    }
    if (sent) {
      return beforeHead
          ? "closed the connection before it answered"
          : "broke the connection in the middle of its answer";
    }
    if (failure instanceof ProxyConnectException refused) {
      return proxy(String.valueOf(refused.getMessage()));
    }
    String cause = connect(failure);
    if (proxied) {
      return PROXY + (cause.isEmpty() ? "" : ": " + cause.replace("its ", "the proxy's "));
    }
    return "could not be connected to" + (cause.isEmpty() ? "" : ": " + cause);
  }

  private static String proxy(String message) {
    Matcher status = PROXY_STATUS.matcher(message);
    if (status.find()) {
      return proxyStatus(Integer.parseInt(status.group(1)));
    }
    return message.contains("timeout") ? PROXY + ": the proxy did not answer in time" : PROXY;
  }

  private static String connect(Throwable failure) {
    return switch (failure) {
      case UnknownHostException ignored -> "its host name could not be resolved";
      case ConnectTimeoutException ignored -> "no connection in time";
      case NoRouteToHostException ignored -> "there is no route to its address";
      case ConnectException refused when String.valueOf(refused.getMessage()).contains("refused") ->
          "its port refused the connection";
      default -> "";
    };
  }

  /** Why a handshake failed; null where there was none, or it did not fail. */
  private static @Nullable String tls(Throwable failure) {
    boolean seen = false;
    String cause = "no reason was given";
    Throwable each = failure;
    for (int depth = 0; each != null && depth < MAX_DEPTH; depth++, each = each.getCause()) {
      switch (each) {
        case SslHandshakeTimeoutException ignored -> {
          return "it was not finished in time";
        }
        case NotSslRecordException ignored -> {
          return "the port does not speak TLS";
        }
        case CertificateExpiredException ignored -> {
          return "the certificate has expired";
        }
        case CertificateNotYetValidException ignored -> {
          return "the certificate is not valid yet";
        }
        case CertPathBuilderException ignored -> {
          return "the certificate is signed by an unknown authority (a private one: TLS_CA_FILE)";
        }
        case CertPathValidatorException ignored -> cause = "the certificate is not trusted";
        case CertificateException named when isHostName(named) -> {
          return "the certificate is for another host name";
        }
        case SSLException other -> {
          seen = true;
          cause = named(String.valueOf(other.getMessage()), cause);
        }
        default -> {}
      }
    }
    return seen ? cause : null;
  }

  private static boolean isHostName(CertificateException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.startsWith("No name matching") || message.startsWith("No subject alternative");
  }

  private static String named(String message, String otherwise) {
    Matcher alert = ALERT.matcher(message);
    if (alert.find()) {
      return "the provider sent the alert " + alert.group(1);
    }
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("protocol")) {
      return "no version of TLS in common";
    }
    return lower.contains("closed") ? "the connection was closed during it" : otherwise;
  }
}
