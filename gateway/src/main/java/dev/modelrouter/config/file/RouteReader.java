package dev.modelrouter.config.file;

import dev.modelrouter.config.ConductSettings;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.routing.Condition;
import dev.modelrouter.routing.Limits;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.routing.Need;
import dev.modelrouter.routing.Route;
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
  private static final int MOST_IN_FLIGHT = 1_000_000;
  private static final int MOST_PER_MINUTE = 1_000_000_000;

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
  List<RouteSettings> read(Section routes) {
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
          name, Strategy.ORDERED, targets(targets), Limits.NONE, ConductReader.NONE, entry.at());
    }
    Section section = Section.of(entry.value(), problems);
    if (section == null) {
      return null;
    }
    Strategy strategy = section.word("strategy", Arrays.asList(Strategy.values()), Strategy::word);
    List<RouteTarget> targets =
        switch (section.find("targets")) {
          case YamlNode.Sequence sequence -> targets(sequence);
          case null, default -> {
            section.problem(
                "targets", "must be a list of places such as groq/llama-3.3-70b-versatile");
            yield null;
          }
        };
    ConductSettings conduct = ConductReader.read(section);
    Limits limits = limits(section);
    section.done();
    return targets == null
        ? null
        : route(
            name,
            strategy == null ? Strategy.ORDERED : strategy,
            targets,
            limits,
            conduct,
            entry.at());
  }

  private @Nullable RouteSettings route(
      String name,
      Strategy strategy,
      List<RouteTarget> targets,
      Limits limits,
      ConductSettings conduct,
      Place at) {
    if (name.isBlank()) {
      problems.add(at, "a route needs a name");
      return null;
    }
    // What is wrong with its targets has been told.
    return targets.isEmpty()
        ? null
        : new RouteSettings(
            new Route(new NamePattern(name), strategy, targets, limits, words(conduct)), conduct);
  }

  private static String words(ConductSettings conduct) {
    return conduct.equals(ConductReader.NONE) ? "" : conduct.toString();
  }

  private List<RouteTarget> targets(YamlNode.Sequence sequence) {
    if (sequence.items().isEmpty()) {
      problems.add(sequence.place(), "a route needs at least one target");
    }
    return sequence.items().stream().map(this::target).filter(Objects::nonNull).toList();
  }

  private @Nullable RouteTarget target(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return target(scalar.text(), 1, Condition.ALWAYS, Limits.NONE, scalar.place());
    }
    Section section = Section.of(node, problems);
    if (section == null) {
      return null;
    }
    String name = section.text("target");
    Integer weight = section.whole("weight", 1, HEAVIEST);
    Limits limits = limits(section);
    Section when = section.section("when");
    Condition condition = when == null ? Condition.ALWAYS : condition(when);
    if (name == null) {
      section.problem("target", "is missing: provider/model, or a provider alone");
      section.done();
      return null;
    }
    section.done();
    return target(name, weight == null ? 1 : weight, condition, limits, section.place());
  }

  private static Limits limits(Section section) {
    Section said = section.section("limits");
    if (said == null) {
      return Limits.NONE;
    }
    Integer inFlight = said.whole("max_in_flight", 0, MOST_IN_FLIGHT);
    Integer rate = said.whole("rate_limit", 0, MOST_PER_MINUTE);
    said.done();
    return new Limits(inFlight == null ? 0 : inFlight, rate == null ? 0 : rate);
  }

  private @Nullable RouteTarget target(
      String name, int weight, Condition condition, Limits limits, Place place) {
    int slash = name.indexOf('/');
    String provider = (slash < 0 ? name : name.substring(0, slash)).toLowerCase(Locale.ROOT);
    String model = slash < 0 ? "" : name.substring(slash + 1);
    if (!providers.contains(provider) && names.contains(name)) {
      problems.add(
          place,
          "'"
              + name
              + "' is a route: a route cannot lead to another route, only to provider/model or a"
              + " provider");
      return null;
    }
    if (!providers.contains(provider)) {
      problems.unknown(place, "provider", provider, providers);
      return null;
    }
    return new RouteTarget(provider, model.isEmpty() ? null : model, weight, condition, limits);
  }

  private Condition condition(Section when) {
    Map<String, NamePattern> headers = new HashMap<>();
    Section wanted = when.section("headers");
    if (wanted != null) {
      for (String name : wanted.entries().keySet()) {
        String value = wanted.text(name);
        headers.put(name.toLowerCase(Locale.ROOT), new NamePattern(value == null ? "" : value));
      }
    }
    Integer least = when.whole("min_input_tokens", 0, Integer.MAX_VALUE);
    Integer most = when.whole("max_input_tokens", 0, Integer.MAX_VALUE);
    Condition condition =
        new Condition(
            pattern(when.text("model")),
            pattern(when.text("caller")),
            headers,
            least == null ? 0 : least,
            most == null ? Integer.MAX_VALUE : most,
            needs(when, "needs"),
            needs(when, "without"));
    when.done();
    return condition;
  }

  private static @Nullable NamePattern pattern(@Nullable String text) {
    return text == null ? null : new NamePattern(text);
  }

  private static Set<Need> needs(Section when, String key) {
    Set<Need> needs = EnumSet.noneOf(Need.class);
    for (String text : when.texts(key)) {
      Need need = when.word(key, text, Arrays.asList(Need.values()), Need::word);
      if (need != null) {
        needs.add(need);
      }
    }
    return needs;
  }
}
