package dev.modelrouter.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicSchemaTest {

  /** Every object is closed, wherever it stands; what is refused is said in the description. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'object','properties':{'a':{'type':'integer'}}}"
            + "|{'type':'object','properties':{'a':{'type':'integer'}},'additionalProperties':false}"
            + "|false",
        "{'properties':{'a':{'type':'object','additionalProperties':true}}}"
            + "|{'properties':{'a':{'type':'object','additionalProperties':false}},'type':'object',"
            + "'additionalProperties':false}|true",
        "{'type':'array','items':{'type':'object'},'$defs':{'d':{'type':'object'}}}"
            + "|{'type':'array','items':{'type':'object','additionalProperties':false},"
            + "'$defs':{'d':{'type':'object','additionalProperties':false}}}|false",
        "{'oneOf':[{'type':'object'},{'type':'null'}]}"
            + "|{'anyOf':[{'type':'object','additionalProperties':false},{'type':'null'}]}|false",
        "{'type':'string','description':'d','minLength':2,'format':'phone'}"
            + "|{'type':'string','description':'d\\n\\n{minLength: 2, format: \\'phone\\'}'}|false",
        "{'type':'string','format':'date-time'}|{'type':'string','format':'date-time'}|false",
        // A property may have the name of a keyword.
        "{'type':'object','properties':{'minimum':{'type':'integer','minimum':1}}}"
            + "|{'type':'object','properties':{'minimum':{'type':'integer','description':"
            + "'{minimum: 1}'}},'additionalProperties':false}|false",
        "{'const':1e400}|{'const':1e400}|false",
        "[1|[1|false",
      })
  void schemaOfAnAnswer_isClosed(String schema, String expected, boolean loss) {
    assertThat(AnthropicSchema.output(json(schema)))
        .extracting(AnthropicSchema.Output::text, AnthropicSchema.Output::loss)
        .containsExactly(json(expected), loss);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Nothing is to be changed, not even a blank.
        "{ 'type':'object','x':{'anyOf':[]} }|{ 'type':'object','x':{'anyOf':[]} }",
        "{'anyOf':[{'properties':{'a':{'type':'string'}},'required':['a','c']},"
            + "{'properties':{'a':{'type':'null'},'b':{}},'required':['b','c']}]}"
            + "|{'type':'object','properties':{'a':{'anyOf':[{'type':'string'},{'type':'null'}]},"
            + "'b':{}},'required':['c']}",
        "{'allOf':[{'properties':{'a':{}},'required':['a']},{'$ref':'#/$defs/b'}],"
            + "'$defs':{'b':{'properties':{'b':{}},'required':['b']}}}"
            + "|{'type':'object','$defs':{'b':{'properties':{'b':{}},'required':['b']}},"
            + "'properties':{'a':{},'b':{}},'required':['a','b']}",
        "{'type':['object','null'],'properties':{}}|{'type':'object','properties':{}}",
      })
  void parametersOfATool_areOneObject(String schema, String expected) {
    assertThat(AnthropicSchema.parameters(json(schema))).isEqualTo(json(expected));
  }

  private static String json(String text) {
    return text.replace("\\'", "\u0000").replace('\'', '"').replace("\u0000", "\\\"");
  }
}
