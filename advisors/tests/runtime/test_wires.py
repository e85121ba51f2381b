"""Three wire formats: tool calls and results, typed answers, tokens, costs, and connections."""

import json
import os
from decimal import Decimal

import pytest

from advisors.budget.terms import RunTerms
from advisors.llm import ModelConfig
from advisors.model_errors import ModelError
from advisors.runtime.builtin import ScriptedCall
from advisors.tests.support.model_servers import in_turn, without_canary
from advisors.tests.support.model_wires import MODELS, TOKENS_IN, TOKENS_OUT
from advisors.tests.support.scripted_agent import KEY, LISTER, NAMER, TALKER, TASK, WIRE_NAMES, Shape, ask, serve_model

TRIANGLE = '{"name": "triangle", "sides": 3}'
PRICES = {"openai": "0.000072", "bedrock": "0.000144", "anthropic": "0.000600"}
each_wire = pytest.mark.parametrize("wire", WIRE_NAMES)


@each_wire
def test_tools_are_called_in_one_turn(wire):
    calls = [ScriptedCall("sides_of", {"shape": shape}) for shape in ("triangle", "square", "blob")]
    with serve_model(wire, in_turn(calls, "A triangle.")) as (provider, terms):
        run = ask(terms)
    assert (run.output, run.model) == ("A triangle.", MODELS[wire])
    first, second = provider.asked
    assert (without_canary(first.system), first.task) == (TALKER.instructions, TASK)
    assert first.tools == ("sides_of",)
    assert second.results == (("sides_of", "3"), ("sides_of", "4"), ("sides_of", "null"))


@each_wire
def test_tokens_and_costs_cover_every_request(wire):
    calls = [ScriptedCall("sides_of", {"shape": "triangle"})]
    with serve_model(wire, in_turn(calls, "A triangle.")) as (_, terms):
        run = ask(terms)
    assert (run.spent.requests, run.spent.tokens_in, run.spent.tokens_out) == (2, 2 * TOKENS_IN, 2 * TOKENS_OUT)
    assert run.spent.cost_usd == 2 * Decimal(PRICES[wire])
    assert terms.tally.spent == run.spent
    assert (terms.allowance.tokens, terms.allowance.usd) == (240, run.spent.cost_usd)


def test_tokens_count_with_an_unknown_price():
    with serve_model("openai", in_turn("A triangle.")) as (_, terms):
        unknown = ModelConfig("openai/of-our-own", base_url=terms.models.base_url)
        run = ask(RunTerms(unknown))
    assert (run.spent.cost_usd, run.spent.tokens) == (None, 120)


@each_wire
@pytest.mark.parametrize(
    "answer",
    [
        TRIANGLE,
        f"```json\n{TRIANGLE}\n```",
        f"Here it is:\n{TRIANGLE}\nI hope that helps.",
        '{"name": "triangle", "sides": 3,}',
        '{"name": "triangle", "sides": "3"}',
        f'{{"final_output": {TRIANGLE}}}',
    ],
)
def test_a_typed_answer_may_have_small_errors(wire, answer):
    with serve_model(wire, in_turn(answer)) as (provider, terms):
        assert ask(terms, NAMER).output == Shape(name="triangle", sides=3)
    assert len(provider.asked) == 1


def test_a_list_without_its_name_is_that_list():
    with serve_model("openai", in_turn(f"[{TRIANGLE}]")) as (_, terms):
        assert ask(terms, LISTER).output.shapes == [Shape(name="triangle", sides=3)]


@each_wire
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ('{"name": "line", "sides": 2}', "sides: Input should be greater than or equal to 3"),
        ('{"name": "blob", "sides": NaN}', "There was no JSON object in it."),
        ('{"name": "star", "sides": 1e300}', "sides: Unable to parse"),
        ('{"name": "star", "sides": 10, "price": 5}', "price: Extra inputs are not permitted"),
        ("A triangle has three.", "There was no JSON object in it."),
        ("{" * 5000, "There was no JSON object in it."),
    ],
)
def test_an_unreadable_answer_is_asked_again(wire, answer, reason):
    with serve_model(wire, in_turn(answer, TRIANGLE)) as (provider, terms):
        run = ask(terms, NAMER)
    assert (run.output.sides, run.spent.requests, len(provider.asked)) == (3, 2, 2)
    assert reason in provider.asked[1].task


@each_wire
def test_two_unreadable_answers_are_an_error(wire):
    with serve_model(wire, in_turn("Three.")) as (provider, terms), pytest.raises(ModelError) as failed:
        ask(terms, NAMER)
    assert (failed.value.code, len(provider.asked), terms.tally.spent.requests) == ("malformed", 2, 2)


@each_wire
def test_the_key_is_sent_in_the_headers_only(wire):
    with serve_model(wire, in_turn("A triangle.")) as (provider, terms):
        ask(terms)
    (request,) = provider.asked
    assert [value for value in request.headers.values() if KEY in value]
    assert KEY not in json.dumps(request.body)


def test_bedrock_gets_its_own_format():
    with serve_model("bedrock", in_turn(TRIANGLE)) as (provider, terms):
        ask(terms, NAMER)
    (request,) = provider.asked
    assert request.path == "/model/us.amazon.nova-pro-v1:0/converse"
    assert request.body["toolConfig"]["toolChoice"] == {"tool": {"name": "json_tool_call"}}
    assert request.body["inferenceConfig"]["maxTokens"] == 8000


@each_wire
def test_no_connection_is_left_open_after_a_run(wire):
    open_files = lambda: len(os.listdir("/proc/self/fd"))  # noqa: E731
    with serve_model(wire, in_turn("A triangle.")) as (_, terms):
        ask(terms)
        before = open_files()
        for _ in range(8):
            ask(terms)
        assert open_files() <= before + 1
