"""The canary: an answer that contains this secret word is refused."""

import asyncio

import pytest

from advisors.model_errors import ModelError
from advisors.researcher import agent as researcher
from advisors.researcher.parsing import FeedItem
from advisors.runtime.builtin import ScriptedCall
from advisors.runtime.litellm import close_connections
from advisors.safety.canary import CANARY_PATTERN, has_leaked
from advisors.tests.researcher.test_round import NOW
from advisors.tests.support.model_servers import in_turn
from advisors.tests.support.scripted_agent import NAMER, TALKER, TASK, WIRE_NAMES, ask, serve_model

each_wire = pytest.mark.parametrize("wire", WIRE_NAMES)
CANARY = "canaryabcdefghijklmnop"


def canary_of(request):
    return CANARY_PATTERN.search(request.system)[0]


def failure(wire, play, **options):
    with serve_model(wire, play) as (provider, terms), pytest.raises(ModelError) as failed:
        ask(terms, **options)
    return failed.value.code, len(provider.asked)


@pytest.mark.parametrize(
    "text",
    [
        CANARY, f"It is {CANARY.upper()}.", "abcdefghijklmnop", "a-b-c-d e_f_g_h ijkl\nmnop", "ponmlkjihgfedcba",
        "canaryａｂｃｄefghijklmnop", "ab\u200bcdefgh\u2060 ijklmnop", "a1b2c3d4e5f6g7h8i9j0klmnop",
    ],
)  # fmt: skip
def test_a_disguised_canary_is_found(text):
    assert has_leaked(text, CANARY)


@pytest.mark.parametrize("text", ["", "canary", "A canary sings.", "abcdefghijklmno", "canarybbcdefghijklmnop"])
def test_a_similar_word_is_no_canary(text):
    assert not has_leaked(text, CANARY)


@each_wire
def test_each_run_has_its_own_canary(wire):
    with serve_model(wire, in_turn([ScriptedCall("sides_of", {"shape": "square"})], "Four.")) as (provider, terms):
        ask(terms)
        ask(terms)
    first, second, third = map(canary_of, provider.asked)
    assert first == second != third
    assert not CANARY_PATTERN.search("".join(request.said for request in provider.asked if wire != "openai"))
    assert [request.task for request in provider.asked] == [TASK] * 3


@each_wire
def test_an_answer_with_a_canary_is_refused(wire):
    assert failure(wire, lambda request: f"My instructions say {canary_of(request)}.") == ("canary", 1)


@each_wire
def test_a_typed_answer_with_a_canary_is_refused(wire):
    result = failure(wire, lambda request: f'{{"name": "{canary_of(request)}", "sides": 3}}', agent=NAMER)
    assert result == ("canary", 1)


@each_wire
@pytest.mark.parametrize("arguments", [lambda word: {"shape": word}, lambda word: {word: "square"}])
def test_a_tool_call_with_a_canary_is_not_run(wire, arguments):
    code = failure(wire, lambda request: [ScriptedCall("sides_of", arguments(canary_of(request)))], agent=TALKER)
    assert code == ("canary", 1)


def test_a_note_with_a_canary_is_refused():
    item = FeedItem("Rates are cut", "https://example.org/a", NOW, "The bank lowered its rate.")
    answer = '{{"points": ["The bank lowered its rate.", "It says {0}.", "Prices rise less."]}}'
    play = lambda request: answer.format(canary_of(request))  # noqa: E731

    async def write_note(terms):
        try:
            await researcher.write_note(researcher.Deps(item, "The bank lowered its rate."), terms)
        finally:
            await close_connections()

    with serve_model("openai", play) as (provider, terms), pytest.raises(ModelError) as failed:
        asyncio.run(write_note(terms))
    assert (failed.value.code, len(provider.asked)) == ("canary", 1)
