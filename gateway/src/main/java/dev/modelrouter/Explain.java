package dev.modelrouter;

import dev.modelrouter.api.openai.OpenAiDialect;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.Request;
import dev.modelrouter.config.ConfigurationException;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.Settings;
import dev.modelrouter.decision.DecisionRecord;
import dev.modelrouter.decision.DecisionReplay;
import dev.modelrouter.routing.CallerContext;
import dev.modelrouter.routing.Candidate;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.RouteDecision;
import dev.modelrouter.routing.Router;
import dev.modelrouter.routing.RoutingTrace;
import dev.modelrouter.routing.Target;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The command {@code explain}: where a request would go and why, as the configuration is now and
 * with everybody well; or whether a decision that was made would be made again.
 */
final class Explain {
  private static final int OTHERWISE = 1;
  private static final int USAGE = 2;
  private static final String EMPTY = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  /** What was asked on the command line. */
  private static final class ExplainOptions {
    @Nullable String model;
    @Nullable Path file;
    @Nullable Path record;
    long seed;
    final Map<String, String> headers = new HashMap<>();
  }

  private Explain() {}

  /** Runs it. Exit status 0, 1 if the choice is another one or nobody fits, 2 for wrong use. */
  static int run(String[] args, ConfigurationSources configurationSources) {
    return run(args, configurationSources, System.out, System.err);
  }

  static int run(
      String[] args, ConfigurationSources configurationSources, PrintStream out, PrintStream err) {
    try {
      ExplainOptions explainOptions = options(args);
      Settings settings = configurationSources.read();
      return explainOptions.record == null
          ? choose(explainOptions, settings, out)
          : verify(explainOptions.record, settings, out);
    } catch (ConfigurationException | IllegalArgumentException e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("cannot be read: " + e.getMessage());
    } catch (JacksonException e) {
      err.println("is not the JSON it should be: " + e.getOriginalMessage());
    }
    return USAGE;
  }

  private static ExplainOptions options(String[] args) {
    ExplainOptions explainOptions = new ExplainOptions();
    for (int i = 1; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--model" -> explainOptions.model = value;
        case "--file" -> explainOptions.file = Path.of(value);
        case "--verify" -> explainOptions.record = Path.of(value);
        case "--seed" -> explainOptions.seed = Long.parseLong(value);
        case "--header" -> {
          String[] parts = value.split("=", 2);
          explainOptions.headers.put(
              parts[0].toLowerCase(Locale.ROOT), parts.length == 1 ? "" : parts[1]);
        }
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    if (explainOptions.record == null
        && explainOptions.model == null
        && explainOptions.file == null) {
      throw new IllegalArgumentException("explain needs --model, --file or --verify");
    }
    return explainOptions;
  }

  private static int verify(Path file, Settings settings, PrintStream out) throws IOException {
    DecisionRecord record = DecisionRecord.read(Files.readString(file));
    Route route =
        settings.routes().stream()
            .map(RouteSettings::route)
            .filter(one -> one.name().text().equals(record.route()))
            .findFirst()
            .orElse(null);
    DecisionReplay decisionReplay = DecisionReplay.of(record, route);
    out.println(decisionReplay.text());
    return decisionReplay.same() ? 0 : OTHERWISE;
  }

  private static int choose(ExplainOptions explainOptions, Settings settings, PrintStream out)
      throws IOException {
    ModelCatalogue models = ModelCatalogue.load().with(settings.models());
    ActiveProviders activeProviders =
        new ActiveProviders(
            settings,
            System::nanoTime,
            LiveTargetStatus.ofNothing(models, explainOptions.seed),
            () -> models);
    Router router = activeProviders.router();
    RouteDecision decision =
        router.route(request(explainOptions, router), callerContext(explainOptions));
    switch (decision) {
      case RouteDecision.Targets targets -> print(targets, out);
      case RouteDecision.NoEligibleTarget noTarget -> print(noTarget.routingTrace(), out);
      case RouteDecision.UnknownProvider unknown ->
          out.println("there is no provider '" + unknown.name() + "' in use");
      case RouteDecision.NotARoute other ->
          out.println("'" + other.name() + "' is not a route, and ONLY_ROUTES is set");
      case RouteDecision.UnsupportedOperation nobody ->
          out.println("no configured provider offers " + nobody.operation().wireName());
    }
    return decision instanceof RouteDecision.Targets ? 0 : OTHERWISE;
  }

  private static Request request(ExplainOptions explainOptions, Router router) throws IOException {
    Path file = explainOptions.file;
    String text = file == null ? EMPTY : Files.readString(file);
    ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(text);
    if (explainOptions.model != null) {
      body.put("model", explainOptions.model);
    }
    Future<PassthroughRequest> read =
        new OpenAiDialect(Operation.CHAT, router::named, InstantSource.system(), true)
            .decode(body.toString().getBytes(StandardCharsets.UTF_8));
    if (read.failed()) {
      throw new IllegalArgumentException(read.cause().getMessage());
    }
    return read.result();
  }

  private static CallerContext callerContext(ExplainOptions explainOptions) {
    return new CallerContext() {
      @Override
      public String caller() {
        return "key";
      }

      @Override
      public @Nullable String header(String name) {
        return explainOptions.headers.get(name);
      }
    };
  }

  private static void print(RouteDecision.Targets targets, PrintStream out) {
    RoutingTrace routingTrace = targets.routingTrace();
    if (routingTrace == null) {
      out.println("no route: the order is");
      targets.targets().forEach(target -> out.println("  " + name(target)));
    } else {
      print(routingTrace, out);
      if (!targets.callerFallbacks().added().isEmpty()) {
        out.println("then, since the request wants it:");
        targets.callerFallbacks().added().forEach(target -> out.println("  " + name(target)));
      }
    }
    targets
        .callerFallbacks()
        .refused()
        .forEach(name -> out.println("  not allowed as a fallback of a request's own: " + name));
  }

  private static String name(Target target) {
    return target.id() + "/" + target.model();
  }

  private static void print(RoutingTrace routingTrace, PrintStream out) {
    out.println(
        "route "
            + routingTrace.route().name()
            + ", "
            + routingTrace.route().strategy().wireName()
            + ", policy "
            + routingTrace.route().hash()
            + (routingTrace.request().inputTokens() > 0
                ? "; about " + routingTrace.request().inputTokens() + " input tokens"
                : ""));
    int place = 1;
    for (Candidate one : routingTrace.candidates()) {
      String name = one.target().name();
      out.println(one.in() ? "  " + place++ + ". " + name : "  out: " + name + ": " + one.out());
    }
    if (place == 1) {
      out.println("  no target can take this request");
    }
  }
}
