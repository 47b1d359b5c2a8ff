package dev.modelrouter.config.file;

import dev.modelrouter.config.RoutePolicySettings;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.routing.Capability;
import dev.modelrouter.routing.Condition;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.routing.Route;
import dev.modelrouter.routing.RouteLimits;
import dev.modelrouter.routing.RouteTarget;
import dev.modelrouter.routing.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes}: public names and where they lead. */
final class RouteReader {
  private static final int HEAVIEST = 1_000_000;
  private static final int MAX_IN_FLIGHT = 1_000_000;
  private static final int MAX_PER_MINUTE = 1_000_000_000;

  private final Set<String> providers;
  private final Problems problems;
  private final Set<String> names = new HashSet<>();

  /**
   * A reader.
   *
   * @param providers every provider that can be named
   */
  RouteReader(Set<String> providers, Problems problems) {
    this.providers = providers;
    this.problems = problems;
  }

  /** All of them, in their order. */
  List<RouteSettings> read(ConfigSection routes) {
    names.addAll(routes.entries().keySet());
    List<RouteSettings> all = new ArrayList<>();
    routes
        .entries()
        .forEach(
            (name, entry) -> {
              RouteSettings route = route(name, entry);
              if (route != null) {
                all.add(route);
              }
            });
    return all;
  }

  private @Nullable RouteSettings route(String name, YamlNode.Entry entry) {
    if (entry.value() instanceof YamlNode.Sequence targets) {
      // A name with a list is the short form of an ordered route.
      return route(
          name,
          Strategy.ORDERED,
          targets(targets),
          RouteLimits.NONE,
          RoutePolicyReader.NONE,
          entry.at());
    }
    ConfigSection configSection = ConfigSection.of(entry.value(), problems);
    if (configSection == null) {
      return null;
    }
    Strategy strategy =
        configSection.word("strategy", Arrays.asList(Strategy.values()), Strategy::wireName);
    List<RouteTarget> targets =
        switch (configSection.find("targets")) {
          case YamlNode.Sequence sequence -> targets(sequence);
          case null, default -> {
            configSection.problem(
                "targets", "must be a list of places such as groq/llama-3.3-70b-versatile");
            yield null;
          }
        };
    RoutePolicySettings policySettings = RoutePolicyReader.read(configSection);
    RouteLimits routeLimits = limits(configSection);
    configSection.done();
    return targets == null
        ? null
        : route(
            name,
            strategy == null ? Strategy.ORDERED : strategy,
            targets,
            routeLimits,
            policySettings,
            entry.at());
  }

  private @Nullable RouteSettings route(
      String name,
      Strategy strategy,
      List<RouteTarget> targets,
      RouteLimits routeLimits,
      RoutePolicySettings policySettings,
      SourceLocation at) {
    if (name.isBlank()) {
      problems.add(at, "a route needs a name");
      return null;
    }
    // What is wrong with its targets has been told.
    return targets.isEmpty()
        ? null
        : new RouteSettings(
            new Route(
                new NamePattern(name), strategy, targets, routeLimits, describe(policySettings)),
            policySettings);
  }

  private static String describe(RoutePolicySettings policySettings) {
    return policySettings.equals(RoutePolicyReader.NONE) ? "" : policySettings.toString();
  }

  private List<RouteTarget> targets(YamlNode.Sequence sequence) {
    if (sequence.items().isEmpty()) {
      problems.add(sequence.sourceLocation(), "a route needs at least one target");
    }
    return sequence.items().stream().map(this::target).filter(Objects::nonNull).toList();
  }

  private @Nullable RouteTarget target(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return target(scalar.text(), 1, Condition.ALWAYS, RouteLimits.NONE, scalar.sourceLocation());
    }
    ConfigSection configSection = ConfigSection.of(node, problems);
    if (configSection == null) {
      return null;
    }
    String name = configSection.text("target");
    Integer weight = configSection.integer("weight", 1, HEAVIEST);
    RouteLimits routeLimits = limits(configSection);
    ConfigSection when = configSection.section("when");
    Condition condition = when == null ? Condition.ALWAYS : condition(when);
    if (name == null) {
      configSection.problem("target", "is missing: provider/model, or a provider alone");
      configSection.done();
      return null;
    }
    configSection.done();
    return target(name, weight == null ? 1 : weight, condition, routeLimits, configSection.place());
  }

  private static RouteLimits limits(ConfigSection configSection) {
    ConfigSection section = configSection.section("limits");
    if (section == null) {
      return RouteLimits.NONE;
    }
    Integer inFlight = section.integer("max_in_flight", 0, MAX_IN_FLIGHT);
    Integer rate = section.integer("rate_limit", 0, MAX_PER_MINUTE);
    section.done();
    return new RouteLimits(inFlight == null ? 0 : inFlight, rate == null ? 0 : rate);
  }

  private @Nullable RouteTarget target(
      String name,
      int weight,
      Condition condition,
      RouteLimits routeLimits,
      SourceLocation sourceLocation) {
    int slash = name.indexOf('/');
    String provider = (slash < 0 ? name : name.substring(0, slash)).toLowerCase(Locale.ROOT);
    String model = slash < 0 ? "" : name.substring(slash + 1);
    if (!providers.contains(provider) && names.contains(name)) {
      problems.add(
          sourceLocation,
          "'"
              + name
              + "' is a route: a route cannot lead to another route, only to provider/model or a"
              + " provider");
      return null;
    }
    if (!providers.contains(provider)) {
      problems.unknown(sourceLocation, "provider", provider, providers);
      return null;
    }
    return new RouteTarget(
        provider, model.isEmpty() ? null : model, weight, condition, routeLimits);
  }

  private Condition condition(ConfigSection when) {
    Map<String, NamePattern> headers = new HashMap<>();
    ConfigSection wanted = when.section("headers");
    if (wanted != null) {
      for (String name : wanted.entries().keySet()) {
        String value = wanted.text(name);
        headers.put(name.toLowerCase(Locale.ROOT), new NamePattern(value == null ? "" : value));
      }
    }
    Integer min = when.integer("min_input_tokens", 0, Integer.MAX_VALUE);
    Integer max = when.integer("max_input_tokens", 0, Integer.MAX_VALUE);
    Condition condition =
        new Condition(
            pattern(when.text("model")),
            pattern(when.text("caller")),
            headers,
            min == null ? 0 : min,
            max == null ? Integer.MAX_VALUE : max,
            needs(when, "needs"),
            needs(when, "without"));
    when.done();
    return condition;
  }

  private static @Nullable NamePattern pattern(@Nullable String text) {
    return text == null ? null : new NamePattern(text);
  }

  private static Set<Capability> needs(ConfigSection when, String key) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    for (String text : when.texts(key)) {
      Capability capability =
          when.word(key, text, Arrays.asList(Capability.values()), Capability::wireName);
      if (capability != null) {
        capabilities.add(capability);
      }
    }
    return capabilities;
  }
}
