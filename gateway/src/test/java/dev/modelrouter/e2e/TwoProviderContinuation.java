package dev.modelrouter.e2e;

import static dev.modelrouter.e2e.GatewayUnderTest.eventually;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.FakeProvider;
import dev.modelrouter.fake.Reply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A provider that begins an answer of twenty words, and {@code openai}, which can go on with it.
 */
final class TwoProviderContinuation implements AfterEachCallback {
  static final Answer TWENTY = Reply.words(20).model("the-model").usage(10, 20);

  /** Tokens of the answer when twelve words, some 10 tokens, came from the first provider. */
  static final long OUTPUT = 8 + 10;

  /** Who begins. */
  enum First {
    DEEPSEEK,
    ANTHROPIC,
    GEMINI,
    OLLAMA,
    GROQ
  }

  final FakeProvider first = FakeProvider.start();
  final FakeProvider openai = FakeProvider.start();
  private @Nullable GatewayUnderTest gateway;

  /** The gateway, with this one as the first of the two. */
  GatewayUnderTest begunBy(First who) {
    openai.replyBy(new PatientModel(TWENTY, false));
    String name = who.name();
    GatewayUnderTest started =
        GatewayUnderTest.with()
            .openai(openai.baseUrl())
            .set(name + "_API_KEY", "operators-key")
            .set(name + "_BASE_URL", first.baseUrl())
            .set("PROVIDER_ORDER", name.toLowerCase(Locale.ROOT) + ",openai")
            .start();
    gateway = started;
    return started;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    eventually("upstream idle", () -> first.openRequests() + openai.openRequests() == 0);
    GatewayUnderTest started = gateway;
    if (started != null) {
      started.close();
    }
    first.close();
    openai.close();
  }
}
