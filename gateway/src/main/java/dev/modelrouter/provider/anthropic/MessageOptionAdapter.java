package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.modelrouter.chat.ReasoningEffort;
import dev.modelrouter.provider.BodyEdits;
import dev.modelrouter.provider.JsonFieldsRemover;
import dev.modelrouter.wire.JsonScanner;
import java.util.Set;

/**
 * Changes how a request that passes as bytes wants its answer, so that the model accepts it: the
 * form of thinking, schemas, and the user's name. Each method reads one value from the scanner.
 */
final class MessageOptionAdapter {
  /** The lowest budget of thinking that Anthropic accepts, in tokens. */
  private static final int MIN_BUDGET = 1_024;

  private final BodyEdits edits;
  private final JsonScanner json;
  private final ModelCapabilities traits;
  private final Set<String> dropped;
  private int adaptiveFrom = -1;
  private int adaptiveTo = -1;
  private int budgetFrom = -1;
  private int budgetTo = -1;
  private long budget;

  /**
   * Options of one request.
   *
   * @param json stands before a value each time that a method is called
   * @param dropped takes the names of what is left out
   */
  MessageOptionAdapter(
      BodyEdits edits, JsonScanner json, ModelCapabilities traits, Set<String> dropped) {
    this.edits = edits;
    this.json = json;
    this.traits = traits;
    this.dropped = dropped;
  }

  /** Fits {@code thinking}; says whether it stays. */
  boolean thinking() {
    if (!traits.claude() || !json.beginObject()) {
      json.skip();
      return true;
    }
    String type = "";
    int typeFrom = -1;
    int typeTo = -1;
    JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
    for (boolean first = true; json.nextField(first); first = false) {
      int nameFrom = json.nameFrom();
      String name = json.name();
      boolean string = json.isString();
      int from = json.position();
      if (name.equals("type") && string) {
        type = json.string();
        typeFrom = from;
        typeTo = json.position();
      } else if (name.equals("budget_tokens") && json.isNumber()) {
        budget = json.wholeNumber();
        budgetFrom = from;
        budgetTo = json.position();
        if (!traits.takesBudget()) {
          cuts.cut(json.position());
          continue;
        }
      } else {
        json.skip();
      }
      cuts.keep(nameFrom, json.position());
    }
    cuts.end();
    switch (type) {
      case "enabled" -> {
        if (!traits.takesBudget()) {
          edits.replaceString(typeFrom, typeTo, "adaptive");
          dropped.add("thinking.budget_tokens");
        }
      }
      case "adaptive" -> {
        if (!traits.takesLevel()) {
          adaptiveFrom = typeFrom;
          adaptiveTo = typeTo;
        }
      }
      case "disabled" -> {
        if (traits.reasonsByDefault()) {
          dropped.add("thinking");
          return false;
        }
      }
      default -> {
        // Of what is not known nothing is changed.
      }
    }
    return true;
  }

  /**
   * Gives thinking the tokens that the limit leaves; called behind the last field.
   *
   * @param maxTokens most tokens of the answer as it is sent, 0 where the request has no limit
   * @param lowered whether the caller asked for more
   */
  void budget(long maxTokens, boolean lowered) {
    if (adaptiveFrom >= 0) {
      int max = (int) Math.min(maxTokens, Integer.MAX_VALUE);
      int tokens = max <= MIN_BUDGET ? 0 : new ReasoningEffort(null, null).tokens(max);
      edits.replace(
          adaptiveFrom,
          adaptiveTo,
          tokens == 0 ? "\"disabled\"" : "\"enabled\",\"budget_tokens\":" + tokens);
      dropped.add("thinking");
    } else if (lowered && traits.takesBudget() && budget >= maxTokens && budgetFrom >= 0) {
      edits.replace(budgetFrom, budgetTo, Long.toString(maxTokens - 1));
      dropped.add("thinking.budget_tokens");
    }
  }

  /** Fits {@code output_config}, whose {@code format} may have a schema. */
  void outputConfig() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      if (json.name().equals("format")) {
        format("output_config.format");
      } else {
        json.skip();
      }
    }
  }

  /**
   * Fits the form of an answer.
   *
   * @param field its name, for the case that something is lost
   */
  void format(String field) {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    for (boolean first = true; json.nextField(first); first = false) {
      boolean schema = json.name().equals("schema") && json.isContainer();
      int from = json.position();
      json.skip();
      if (schema) {
        AnthropicSchema.Output fitted = AnthropicSchema.output(text(from));
        if (fitted.refused()) {
          edits.replace(from, json.position(), fitted.text());
        }
        if (fitted.loss()) {
          dropped.add(field);
        }
      }
    }
  }

  /** Fits the schema of a tool's parameters, which stays as it is where it is accepted. */
  void parameters() {
    json.isContainer();
    int from = json.position();
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    boolean object = false;
    boolean alternatives = false;
    for (boolean first = true; json.nextField(first); first = false) {
      String name = json.name();
      alternatives |= AnthropicSchema.ALTERNATIVES.contains(name);
      if (name.equals("type") && json.isString()) {
        object = json.string().equals("object");
      } else {
        json.skip();
      }
    }
    if (!object || alternatives) {
      edits.replace(from, json.position(), AnthropicSchema.parameters(text(from)));
    }
  }

  /** Fits {@code metadata}: a user's name that Anthropic refuses is left out. */
  void metadata() {
    if (!json.beginObject()) {
      json.skip();
      return;
    }
    JsonFieldsRemover cuts = new JsonFieldsRemover(edits, json.position());
    for (boolean first = true; json.nextField(first); first = false) {
      int nameFrom = json.nameFrom();
      boolean user = json.name().equals("user_id") && json.isString();
      boolean accepted = !user || UserId.isAccepted(json.string());
      if (!user) {
        json.skip();
      }
      if (accepted) {
        cuts.keep(nameFrom, json.position());
      } else {
        dropped.add("metadata.user_id");
        cuts.cut(json.position());
      }
    }
    cuts.end();
  }

  private String text(int from) {
    return new String(edits.bytes(), from, json.position() - from, UTF_8);
  }
}
