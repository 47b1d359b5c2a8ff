"""Runs the official Python clients, and some libraries on top of them, through a gateway.

Usage: check_clients.py GATEWAY_URL. The gateway must have the fake provider as hyperbolic, anthropic, gemini
and ollama. Each check asks for a whole answer, a stream or an embedding and compares what came.
"""

import sys
import traceback

ROOT = sys.argv[1].rstrip("/")
MODELS = ["hyperbolic/m", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash", "ollama/m"]
TEXT = "w1 w2 w3"
KEY = "any"
passed = failed = 0


def check(name, function):
    global passed, failed
    try:
        text = function()
        assert text is not None and TEXT in text, f"got {text!r}"
        passed += 1
    except Exception:
        failed += 1
        print(f"FAILED {name}\n{traceback.format_exc()}")


def openai_checks(model):
    from openai import OpenAI

    client = OpenAI(base_url=f"{ROOT}/v1", api_key=KEY, max_retries=0)
    ask = [{"role": "user", "content": "hi"}]
    check(f"openai chat {model}", lambda: client.chat.completions.create(
        model=model, messages=ask).choices[0].message.content)
    check(f"openai chat stream {model}", lambda: "".join(
        chunk.choices[0].delta.content or "" for chunk in client.chat.completions.create(
            model=model, messages=ask, stream=True) if chunk.choices))
    check(f"openai responses {model}", lambda: client.responses.create(model=model, input="hi").output_text)
    check(f"openai responses stream {model}", lambda: "".join(
        event.delta for event in client.responses.create(model=model, input="hi", stream=True)
        if event.type == "response.output_text.delta"))


def anthropic_checks(model):
    from anthropic import Anthropic

    client = Anthropic(base_url=ROOT, api_key=KEY, max_retries=0)
    ask = dict(model=model, max_tokens=50, messages=[{"role": "user", "content": "hi"}])
    check(f"anthropic {model}", lambda: client.messages.create(**ask).content[0].text)

    def stream():
        with client.messages.stream(**ask) as events:
            return "".join(events.text_stream)

    check(f"anthropic stream {model}", stream)

    def request_id():
        assert client.messages.create(**ask)._request_id
        return TEXT

    check(f"anthropic request id {model}", request_id)


def google_checks(model):
    from google import genai
    from google.genai import types

    client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=ROOT))
    check(f"google-genai {model}", lambda: client.models.generate_content(model=model, contents="hi").text)
    check(f"google-genai stream {model}", lambda: "".join(
        chunk.text or "" for chunk in client.models.generate_content_stream(model=model, contents="hi")))


def ollama_checks(model):
    from ollama import Client

    client = Client(host=ROOT, headers={"Authorization": f"Bearer {KEY}"})
    ask = [{"role": "user", "content": "hi"}]
    check(f"ollama {model}", lambda: client.chat(model=model, messages=ask).message.content)
    check(f"ollama stream {model}", lambda: "".join(
        part.message.content or "" for part in client.chat(model=model, messages=ask, stream=True)))
    check(f"ollama generate {model}", lambda: client.generate(model=model, prompt="hi").response)


def litellm_checks(model):
    import litellm

    ask = [{"role": "user", "content": "hi"}]
    check(f"litellm openai {model}", lambda: litellm.completion(
        model=f"openai/{model}", messages=ask, api_base=f"{ROOT}/v1", api_key=KEY).choices[0].message.content)
    check(f"litellm anthropic {model}", lambda: litellm.completion(
        model=f"anthropic/{model}", messages=ask, api_base=ROOT, api_key=KEY,
        max_tokens=50).choices[0].message.content)


def langchain_checks(model):
    from langchain_anthropic import ChatAnthropic
    from langchain_openai import ChatOpenAI

    check(f"langchain-openai {model}", lambda: ChatOpenAI(
        model=model, base_url=f"{ROOT}/v1", api_key=KEY, max_retries=0).invoke("hi").content)
    check(f"langchain-anthropic {model}", lambda: ChatAnthropic(
        model=model, base_url=ROOT, api_key=KEY, max_retries=0).invoke("hi").content)


for each in MODELS:
    for checks in (openai_checks, anthropic_checks, google_checks, ollama_checks, litellm_checks, langchain_checks):
        checks(each)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
