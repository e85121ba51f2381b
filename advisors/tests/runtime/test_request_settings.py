"""Every request sets its temperature, and Ollama's the context window that it needs."""

import pytest

from advisors.llm import ModelConfig
from advisors.model_errors import ModelError
from advisors.tests.support.model_servers import in_turn
from advisors.tests.support.scripted_agent import NAMER, TASK, WIRE_NAMES, ask, serve_model

TRIANGLE = '{"name": "triangle", "sides": 3}'


def sent_body(wire, **settings):
    with serve_model(wire, in_turn(TRIANGLE), **settings) as (provider, terms):
        ask(terms, NAMER)
    (request,) = provider.asked
    return request.body


@pytest.mark.parametrize("wire", WIRE_NAMES)
def test_every_request_sets_the_temperature(wire):
    body = sent_body(wire, temperature=0.3)
    sent = body["inferenceConfig"] if wire == "bedrock" else body
    assert sent["temperature"] == pytest.approx(0.3)


def test_ollama_gets_its_context_window():
    options = sent_body("ollama")["options"]
    assert (options["num_ctx"], options["temperature"], options["num_predict"]) == (32_768, 0.2, 8000)


def test_a_small_window_leaves_room_for_the_prompt():
    options = sent_body("ollama", context_tokens=8192)["options"]
    assert (options["num_ctx"], options["num_predict"]) == (8192, 2048)


def test_a_prompt_beyond_the_window_is_not_sent():
    small = serve_model("ollama", in_turn(TRIANGLE), context_tokens=1024)
    with small as (provider, terms), pytest.raises(ModelError) as failed:
        ask(terms, NAMER, TASK + " " * 3 * 1024)
    assert failed.value.code == "window_too_small"
    assert "OLLAMA_NUM_CTX" in failed.value.message
    assert provider.asked == []


@pytest.mark.parametrize("name", ["openai/gpt-4.1", "bedrock/us.amazon.nova-pro-v1:0", "gpt-4.1", ""])
def test_other_providers_know_their_own_window(name):
    assert ModelConfig().find_context_limit(name) is None


@pytest.mark.parametrize("name", ["ollama_chat/llama3.1", "ollama/llama3.1"])
def test_both_names_of_ollama_have_a_window(name):
    assert ModelConfig(context_tokens=4096).find_context_limit(name) == 4096
