package dev.modelrouter.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether the files of a certificate have changed, and puts the new one to
 * use. A pair that cannot be used is logged once, and the old one stays.
 *
 * <p>Implementation notes. It looks at the files' times and sizes, which follows links as
 * certificate managers lay them; watching directories would miss those and needs a thread. All that
 * blocks is done by the workers. Connections that are open keep the certificate they began with.
 */
public final class CertificateReloader {
  private static final Logger log = LoggerFactory.getLogger(CertificateReloader.class);

  /** What a change of a file shows in; null stands for a file that cannot be seen. */
  private record FilePair(@Nullable FileStamp certificate, @Nullable FileStamp key) {}

  private final Vertx vertx;
  private final Path certificate;
  private final Path key;
  private final Function<ServerCertificate, Future<Boolean>> use;
  private FilePair seen;
  private boolean looking;

  /**
   * A watch that does nothing yet.
   *
   * @param use puts a certificate to use
   */
  private CertificateReloader(
      Vertx vertx,
      Path certificate,
      Path key,
      FilePair seen,
      Function<ServerCertificate, Future<Boolean>> use) {
    this.vertx = vertx;
    this.certificate = certificate;
    this.key = key;
    this.seen = seen;
    this.use = use;
  }

  /**
   * Watches on the current event loop for as long as Vert.x lives.
   *
   * @param period between two looks
   * @param use puts a changed certificate to use
   */
  public static void start(
      Vertx vertx,
      Path certificate,
      Path key,
      Duration period,
      Function<ServerCertificate, Future<Boolean>> use) {
    CertificateReloader watch =
        new CertificateReloader(vertx, certificate, key, new FilePair(null, null), use);
    // The first look finds a change in any case: the files may have changed since they were read.
    vertx.setPeriodic(period.toMillis(), ignored -> watch.look());
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(this::changed, false)
        .compose(this::use)
        .onComplete(
            ignored -> looking = false,
            failure -> {
              looking = false;
              log.atError()
                  .addKeyValue("problem", failure.getMessage())
                  .log("the changed TLS certificate cannot be used: the old one stays");
            });
  }

  private Future<?> use(@Nullable ServerCertificate changed) {
    return changed == null
        ? Future.succeededFuture()
        : use.apply(changed)
            .onSuccess(
                another -> {
                  if (another) {
                    log.atInfo()
                        .addKeyValue("until", changed.notAfter())
                        .log("the new TLS certificate is in use");
                  }
                });
  }

  /** The new certificate, or null when nothing has changed. */
  private @Nullable ServerCertificate changed() throws CertificateException {
    FilePair now = new FilePair(FileStamp.of(certificate), FileStamp.of(key));
    if (now.equals(seen)) {
      return null;
    }
    seen = now;
    return ServerCertificate.read(vertx, certificate, key);
  }
}
