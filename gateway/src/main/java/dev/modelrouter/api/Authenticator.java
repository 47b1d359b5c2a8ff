package dev.modelrouter.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Names the caller of a request: by its API key, or by its address where no key is needed. A key
 * may be presented as bearer token (RFC 6750, 2.1) or in the header of Anthropic's or Google's
 * SDKs; of several any that is right is enough, since SDKs send their own header whatever is
 * configured beside it.
 */
public final class Authenticator {
  private static final String SCHEME = "bearer ";
  private static final Authentication MISSING =
      new Authentication.Denied(Authentication.Reason.MISSING, null);
  private static final Authentication WRONG =
      new Authentication.Denied(Authentication.Reason.WRONG, null);

  private final Supplier<AccessKeys> keys;
  private final FailedKeys failures;

  /**
   * An authenticator.
   *
   * @param keys those that are valid now; looked at for each request, since they may change
   * @param failures counts wrong keys; one for each kind of key, since who has one kind must not be
   *     trusted when guessing another
   */
  public Authenticator(Supplier<AccessKeys> keys, FailedKeys failures) {
    this.keys = keys;
    this.failures = failures;
  }

  /** Whether everybody may call, since there is no key. */
  public boolean open() {
    return keys.get().open();
  }

  /**
   * Checks a call. What is denied is reported to the call's listener.
   *
   * @param further a key that was presented elsewhere than in a header, or null
   */
  public Authentication authenticate(Call call, @Nullable String further) {
    AccessKeys valid = keys.get();
    if (valid.open()) {
      return new Authentication.Accepted("address:" + call.address());
    }
    HttpServerRequest request = call.request();
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    String bearer =
        header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? header.substring(SCHEME.length()).strip()
            : null;
    Authentication.Accepted caller = caller(valid, bearer);
    if (caller != null) {
      return accepted(call, caller);
    }
    String anthropic = request.getHeader("x-api-key");
    String google = request.getHeader("x-goog-api-key");
    for (String other : Arrays.asList(anthropic, google, further)) {
      caller = caller(valid, other);
      if (caller != null) {
        return accepted(call, caller);
      }
    }
    return denied(call, bearer != null || anthropic != null || google != null || further != null);
  }

  private static Authentication.@Nullable Accepted caller(
      AccessKeys valid, @Nullable String presented) {
    return presented == null ? null : valid.caller(presented);
  }

  private Authentication accepted(Call call, Authentication.Accepted caller) {
    if (call.connectionAuthenticatedBy(failures)) {
      return caller;
    }
    Duration wait = failures.succeeded(call);
    if (wait != null) {
      return limited(call, wait);
    }
    call.authenticateConnection(failures);
    return caller;
  }

  private Authentication denied(Call call, boolean presented) {
    Duration wait = presented ? failures.failed(call) : null;
    if (wait != null) {
      return limited(call, wait);
    }
    call.denied(presented ? Authentication.Reason.WRONG : Authentication.Reason.MISSING);
    return presented ? WRONG : MISSING;
  }

  private static Authentication limited(Call call, Duration wait) {
    call.denied(Authentication.Reason.LIMITED);
    return new Authentication.Denied(Authentication.Reason.LIMITED, wait);
  }
}
