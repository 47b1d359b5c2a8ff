package dev.modelrouter;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks when the process gets a signal.
 *
 * <p>Implementation notes. Java has no other way to a signal than {@code sun.misc.Signal}, which
 * every JDK exports (module jdk.unsupported). It is named at run time only, since the compiler's
 * warning of it cannot be turned off, and warnings are errors here.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs a task at each signal of this name, in place of what the JVM would do.
   *
   * @param name without SIG: {@code HUP}
   */
  static void handle(String name, Runnable task) {
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
      Object named = signal.getConstructor(String.class).newInstance(name);
      Object before = signal.getMethod("handle", signal, handler).invoke(null, named, onSignal);
      log.debug("SIG{} is handled here in place of {}", name, before);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.warn("SIG{} cannot be handled here: {}", name, e.toString());
    }
  }
}
