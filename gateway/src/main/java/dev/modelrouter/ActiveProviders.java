package dev.modelrouter;

import dev.modelrouter.config.ProviderSettings;
import dev.modelrouter.config.RouteSettings;
import dev.modelrouter.config.Secret;
import dev.modelrouter.config.Settings;
import dev.modelrouter.dispatch.RoutePolicies;
import dev.modelrouter.policy.BreakerId;
import dev.modelrouter.provider.ProviderDefinition;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.provider.absent.AbsentProvider;
import dev.modelrouter.provider.chaos.ChaosPlan;
import dev.modelrouter.provider.chaos.ChaosProvider;
import dev.modelrouter.provider.demo.DemoProvider;
import dev.modelrouter.routing.ConfiguredProvider;
import dev.modelrouter.routing.Deployment;
import dev.modelrouter.routing.DeploymentPool;
import dev.modelrouter.routing.ModelCatalogue;
import dev.modelrouter.routing.NamePattern;
import dev.modelrouter.routing.Router;
import dev.modelrouter.routing.RoutingEnvironment;
import dev.modelrouter.wire.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part in routing. With at least one key it is those with a key and Ollama; without any
 * it is Ollama where it answers, else the demonstration.
 */
final class ActiveProviders {
  private final LongSupplier nanoClock;
  private final RoutingEnvironment environment;
  private final Supplier<ModelCatalogue> models;
  private final RoutePolicyFactory routePolicyFactory = new RoutePolicyFactory();
  private volatile Settings settings;
  private volatile List<ConfiguredProvider> configured;
  private volatile boolean onlyKeyless;
  private volatile RuntimeConfig runtimeConfig;
  private volatile boolean demo;
  private boolean found = true;
  private boolean looked;

  /** Whether a real provider was ever in use: from then on the demonstration never answers. */
  private boolean real;

  /**
   * Those of these settings.
   *
   * @param environment what routes see when they choose
   * @param models what is known of models
   */
  ActiveProviders(
      Settings settings,
      LongSupplier nanoClock,
      RoutingEnvironment environment,
      Supplier<ModelCatalogue> models) {
    this.nanoClock = nanoClock;
    this.environment = environment;
    this.models = models;
    this.settings = settings;
    this.configured = providers(settings);
    this.onlyKeyless = keyless(settings);
    this.real = !onlyKeyless;
    this.runtimeConfig = policies(configured, routePolicyFactory.of(settings, models.get()));
  }

  private List<ConfiguredProvider> providers(Settings current) {
    List<ConfiguredProvider> configuredProviders = new ArrayList<>();
    ChaosPlan chaos = current.chaos();
    if (chaos != null) {
      // Before all others: it is their turn that is rehearsed.
      configuredProviders.add(new ConfiguredProvider(new ChaosProvider(chaos, nanoClock), 0, true));
    }
    ModelCatalogue known = models.get();
    for (ProviderSettings provider : current.providers()) {
      configuredProviders.add(
          provider.detected() && !found
              ? absent(provider, current.providers().size() == 1)
              : provider(provider, known));
    }
    return List.copyOf(configuredProviders);
  }

  /**
   * In place of a provider that was not found, so that nothing is sent to what may listen there.
   *
   * @param alone whether nobody else could answer, so that callers must be told
   */
  private static ConfiguredProvider absent(ProviderSettings provider, boolean alone) {
    Endpoint place = provider.endpoints().getFirst();
    String reason =
        provider.id()
            + " was not found at "
            + place.host()
            + ":"
            + place.port()
            + "; start it there, or set its address.";
    return new ConfiguredProvider(
        new AbsentProvider(provider.id(), provider.defaultModel(), reason), 0, alone);
  }

  private static boolean keyless(Settings settings) {
    return settings.chaos() == null
        && settings.providers().stream()
            .allMatch(
                provider ->
                    provider.keys().isEmpty() && provider.id().equals(ProviderDefinition.OLLAMA));
  }

  private Router router(List<ConfiguredProvider> configuredProviders) {
    return new Router(
        configuredProviders,
        settings.routes().stream().map(RouteSettings::route).toList(),
        environment,
        settings.callers().fallbacks(),
        settings.access().onlyRoutes());
  }

  private RuntimeConfig policies(
      List<ConfiguredProvider> configuredProviders, RoutePolicies routePolicies) {
    return new RuntimeConfig(
        router(configuredProviders), routePolicies, settings.access().explain());
  }

