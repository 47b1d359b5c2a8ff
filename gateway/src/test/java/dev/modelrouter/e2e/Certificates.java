package dev.modelrouter.e2e;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for this machine, made when they are needed. */
final class Certificates {

  private Certificates() {}

  /** One that signs itself, for {@code localhost}, the loopback address and this name. */
  static X509Bundle of(CertificateBuilder.Algorithm algorithm, String name) {
    try {
      return new CertificateBuilder()
          .algorithm(algorithm)
          .subject("CN=" + name)
          .setIsCertificateAuthority(true)
          .addSanDnsName("localhost")
          .addSanDnsName(name)
          .addSanIpAddress("127.0.0.1")
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyStore store(X509Bundle bundle) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("trusted", bundle.getCertificate());
    return store;
  }

  /** TLS as somebody speaks it who trusts this one only. */
  static SSLContext trusting(X509Bundle bundle) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store(bundle));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
