package dev.modelrouter.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.openai.PassthroughRequestReader;
import dev.modelrouter.chat.ModelId;
import dev.modelrouter.chat.Operation;
import dev.modelrouter.chat.PassthroughRequest;
import dev.modelrouter.chat.WireFormat;
import dev.modelrouter.provider.ModelRules;
import dev.modelrouter.provider.PassthroughProvider;
import dev.modelrouter.provider.ProviderCatalogue;
import dev.modelrouter.provider.ProviderEndpoint;
import dev.modelrouter.provider.ProviderRegistry;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of bytes that a provider or its model refuses: that, and nothing else, is changed,
 * and what is lost is named.
 */
class BodyFittingTest {
  private static final String HI = "\"messages\": [ {\"role\":\"user\",\"content\":\"hi\"} ]";

  private static PassthroughRequest raw(WireFormat wireFormat, Operation operation, String body) {
    PassthroughRequest read =
        PassthroughRequestReader.read(
            operation == Operation.RESPONSE ? operation : Operation.CHAT,
            body.getBytes(UTF_8),
            name -> ModelId.ANY);
    return new PassthroughRequest(
        wireFormat, operation, ModelId.ANY, read.stream(), read.body(), true, Map.of(), read::chat);
  }

  private static OutboundRequest sent(
      String provider, String model, WireFormat wireFormat, Operation operation, String body) {
    return ((PassthroughProvider) RequestRulesTest.provider(provider))
        .splice(raw(wireFormat, operation, body), model);
  }

  private static OutboundRequest chat(String provider, String model, String body) {
    return ((PassthroughProvider) RequestRulesTest.provider(provider))
        .splice(RequestRulesTest.raw(body), model);
  }

  private static String text(OutboundRequest sent) {
    return new String(sent.body(), UTF_8);
  }

  private static List<String> names(String text) {
    return text == null ? List.of() : Arrays.asList(text.split(",", -1));
  }

