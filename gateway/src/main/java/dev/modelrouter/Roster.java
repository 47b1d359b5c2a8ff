package dev.modelrouter;

import dev.modelrouter.config.ProviderSettings;
import dev.modelrouter.config.Secret;
import dev.modelrouter.config.Settings;
import dev.modelrouter.provider.ProviderAccess;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.provider.chaos.ChaosPlan;
import dev.modelrouter.provider.chaos.ChaosProvider;
import dev.modelrouter.provider.demo.DemoProvider;
import dev.modelrouter.routing.Member;
import dev.modelrouter.routing.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Who takes part in routing. With at least one key it is those with a key and Ollama; without any
 * it is Ollama where it answers, else the demonstration.
 */
final class Roster {
  private final List<Member> configured;
  private final boolean onlyKeyless;
  private volatile Router router;
  private volatile boolean demo;

  Roster(Settings settings, LongSupplier nanoClock) {
    List<Member> members = new ArrayList<>();
    ChaosPlan chaos = settings.chaos();
    if (chaos != null) {
      // Before all others: it is their turn that is rehearsed.
      members.add(new Member(new ChaosProvider(chaos, nanoClock), 0, true));
    }
    boolean keyless = chaos == null;
    for (ProviderSettings provider : settings.providers()) {
      Secret key = provider.apiKey();
      keyless &= key == null && provider.entry().dialect().equals("ollama");
      ProviderAccess access =
          new ProviderAccess(
              provider.endpoint(), key == null ? null : key.reveal(), provider.defaultModel());
      members.add(
          new Member(
              ProviderRegistry.create(provider.entry(), access), provider.perMinute(), true));
    }
    this.configured = List.copyOf(members);
    this.onlyKeyless = keyless;
    this.router = new Router(configured);
  }

  /** Whether nothing is configured, so that somebody must look for Ollama. */
  boolean onlyKeyless() {
    return onlyKeyless;
  }

  /** The demonstration answers, since nobody else can; Ollama may still be named. */
  void useDemo() {
    List<Member> members = new ArrayList<>();
    members.add(new Member(new DemoProvider(), 0, true));
    for (Member member : configured) {
      members.add(new Member(member.provider(), member.perMinute(), false));
    }
    demo = true;
    router = new Router(members);
  }

  /** A real provider was found: the demonstration is over. */
  void useConfigured() {
    router = new Router(configured);
    demo = false;
  }

  Router router() {
    return router;
  }

  /** Whether the demonstration answers. */
  boolean demo() {
    return demo;
  }

  /** Everybody who could ever be asked, for metrics. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    configured.forEach(member -> names.add(member.id()));
    if (onlyKeyless) {
      names.add("demo");
    }
    return names;
  }
}