  /** A provider with every way there is to it: each of its keys at each of its addresses. */
  private static ConfiguredProvider provider(ProviderSettings provider, ModelCatalogue known) {
    List<Deployment> deployments = new ArrayList<>();
    for (Endpoint endpoint : provider.endpoints()) {
      for (Secret key : provider.keys()) {
        deployments.add(deployment(provider, endpoint, key.reveal(), known));
      }
      if (provider.keys().isEmpty()) {
        deployments.add(deployment(provider, endpoint, null, known));
      }
    }
    return new ConfiguredProvider(
        deployments.getFirst().provider(),
        provider.perMinute(),
        true,
        deployments.size() == 1
            ? null
            : new DeploymentPool(deployments, provider.endpoints().size() > 1));
  }

  private static Deployment deployment(
      ProviderSettings provider, Endpoint endpoint, @Nullable String key, ModelCatalogue known) {
    String place =
        provider.endpoints().size() == 1 ? "" : "@" + endpoint.host() + ":" + endpoint.port();
    String id = key == null ? provider.id() : BreakerId.key(provider.id(), key).value();
    return new Deployment(
        id + place,
        ProviderRegistry.create(
            provider.entry(),
            new ProviderEndpoint(
                endpoint,
                key,
                provider.defaultModel(),
                known.requestRules(provider.id()),
                provider.extras())));
  }

  /** Whether nothing is configured, so that somebody must look for Ollama. */
  boolean onlyKeyless() {
    return onlyKeyless;
  }

  /**
   * Notes whether Ollama was found. Where it was not, and nothing else is configured nor ever was,
   * the demonstration answers; Ollama may still be named.
   *
   * @return whether that is news
   */
  synchronized boolean found(boolean there) {
    boolean news = looked && found != there;
    looked = true;
    found = there;
    real |= there && onlyKeyless;
    configured = providers(settings);
    if (onlyKeyless && !real) {
      useDemo(runtimeConfig.routePolicies());
    } else {
      useConfigured(runtimeConfig.routePolicies());
    }
    return news;
  }

  private void useDemo(RoutePolicies routePolicies) {
    List<ConfiguredProvider> configuredProviders = new ArrayList<>();
    configuredProviders.add(new ConfiguredProvider(new DemoProvider(), 0, true));
    for (ConfiguredProvider provider : configured) {
      configuredProviders.add(
          new ConfiguredProvider(
              provider.provider(), provider.perMinute(), false, provider.deployments()));
    }
    demo = true;
    runtimeConfig = policies(configuredProviders, routePolicies);
  }

  /** Those of other settings; requests that are on their way keep theirs. */
  synchronized void use(Settings changed) {
    found &= settings.providers().stream().anyMatch(ProviderSettings::detected);
    settings = changed;
    configured = providers(changed);
    onlyKeyless = keyless(changed);
    real |= !onlyKeyless;
    RoutePolicies routePolicies = routePolicyFactory.of(changed, models.get());
    if (onlyKeyless && !real) {
      useDemo(routePolicies);
    } else {
      useConfigured(routePolicies);
    }
  }

  private void useConfigured(RoutePolicies routePolicies) {
    runtimeConfig = policies(configured, routePolicies);
    demo = false;
  }

  /** What decides on requests that come now. */
  RuntimeConfig policies() {
    return runtimeConfig;
  }

  Router router() {
    return runtimeConfig.router();
  }

  /** Those whose models are listed: all but one that was not found. */
  List<ConfiguredProvider> listed() {
    return router().providers().stream()
        .filter(provider -> !(provider.provider() instanceof AbsentProvider))
        .toList();
  }

  /** Names of routes that callers can name as they are, patterns left out. */
  List<String> routeNames() {
    return settings.routes().stream()
        .map(route -> route.route().name())
        .filter(NamePattern::exact)
        .map(NamePattern::text)
        .toList();
  }

  /** The settings in use. */
  Settings settings() {
    return settings;
  }

  /** Whether the demonstration answers. */
  boolean demo() {
    return demo;
  }

  /** Everybody who could ever be asked, for metrics. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    configured.forEach(provider -> names.add(provider.id()));
    if (onlyKeyless) {
      names.add("demo");
    }
    return names;
  }
}
