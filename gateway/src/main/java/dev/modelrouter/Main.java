package dev.modelrouter;

import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.ConfiguredSecrets;
import dev.modelrouter.config.SecretFiles;
import dev.modelrouter.config.Settings;
import dev.modelrouter.telemetry.Logging;
import dev.modelrouter.telemetry.Redactor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code modelrouter}: starts a gateway and stops it on SIGTERM. */
public final class Main {
  private static final int EXIT_FAILURE = 1;
  private static final int EXIT_USAGE = 2;
  private static final long CLOSE_SECONDS = 5;
  private static final String USAGE =
      """
      modelrouter            start the gateway; settings come from the environment, from .env and
                             from modelrouter.yaml
      modelrouter validate [file]
                             say what is wrong with the settings and with modelrouter.yaml, or that
                             all is well; status 0 or 1
      modelrouter explain --model NAME [--file REQUEST] [--header NAME=VALUE]… [--seed NUMBER]
                             say where a request in OpenAI's words would go and why, asking nobody
      modelrouter explain --verify RECORD
                             make the choice of a decision record again; status 0 if it is the same
      modelrouter --version  print the version
      modelrouter --help     print this
      modelrouter --train    exercise the gateway for a moment and exit (used by the build)
      """;

  private Main() {}

  /** Starts. Exit status 0 after SIGTERM, 1 when it cannot start, 2 for a wrong argument. */
  public static void main(String[] args) {
    String command = args.length == 0 ? "" : args[0];
    switch (command) {
      case "" -> System.exit(run(configuration()));
      case "explain" -> System.exit(Explain.run(args, configuration()));
      case "validate" -> System.exit(validate(args));
      case "--train" -> System.exit(AotWarmup.run());
      case "--version" -> System.out.println(Version.read());
      case "--help", "-h" -> System.out.print(USAGE);
      default -> {
        System.err.print("unknown argument " + command + "\n" + USAGE);
        System.exit(EXIT_USAGE);
      }
    }
  }

  private static ConfigurationSources configuration() {
    return ConfigurationSources.of(System.getenv(), Path.of(".env"));
  }

  private static int validate(String[] args) {
    ConfigurationSources usual = configuration();
    return validate(args.length > 1 ? usual.with(Path.of(args[1])) : usual, System.out, System.err);
  }

  /** Says what is wrong with a configuration, or that all is well. Exit status 0 or 1. */
  static int validate(ConfigurationSources configurationSources, PrintStream out, PrintStream err) {
    try {
      Settings settings = configurationSources.read();
      SettingsWarnings.of(settings).forEach(warning -> out.println("warning: " + warning));
      out.println(
          "all is well: "
              + counted(settings.providers().size(), "provider")
              + " in use, "
              + counted(settings.routes().size(), "route"));
      return 0;
    } catch (ConfigurationException e) {
      err.println(e.getMessage());
      return EXIT_FAILURE;
    }
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static int run(ConfigurationSources configurationSources) {
    List<FileState> asRead = new ArrayList<>(FileState.of(configurationSources.files()));
    SecretFiles secretFiles = new SecretFiles();
    ConfigurationTexts texts;
    Settings settings;
    try {
      texts = configurationSources.texts();
      settings = configurationSources.read(texts, secretFiles);
    } catch (ConfigurationException e) {
      System.err.println("modelrouter: " + e.getMessage());
      return EXIT_FAILURE;
    }
    asRead.addAll(FileState.of(secretFiles.paths()));
    String problem = ContainerCheck.problem(settings, System.getenv(), Main::exists);
    if (problem != null) {
      System.err.println("modelrouter: cannot start: " + problem);
      return EXIT_FAILURE;
    }
    Logging logging = logging(settings, new FileOutputStream(FileDescriptor.out));
    try {
      return serve(
          settings,
          new ReloadedConfiguration(configurationSources, texts, secretFiles),
          asRead,
          logging);
    } finally {
      logging.close();
    }
  }

  private static boolean exists(String path) {
    return Files.exists(Path.of(path));
  }

  private static int serve(
      Settings settings, ReloadedConfiguration reloaded, List<FileState> asRead, Logging logging) {
    Logger log = LoggerFactory.getLogger(Main.class);
    Vertx vertx = vertx();
    try {
      Gateway gateway =
          Gateway.start(
                  vertx,
                  settings,
                  () -> {
                    Settings changed = reloaded.call();
                    logging.hide(ConfiguredSecrets.of(changed));
                    return changed;
                  },
                  eventLoops(),
                  logging::droppedLines)
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      ConfigReloader configReloader = gateway.reload();
      if (configReloader != null) {
        configReloader.watch(reloaded::files, asRead);
        Signals.handle(
            "HUP",
            () ->
                // What came of it is in the log.
                configReloader
                    .now()
                    .onFailure(failure -> log.debug("SIGHUP: {}", failure.toString())));
      }
      ShutdownHook.awaitSignal(
          gateway::hastenStop,
          () -> {
            await(
                gateway.stop(),
                settings.shutdownDelay().plus(settings.shutdownGrace()).toSeconds()
                    + CLOSE_SECONDS);
            await(vertx.close(), CLOSE_SECONDS);
            logging.close();
          });
      return 0;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      log.error("cannot start: {}", cause.getMessage());
      System.err.println("modelrouter: cannot start: " + cause.getMessage());
      await(vertx.close(), CLOSE_SECONDS);
      return EXIT_FAILURE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return EXIT_FAILURE;
    }
  }

  /** Takes the process's log over, with these settings. */
  static Logging logging(Settings settings, OutputStream out) {
    return Logging.configure(
        settings.logLevel(),
        new Redactor(ConfiguredSecrets.of(settings)),
        settings.development(),
        out);
  }

  /** Event loops that carry exchanges: one for each core. */
  static int eventLoops() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The event loops, on epoll where it loads. */
  static Vertx vertx() {
    // The JDK's resolver knows /etc/hosts, search domains and every name service the system does.
    System.setProperty("vertx.disableDnsResolver", "true");
    System.setProperty("vertx.disableMetrics", "true");
    System.setProperty("vertx.disableWebsockets", "true");
    // Two looks at the clock for each event, to warn of loops that are blocked; nothing blocks
    // here.
    System.setProperty("vertx.disableContextTimings", "true");
    return Vertx.vertx(
        new VertxOptions()
            .setPreferNativeTransport(true)
            // All classes have one loader: to set it for each event would change nothing.
            .setDisableTCCL(true)
            .setEventLoopPoolSize(eventLoops())
            .setWorkerPoolSize(4)
            .setInternalBlockingPoolSize(4));
  }

  private static void await(io.vertx.core.Future<?> future, long seconds) {
    try {
      var done = future.toCompletionStage().toCompletableFuture();
      var ignored = done.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LoggerFactory.getLogger(Main.class).warn("did not stop cleanly: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
