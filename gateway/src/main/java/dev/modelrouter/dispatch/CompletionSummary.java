package dev.modelrouter.dispatch;

import dev.modelrouter.chat.FinishReason;
import dev.modelrouter.chat.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an answer once it is whole, beside its text.
 *
 * @param provider who answered
 * @param model the model as the provider named it, or as it was asked for
 * @param usage tokens as the provider counted them, or null when it did not
 * @param facts what only this provider reports, under its own names
 * @param finish why the model stopped
 */
public record CompletionSummary(
    String provider,
    String model,
    @Nullable Usage usage,
    Map<String, Object> facts,
    FinishReason finish) {}
