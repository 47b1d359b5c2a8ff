package dev.modelrouter.api.ollama;

import dev.modelrouter.api.json.JsonValue;
import dev.modelrouter.api.json.LocatedJson;
import dev.modelrouter.chat.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the object {@code options}: how tokens are chosen, and how the server is to work. */
final class OptionReader {
  private static final double MAX_TEMPERATURE = 2;
  private static final double MAX_PENALTY = 2;

  private static final Set<String> READ =
      Set.of(
          "num_predict",
          "temperature",
          "top_p",
          "top_k",
          "stop",
          "seed",
          "frequency_penalty",
          "presence_penalty");

  /** How the server does its work: the answer is the same. */
  private static final Set<String> ADMINISTRATIVE =
      Set.of(
          "num_batch",
          "num_gpu",
          "main_gpu",
          "num_thread",
          "numa",
          "low_vram",
          "f16_kv",
          "use_mmap",
          "use_mlock",
          "vocab_only",
          "draft_num_predict");

  /** Part of something that is named itself, and nothing without it. */
  private static final Set<String> DETAILS =
      Set.of("mirostat_tau", "mirostat_eta", "penalize_newline");

  /** Values with which an option does nothing, or what is usual. */
  private static final Map<String, Double> NEUTRAL =
      Map.of(
          "repeat_penalty", 1.0,
          "repeat_last_n", 64.0,
          "min_p", 0.0,
          "typical_p", 1.0,
          "tfs_z", 1.0,
          "mirostat", 0.0);

  private final LocatedJson options;

  private OptionReader(LocatedJson options) {
    this.options = options;
  }

  /**
   * Reads them.
   *
   * @param untranslatable gets the names of those that cannot be said elsewhere
   */
  static Sampling read(LocatedJson options, Set<String> untranslatable) {
    if (options.isNull()) {
      return Sampling.DEFAULT;
    }
    for (String name : options.names()) {
      LocatedJson option = options.field(name);
      if (!isTranslatable(name, option)) {
        untranslatable.add(option.path());
      }
    }
    return new OptionReader(options).sampling();
  }

  private static boolean isTranslatable(String name, LocatedJson option) {
    return option.isNull()
        || READ.contains(name)
        || ADMINISTRATIVE.contains(name)
        || DETAILS.contains(name)
        || (option.value() instanceof JsonValue.Num num
            && Double.valueOf(num.literal()).equals(NEUTRAL.get(name)));
  }

  private Sampling sampling() {
    return new Sampling(
        positive("num_predict"),
        options.field("temperature").optionalNumber(0, MAX_TEMPERATURE),
        options.field("top_p").optionalNumber(0, 1),
        positive("top_k"),
        stop(options.field("stop")),
        seed(),
        options.field("frequency_penalty").optionalNumber(-MAX_PENALTY, MAX_PENALTY),
        options.field("presence_penalty").optionalNumber(-MAX_PENALTY, MAX_PENALTY));
  }

  /** A limit; 0 and what is below mean none. */
  private @Nullable Integer positive(String name) {
    Long limit = options.field(name).optionalInteger(Integer.MIN_VALUE, Integer.MAX_VALUE);
    return limit == null || limit < 1 ? null : limit.intValue();
  }

  /** -1 means: another one each time. */
  private @Nullable Long seed() {
    Long seed = options.field("seed").optionalInteger(Long.MIN_VALUE, Long.MAX_VALUE);
    return seed == null || seed == -1 ? null : seed;
  }

  private static List<String> stop(LocatedJson stop) {
    if (stop.isNull()) {
      return List.of();
    }
    if (stop.isText()) {
      return List.of(stop.text());
    }
    if (!stop.isArray()) {
      throw stop.must("be a string or an array of strings");
    }
    List<String> all = new ArrayList<>();
    for (LocatedJson one : stop.elements()) {
      all.add(one.text());
    }
    return all;
  }
}
