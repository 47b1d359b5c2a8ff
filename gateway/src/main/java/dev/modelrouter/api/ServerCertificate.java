package dev.modelrouter.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that callers are shown, with its chain and its key: read from two PEM files and
 * found to belong together, so that a pair of which only one file has been renewed yet is never
 * used.
 */
public final class ServerCertificate {
  private static final byte[] PROBE = {1, 2, 3, 4, 5, 6, 7, 8};

  private final PemKeyCertOptions pair;
  private final Instant notAfter;

  private ServerCertificate(PemKeyCertOptions pair, Instant notAfter) {
    this.pair = pair;
    this.notAfter = notAfter;
  }

  /**
   * Reads the two files. Blocks.
   *
   * @param certificate PEM, the server's own certificate first, then those between it and the root
   * @param key PEM, not encrypted: PKCS#8, RSA or EC
   * @throws CertificateException if they cannot be used; its message is a sentence for the operator
   *     and holds nothing of the key
   */
  public static ServerCertificate read(Vertx vertx, Path certificate, Path key)
      throws CertificateException {
    byte[] certificateBytes = bytes(certificate);
    X509Certificate own = own(certificate, certificateBytes);
    PemKeyCertOptions pair =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(certificateBytes))
            .addKeyValue(Buffer.buffer(bytes(key)));
    PublicKey publicKey = own.getPublicKey();
    PrivateKey privateKey = privateKey(vertx, pair, publicKey.getAlgorithm(), key);
    if (privateKey == null || !belong(publicKey, privateKey)) {
      throw new CertificateException(key + " is not the key of the certificate in " + certificate);
    }
    return new ServerCertificate(pair, own.getNotAfter().toInstant());
  }

  private static byte[] bytes(Path file) throws CertificateException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CertificateException(file + " cannot be read", e);
    }
  }

  private static X509Certificate own(Path file, byte[] pem) throws CertificateException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate first : factory.generateCertificates(new ByteArrayInputStream(pem))) {
        if (first instanceof X509Certificate own) {
          return own;
        }
      }
    } catch (CertificateException e) {
      throw new CertificateException(file + " holds something that is no PEM certificate", e);
    }
    throw new CertificateException(file + " holds no PEM certificate");
  }

  private static @Nullable PrivateKey privateKey(
      Vertx vertx, PemKeyCertOptions pair, String algorithm, Path file)
      throws CertificateException {
    KeyManager[] managers;
    try {
      managers = pair.getKeyManagerFactory(vertx).getKeyManagers();
    } catch (Exception e) {
      // Vert.x declares no narrower type here.
      throw new CertificateException(
          file + " holds no PEM key that is not encrypted (PKCS#8, RSA or EC)", e);
    }
    for (KeyManager manager : managers) {
      if (manager instanceof X509KeyManager keys) {
        String[] aliases = keys.getServerAliases(algorithm, null);
        if (aliases != null && aliases.length > 0) {
          return keys.getPrivateKey(aliases[0]);
        }
      }
    }
    return null;
  }

  private static boolean belong(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** When it expires. */
  public Instant notAfter() {
    return notAfter;
  }

  void addTo(HttpServerOptions options) {
    options.setSsl(true).setUseAlpn(true).setKeyCertOptions(pair);
  }

  ServerSSLOptions options() {
    ServerSSLOptions options = new ServerSSLOptions();
    options
        .setKeyCertOptions(pair)
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"));
    return options;
  }
}
