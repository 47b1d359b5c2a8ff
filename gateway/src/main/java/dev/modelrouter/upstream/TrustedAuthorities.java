package dev.modelrouter.upstream;

import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are trusted on connections to providers. */
public final class TrustedAuthorities {
  private TrustedAuthorities() {}

  /**
   * The public authorities that the process trusts, and those of a file. Blocks.
   *
   * @param pem one or more certificates of authorities, as PEM
   * @throws CertificateException if the file cannot be used; its message is a sentence for the
   *     operator
   */
  public static TrustOptions with(Path pem) throws CertificateException {
    Collection<? extends Certificate> own = read(pem);
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (Certificate known : manager(null).getAcceptedIssuers()) {
        all.setCertificateEntry("public-" + number++, known);
      }
      for (Certificate added : own) {
        all.setCertificateEntry("own-" + number++, added);
      }
      return TrustOptions.wrap(manager(all));
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException(pem + " cannot be trusted", e);
    }
  }

  private static Collection<? extends Certificate> read(Path pem) throws CertificateException {
    Collection<? extends Certificate> all;
    try {
      all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)));
    } catch (IOException e) {
      throw new CertificateException(pem + " cannot be read", e);
    } catch (CertificateException e) {
      throw new CertificateException(pem + " holds something that is no PEM certificate", e);
    }
    if (all.isEmpty()) {
      throw new CertificateException(pem + " holds no PEM certificate");
    }
    return all;
  }

  private static X509TrustManager manager(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this Java trusts no X.509 certificates");
  }
}