  /** A single quote stands for two; HI is a conversation. */
  private static String json(String text) {
    return text.replace("HI", HI).replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // First, in the middle, last, several, all but the messages; blanks stay where they were.
        "groq | {'n':2, 'model':'m', HI} | {'model':'x', HI} | n",
        "groq | {'model':'m', 'n': 2 , HI} | {'model':'x' , HI} | n",
        "groq | {'model':'m', HI, 'logprobs':true } | {'model':'x', HI } | logprobs",
        "groq | {'n':2,'store':true,'model':'m',HI,'logprobs':true,'top_logprobs':3}"
            + " | {'model':'x',HI} | n,store,logprobs,top_logprobs",
        "groq | {'n':2,HI} | {'model':'x',HI} | n",
        "groq | {HI,'n':2} | {'model':'x',HI} | n",
        // What means the same as nothing is no loss.
        "groq | {'model':'m',HI,'n':1,'logprobs':false,'store':false,'logit_bias':null}"
            + " | {'model':'x',HI} |",
        // Six stop sequences where four are taken.
        "groq | {'model':'m',HI,'stop':['a', 'b','c','d' , 'e','f']}"
            + " | {'model':'x',HI,'stop':['a', 'b','c','d']} | stop",
        "groq | {'model':'m',HI,'stop':'a'} | {'model':'x',HI,'stop':'a'} |",
        // Names of who speaks, and the newer role.
        "groq | {'model':'m','messages':[{'name':'n','role':'developer','content':'c'}]}"
            + " | {'model':'x','messages':[{'role':'system','content':'c'}]} | messages.name",
        "openai | {'model':'m','messages':[{'name':'n','role':'developer','content':'c'}]}"
            + " | {'model':'x','messages':[{'name':'n','role':'developer','content':'c'}]} |",
      })
  void body_losesWhatIsRefused_andNothingElse(
      String provider, String body, String expected, String dropped) {
    OutboundRequest sent = chat(provider, "x", json(body));

    assertThat(text(sent)).isEqualTo(json(expected));
    assertThat(sent.dropped()).isEqualTo(names(dropped));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A reasoning model: defaults go without a word.
        "gpt-5 | {'temperature':1,'top_p':0.5,'max_tokens':9,HI}"
            + " | {'model':'gpt-5','max_completion_tokens':9,HI} | top_p",
        "gpt-5 | {HI,'reasoning_effort':'none'} | {'model':'gpt-5',HI} | reasoning_effort",
        "gpt-5 | {HI,'reasoning_effort':'max'} | {'model':'gpt-5',HI,'reasoning_effort':'high'}"
            + " | reasoning_effort",
        "gpt-5.1 | {HI,'reasoning_effort':'none'}"
            + " | {'model':'gpt-5.1',HI,'reasoning_effort':'none'} |",
        // A model that does not reason.
        "gpt-4o | {HI,'reasoning_effort':'none'} | {'model':'gpt-4o',HI} |",
        "gpt-4o | {HI,'reasoning_effort':'low'} | {'model':'gpt-4o',HI} | reasoning_effort",
        // Of a model that is not known nothing is known.
        "own | {HI,'reasoning_effort':'none','temperature':0}"
            + " | {'model':'own',HI,'reasoning_effort':'none','temperature':0} |",
        "gpt-4o | {'max_completion_tokens': 32000,HI}"
            + " | {'model':'gpt-4o','max_completion_tokens': 16384,HI} | max_tokens",
      })
  void body_losesWhatTheModelRefuses(String model, String body, String expected, String dropped) {
    OutboundRequest sent = chat("openai", model, json(body));

    assertThat(text(sent)).isEqualTo(json(expected));
    assertThat(sent.dropped()).isEqualTo(names(dropped));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gpt-5 | {'input':'hi','temperature':0.5,'top_p':1} | {'model':'gpt-5','input':'hi'}"
            + " | temperature",
        "gpt-4o | {'input':'hi','reasoning':{'effort':'high'}}"
            + " | {'model':'gpt-4o','input':'hi','reasoning':null} | reasoning",
        "gpt-5 | {'input':'hi','reasoning':{'summary':'auto','effort':'none'}}"
            + " | {'model':'gpt-5','input':'hi','reasoning':{'summary':'auto'}}"
            + " | reasoning.effort",
        "gpt-4o | {'input':'hi','max_output_tokens':99999}"
            + " | {'model':'gpt-4o','input':'hi','max_output_tokens':16384} | max_output_tokens",
        "gpt-4o | {'input':[{'type':'function_call','name':'a.b','call_id':'c'},"
            + "{'type':'message','role':'user','content':'a.b'}],"
            + "'tools':[{'type':'function','name':'a.b'},{'type':'web_search','name':'a.b'}]}"
            + " | {'model':'gpt-4o','input':[{'type':'function_call','name':'a_b','call_id':'c'},"
            + "{'type':'message','role':'user','content':'a.b'}],"
            + "'tools':[{'type':'function','name':'a_b'},{'type':'web_search','name':'a.b'}]} |",
      })
  void responseBody_losesWhatTheModelRefuses(
      String model, String body, String expected, String dropped) {
    OutboundRequest sent = sent("openai", model, WireFormat.OPENAI, Operation.RESPONSE, json(body));

    assertThat(text(sent)).isEqualTo(json(expected));
    assertThat(sent.dropped()).isEqualTo(names(dropped));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "claude-haiku-4-5 | {'model':'m','max_tokens':200000,HI}"
            + " | {'model':'claude-haiku-4-5','max_tokens':64000,HI} | max_tokens",
        "claude-sonnet-5 | {'model':'m','temperature':0.3,'max_tokens':9,HI,'top_k':4}"
            + " | {'model':'claude-sonnet-5','max_tokens':9,HI} | temperature,top_k",
        "claude-haiku-4-5 | {'model':'m','temperature':0.3,'max_tokens':9,HI}"
            + " | {'model':'claude-haiku-4-5','temperature':0.3,'max_tokens':9,HI} |",
        "claude-sonnet-4-6 | {'model':'m','max_tokens':9,'messages':[{'role':'user','content':'a'},"
            + "{'role':'assistant','content':'b'}]}"
            + " | {'model':'claude-sonnet-4-6','max_tokens':9,'messages':[{'role':'user',"
            + "'content':'a'},{'role':'assistant','content':'b'},{'role':'user',"
            + "'content':'(continue)'}]} |",
        // Ids of other providers; a name that is no name of a tool stays.
        "claude-sonnet-4-5 | {'model':'m','max_tokens':9,'messages':[{'role':'assistant','content':"
            + "[{'type':'tool_use','id':'functions.f:0','name':'a.b','input':{'name':'a.b'}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'functions.f:0'}]}]}"
            + " | {'model':'claude-sonnet-4-5','max_tokens':9,'messages':[{'role':'assistant',"
            + "'content':[{'type':'tool_use','id':'functions_f_0','name':'a_b','input':"
            + "{'name':'a.b'}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':"
            + "'functions_f_0'}]}]} |",
        // Thinking by tokens where the model judges by itself, and the other way round.
        "claude-opus-5 | {'model':'m','max_tokens':9000,'thinking':{'type':'enabled',"
            + "'budget_tokens':2000,'display':'omitted'},HI} | {'model':'claude-opus-5',"
            + "'max_tokens':9000,'thinking':{'type':'adaptive','display':'omitted'},HI}"
            + " | thinking.budget_tokens",
        "claude-sonnet-4-6 | {'model':'m','thinking':{'budget_tokens':2000,'type':'enabled'},"
            + "'max_tokens':9000,HI} | {'model':'claude-sonnet-4-6','thinking':"
            + "{'budget_tokens':2000,'type':'enabled'},'max_tokens':9000,HI} |",
        "claude-haiku-4-5 | {'model':'m','thinking':{'type':'adaptive'},'max_tokens':9000,HI}"
            + " | {'model':'claude-haiku-4-5','thinking':{'type':'enabled','budget_tokens':4500},"
            + "'max_tokens':9000,HI} | thinking",
        "claude-haiku-4-5 | {'model':'m','thinking':{'type':'adaptive'},'max_tokens':1024,HI}"
            + " | {'model':'claude-haiku-4-5','thinking':{'type':'disabled'},'max_tokens':1024,HI}"
            + " | thinking",
        "claude-sonnet-5 | {'model':'m','thinking':{'type':'disabled'},'max_tokens':9,HI}"
            + " | {'model':'claude-sonnet-5','max_tokens':9,HI} | thinking",
        "claude-haiku-4-5 | {'model':'m','thinking':{'type':'disabled'},'max_tokens':9,HI}"
            + " | {'model':'claude-haiku-4-5','thinking':{'type':'disabled'},'max_tokens':9,HI} |",
        "own | {'model':'m','thinking':{'type':'adaptive'},'max_tokens':9000,HI}"
            + " | {'model':'own','thinking':{'type':'adaptive'},'max_tokens':9000,HI} |",
        // The budget stays below a limit that was lowered.
        "claude-haiku-4-5 | {'model':'m','thinking':{'type':'enabled','budget_tokens':99000},"
            + "'max_tokens':200000,HI} | {'model':'claude-haiku-4-5','thinking':{'type':'enabled',"
            + "'budget_tokens':63999},'max_tokens':64000,HI} | max_tokens,thinking.budget_tokens",
        "claude-haiku-4-5 | {'model':'m','thinking':{'type':'enabled','budget_tokens':99000},"
            + "'max_tokens':9000,HI} | {'model':'claude-haiku-4-5','thinking':{'type':'enabled',"
            + "'budget_tokens':99000},'max_tokens':9000,HI} |",
        // Users by e-mail address.
        "claude-sonnet-5 | {'model':'m','max_tokens':9,'metadata':{'user_id':'a@example.com',"
            + "'x':1},HI} | {'model':'claude-sonnet-5','max_tokens':9,'metadata':{'x':1},HI}"
            + " | metadata.user_id",
        "claude-sonnet-5 | {'model':'m','max_tokens':9,'metadata':{'user_id': 'u1'},HI}"
            + " | {'model':'claude-sonnet-5','max_tokens':9,'metadata':{'user_id': 'u1'},HI} |",
        // Schemas: of a tool an object, of an answer closed; what is accepted stays as it is.
        "claude-sonnet-5 | {'model':'m','max_tokens':9,'tools':[{'input_schema':{'anyOf':["
            + "{'type':'object','properties':{'a':{}}}]},'name':'f'},{'name':'g','input_schema':"
            + "{ 'type':'object' , 'properties':{'anyOf':{}}}}],HI} | {'model':'claude-sonnet-5',"
            + "'max_tokens':9,'tools':[{'input_schema':{'type':'object','properties':{'a':{}}},"
            + "'name':'f'},{'name':'g','input_schema':{ 'type':'object' , 'properties':"
            + "{'anyOf':{}}}}],HI} |",
        "claude-sonnet-5 | {'model':'m','max_tokens':9,'output_config':{'effort':'low','format':"
            + "{'type':'json_schema','schema':{'type':'object','properties':{'a':{'type':'string',"
            + "'minLength':2}}}}},HI} | {'model':'claude-sonnet-5','max_tokens':9,'output_config':"
            + "{'effort':'low','format':{'type':'json_schema','schema':{'type':'object',"
            + "'properties':{'a':{'type':'string','description':'{minLength: 2}'}},"
            + "'additionalProperties':false}}},HI} |",
        "claude-sonnet-5 | {'model':'m','max_tokens':9,'output_format':{'type':'json_schema',"
            + "'schema':{'type':'object','additionalProperties':true}},HI} |"
            + " {'model':'claude-sonnet-5','max_tokens':9,'output_format':{'type':'json_schema',"
            + "'schema':{'type':'object','additionalProperties':false}},HI} | output_format",
        "claude-sonnet-5 | {'model':'m','max_tokens':9,'output_config':{'format':{'schema':"
            + "{ 'type':'object','additionalProperties':false,'properties':{'a':{'pattern':'x'}}}"
            + "}},HI} | {'model':'claude-sonnet-5','max_tokens':9,'output_config':{'format':"
            + "{'schema':{ 'type':'object','additionalProperties':false,'properties':{'a':"
            + "{'pattern':'x'}}}}},HI} |",
      })
  void messagesBody_losesWhatTheModelRefuses(
      String model, String body, String expected, String dropped) {
    OutboundRequest sent =
        sent("anthropic", model, WireFormat.ANTHROPIC, Operation.CHAT, json(body));

    assertThat(text(sent)).isEqualTo(json(expected));
    assertThat(sent.dropped()).isEqualTo(names(dropped));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gemini-2.5-flash | {'tools':[{'functionDeclarations':[]}],'generationConfig':"
            + "{'responseMimeType':'application/json','topK':3,'responseSchema':{'type':'OBJECT'}}}"
            + " | {'tools':[{'functionDeclarations':[]}],'generationConfig':{'topK':3}}"
            + " | responseMimeType,responseSchema",
        "gemini-3.8-flash | {'tools':[{'functionDeclarations':[]}],'generationConfig':"
            + "{'responseMimeType':'application/json'}}"
            + " | {'tools':[{'functionDeclarations':[]}],'generationConfig':"
            + "{'responseMimeType':'application/json'}} |",
        "gemini-2.5-flash | {'tools':[{'googleSearch':{}}],'generation_config':"
            + "{'response_mime_type':'application/json'}}"
            + " | {'tools':[{'googleSearch':{}}],'generation_config':"
            + "{'response_mime_type':'application/json'}} |",
        "gemini-2.5-flash |"
            + " {'generationConfig':{'maxOutputTokens':99999,'stopSequences':['1','2','3','4','5','6']}}"
            + " | {'generationConfig':{'maxOutputTokens':65536,'stopSequences':['1','2','3','4','5']}}"
            + " | maxOutputTokens,stopSequences",
        // Names of functions, in declarations, choice and history; no name of anything else.
        "gemini-3.8-flash | {'contents':[{'parts':[{'functionCall':{'name':'9 a','args':"
            + "{'name':'9 a'}}},{'text':'9 a'}]},{'parts':{'function_response':{'name':'9 a',"
            + "'response':{'name':'9 a'}}}}],'tool_config':{'function_calling_config':"
            + "{'allowed_function_names':['9 a','b.c:d']}},'tools':[{'function_declarations':"
            + "[{'parameters':{'name':'9 a'},'name':'9 a'},{'name':'b.c:d'},{'name':'_9_a'}]}]}"
            + " | {'contents':[{'parts':[{'functionCall':{'name':'_9_a_2','args':"
            + "{'name':'9 a'}}},{'text':'9 a'}]},{'parts':{'function_response':{'name':'_9_a_2',"
            + "'response':{'name':'9 a'}}}}],'tool_config':{'function_calling_config':"
            + "{'allowed_function_names':['_9_a_2','b.c:d']}},'tools':[{'function_declarations':"
            + "[{'parameters':{'name':'9 a'},'name':'_9_a_2'},{'name':'b.c:d'},{'name':'_9_a'}]}]}"
            + " |",
        "gemini-3.8-flash | {'tools':{'functionDeclarations':{'name':'ü'}},'toolConfig':"
            + "{'functionCallingConfig':{'allowedFunctionNames':'ü'}},'contents':'x'}"
            + " | {'tools':{'functionDeclarations':{'name':'_'}},'toolConfig':"
            + "{'functionCallingConfig':{'allowedFunctionNames':'_'}},'contents':'x'} |",
      })
  void contentsBody_losesWhatTheModelRefuses(
      String model, String body, String expected, String dropped) {
    OutboundRequest sent = sent("gemini", model, WireFormat.GEMINI, Operation.CHAT, json(body));

    assertThat(text(sent)).isEqualTo(json(expected));
    assertThat(sent.dropped()).isEqualTo(names(dropped));
  }

  @Test
  void contentsBody_fittedNames_areGivenToThoseWhoReadTheAnswer() {
    OutboundRequest sent =
        sent(
            "gemini",
            "m",
            WireFormat.GEMINI,
            Operation.CHAT,
            json("{'tools':[{'functionDeclarations':[{'name':'a b'},{'name':'c'}]}]}"));

    assertThat(sent.toolNames()).isEqualTo(Map.of("a_b", "a b"));
  }

  private static PassthroughProvider ollama(int contextTokens) {
    return (PassthroughProvider)
        ProviderCatalogue.load().stream()
            .filter(entry -> entry.id().equals("ollama"))
            .map(
                entry ->
                    ProviderRegistry.create(
                        entry,
                        new ProviderEndpoint(
                            Endpoint.parse(entry.baseUrl()),
                            null,
                            "m",
                            model ->
                                new ModelRules(
                                    null, List.of(), null, null, null, null, contextTokens))))
            .findFirst()
            .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'model':'m'} | {'options':{'num_ctx':32768},'model':'q'}",
        "{'model':'m','options':null} | {'model':'q','options':{'num_ctx':32768}}",
        "{'model':'m','options':{}} | {'model':'q','options':{'num_ctx':32768}}",
        "{'options':{'seed':1},'model':'m'} | {'options':{'num_ctx':32768,'seed':1},'model':'q'}",
        "{'model':'m','options':{'num_ctx':1}} | {'model':'q','options':{'num_ctx':1}}",
        "{} | {'options':{'num_ctx':32768},'model':'q'}",
      })
  void ollamaBody_getsTheContextThatIsKnown_unlessTheCallerChoseOne(String body, String expected) {
    OutboundRequest sent =
        ollama(32_768).splice(raw(WireFormat.OLLAMA, Operation.CHAT, json(body)), "q");

    assertThat(RequestRulesTest.tree(sent)).isEqualTo(RequestRulesTest.tree(json(expected)));
  }

  @Test
  void ollamaRequest_thatIsTranslated_getsTheContextThatIsKnown() {
    OutboundRequest sent =
        ollama(32_768).encode(RequestRulesTest.raw("{\"model\":\"m\"," + HI + "}").chat(), "q");

    assertThat(RequestRulesTest.tree(sent).at("/options/num_ctx").asInt()).isEqualTo(32_768);
  }
}
