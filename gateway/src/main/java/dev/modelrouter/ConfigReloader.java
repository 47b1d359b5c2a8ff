package dev.modelrouter;

import static java.util.Objects.requireNonNull;

import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.Settings;
import dev.modelrouter.telemetry.ReloadCounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a changed configuration to use: whole or not at all, and one at a time, so that what was
 * read last is what counts. Exchanges under way keep the one they began with. Files that change are
 * read once they have settled, and never while they are being written.
 */
final class ConfigReloader {
  private static final Logger log = LoggerFactory.getLogger(ConfigReloader.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Between two looks at files that are read at once, without the watch. */
  private static final long UNTOUCHED_MILLIS = 50;

  private static final int MAX_READS = 20;

  /**
   * The first files are those of settings; the others hold a secret each, often without a break.
   */
  private static final int WITH_LINES = 2;

  /**
   * What came of it.
   *
   * @param providers those in use, in fallback order
   * @param routes their names
   * @param restart settings that have changed too, but count only from the next start on
   */
  record Report(List<String> providers, List<String> routes, List<String> restart) {}

  private final Vertx vertx;
  private final Callable<Settings> source;
  private final LongSupplier nanoClock;
  private final Settings started;
  private final Consumer<Settings> use;
  private final Object reading = new Object();
  private Supplier<List<Path>> files = List::of;
  private FileChangeDebouncer settling = new FileChangeDebouncer(List.of());
  private List<Path> unended = List.of();
  private Settings used;
  private volatile List<String> restart = List.of();
  private volatile List<String> waitingFor = List.of();
  private volatile ReloadCounts counts = ReloadCounts.NONE;

  /**
   * Reloading from here.
   *
   * @param source reads the configuration; may block
   * @param started what the process began with
   * @param use takes the new one over
   */
  ConfigReloader(
      Vertx vertx,
      Callable<Settings> source,
      LongSupplier nanoClock,
      Settings started,
      Consumer<Settings> use) {
    this.vertx = vertx;
    this.source = source;
    this.nanoClock = nanoClock;
    this.started = started;
    this.used = started;
    this.use = use;
  }

  /**
   * Reads the configuration and puts it to use, unless it is being written at this moment.
   *
   * @return what came of it; fails with {@link ConfigurationException} if it cannot be used, and
   *     then nothing has changed
   */
  Future<Report> now() {
    return vertx.executeBlocking(this::readAtOnce, false).map(Objects::requireNonNull);
  }

  /** How often that happened, and how it ended. */
  ReloadCounts counts() {
    return counts;
  }

  /** Settings that have changed, but are used only after a restart. */
  List<String> restartPending() {
    return restart;
  }

  /** What a change takes away that waits until it is complete; empty if none waits. */
  List<String> waitingFor() {
    return waitingFor;
  }

  private Report readAtOnce() throws Exception {
    synchronized (reading) {
      try {
        return put(untouched());
      } catch (Exception e) {
        throw refused(e);
      }
    }
  }

  /** The configuration, from files that nobody touched while they were read. */
  private Settings untouched() throws Exception {
    for (int i = 0; i < MAX_READS; i++) {
      List<Path> paths = files.get();
      List<FileState> before = FileState.of(paths);
      Settings settings = null;
      Exception problem = null;
      try {
        settings = requireNonNull(source.call());
      } catch (ConfigurationException e) {
        problem = e;
      }
      if (!paths.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(UNTOUCHED_MILLIS);
      }
      if (before.equals(FileState.of(paths))) {
        read(paths, before);
        if (problem != null) {
          throw problem;
        }
        return requireNonNull(settings);
      }
    }
    throw new ConfigurationException("the files are being written; try again when that is done");
  }

  /** Some editors never end the last line; where it was not ended before that is no sign. */
  private void noteEnds() {
    unended = files.get().stream().filter(ConfigReloader::endsWithinLine).toList();
  }

  /** Notes that the files were read; other secrets than before may stand in other files. */
  private void read(List<Path> paths, List<FileState> states) {
    List<Path> now = files.get();
    settling.read(now.equals(paths) ? states : FileState.of(now));
  }

  private Report put(Settings settings) {
    ReloadGuard.check(used, settings);
    boolean changed = !settings.equals(used);
    if (changed) {
      use.accept(settings);
      used = settings;
    }
    noteEnds();
    restart = RestartSettings.changed(started, settings);
    waitingFor = List.of();
    counts =
        (changed ? counts.another() : counts.anotherUnchanged()).restartPending(restart.size());
    Report report =
        new Report(
            settings.providers().stream().map(provider -> provider.id()).toList(),
            settings.routes().stream().map(route -> route.route().name().text()).toList(),
            restart);
    log.atInfo()
        .addKeyValue("providers", String.join(",", report.providers()))
        .addKeyValue("routes", String.join(",", report.routes()))
        .log(changed ? "the changed configuration is in use" : "the configuration is unchanged");
    if (!restart.isEmpty()) {
      log.atWarn()
          .addKeyValue("need_restart", String.join(",", restart))
          .log("settings have changed that need a restart");
    }
    return report;
  }

  private Exception refused(Exception failure) {
    counts = counts.anotherRefused();
    waitingFor = List.of();
    log.atError()
        .addKeyValue(
            "problem", failure instanceof ConfigurationException ? failure.getMessage() : failure)
        .log("the changed configuration cannot be used: the old one stays");
    return failure;
  }

  /**
   * Notes the files that the configuration stands in; how they were when it was read, or before.
   */
  void readsFrom(Supplier<List<Path>> watched, List<FileState> asRead) {
    synchronized (reading) {
      files = watched;
      settling = new FileChangeDebouncer(asRead);
      noteEnds();
    }
  }

  /**
   * Looks every second whether one of these files has changed, for as long as Vert.x lives.
   *
   * @param asRead how they were when the configuration in use was read, or before
   */
  void watch(Supplier<List<Path>> watched, List<FileState> asRead) {
    readsFrom(watched, asRead);
    vertx.setPeriodic(
        LOOK.toMillis(),
        ignored ->
            vertx
                .executeBlocking(
                    () -> {
                      look();
                      return null;
                    },
                    false)
                .onFailure(failure -> log.error("cannot look at files: {}", failure.toString())));
  }

  /** Takes one look at the files, and reads them once they have changed and settled. Blocks. */
  void look() {
    synchronized (reading) {
      List<Path> paths = files.get();
      List<FileState> now = FileState.of(paths);
      if (!settling.settled(now, nanoClock.getAsLong())) {
        return;
      }
      Settings settings;
      List<String> doubts;
      try {
        settings = requireNonNull(source.call());
        doubts = doubts(settings, paths);
      } catch (Exception e) {
        if (now.equals(FileState.of(paths))) {
          read(paths, now);
          var _ = refused(e);
        }
        return;
      }
      if (!now.equals(FileState.of(paths))) {
        return;
      }
      if (!doubts.isEmpty() && !settling.longSettled(nanoClock.getAsLong())) {
        await(doubts);
        return;
      }
      read(paths, now);
      try {
        var _ = put(settings);
      } catch (RuntimeException e) {
        var _ = refused(e);
      }
    }
  }

  private List<String> doubts(Settings settings, List<Path> paths) {
    for (Path file : paths.subList(0, Math.min(paths.size(), WITH_LINES))) {
      if (endsWithinLine(file) && !unended.contains(file)) {
        return List.of("the rest of the last line of " + file);
      }
    }
    return ReloadGuard.removed(used, settings);
  }

  private static boolean endsWithinLine(Path file) {
    try {
      return Files.isRegularFile(file) && TruncationDetector.withinLine(Files.readString(file));
    } catch (IOException e) {
      // Whether it can be read is found out when it is read.
      return false;
    }
  }

  private void await(List<String> doubts) {
    if (!doubts.equals(waitingFor)) {
      waitingFor = doubts;
      counts = counts.waiting();
      log.atWarn()
          .addKeyValue("missing", String.join(", ", doubts))
          .log(
              "the changed configuration may be half written: it is used when it stays as it is for"
                  + " {} seconds, or at once by SIGHUP or POST /admin/reload",
              FileChangeDebouncer.DOUBTFUL.toSeconds());
    }
  }
}
