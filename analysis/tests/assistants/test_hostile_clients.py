"""A hostile client reads and breaks nothing: foreign ids, huge arguments, many calls, other methods."""

import json
import uuid

import pytest
from mcp.shared.exceptions import MCPError

from analysis.assistants.server import build_server
from analysis.models import Job
from analysis.tests.support.assistants import ask, call, talk
from people import acting_as
from people.models import RequestCount

pytestmark = pytest.mark.slow

FOREIGN = "There is no such analysis. Leave the id out for the last one."
OF_AN_ANALYSIS = {
    "facts": {}, "explain": {"fact": "portfolio.value"}, "holdings": {}, "rebalancing_plans": {}, "get_analysis": {},
    "what_if": {"change": "save_more", "amount": 100}, "compare": {"other": str(uuid.uuid4())},
    "check_text": {"text": "You own $1."},
}  # fmt: skip
TOO_MUCH = {
    "facts": [{"search": "a" * 101}, {"limit": 10**9}, {"offset": -1}, {"topic": "x" * 41}, {"analysis": "9" * 1000}],
    "explain": [{"fact": "f" * 201}, {}],
    "what_if": [{"change": "win_lottery", "amount": 1}, {"change": "save_more", "amount": 1e300},
                {"change": "save_more", "amount": float("nan")}, {"change": "save_more", "amount": -5}],
    "check_text": [{"text": "9" * 20_001}, {"text": ""}],
    "start_analysis": [{"kind": "k" * 31}, {"key": "k" * 81}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.FAIR_USE_RATES = {**settings.FAIR_USE_RATES, "assistant": "9999/min", "assistant_work": "9999/min"}


@pytest.mark.parametrize("tool", OF_AN_ANALYSIS)
def test_a_stranger_reads_no_analysis_of_another(bob, finished, tool):
    for analysis in (str(finished.pk), str(uuid.uuid4()), "1", "' OR 1=1 --", "../../etc/passwd"):
        assert call(bob, tool, **{**OF_AN_ANALYSIS[tool], "analysis": analysis}) == FOREIGN


def test_nor_the_report_by_its_address(bob, finished):
    async def conversation(client):
        texts = []
        for analysis in (finished.pk, uuid.uuid4(), "last", "..%2f..%2fetc"):
            try:
                await client.read_resource(f"alex://analyses/{analysis}/report")
            except MCPError as refused:
                texts.append(str(refused))
        return texts

    texts = talk(build_server(bob, ["read"]), conversation)
    assert len(texts) == 4
    assert finished.report_payload.content[:40] not in str(texts)


def test_two_keys_of_one_process_stay_apart(alice, bob, finished):
    assert call(alice, "facts")["total"] > 100
    assert call(bob, "facts") == "There is no finished analysis yet. Start one."
    assert call(alice, "what_if", change="save_more", amount=4321)["claims"]
    assert call(bob, "what_if", change="save_more", amount=100, analysis=str(finished.pk)) == FOREIGN


@pytest.mark.parametrize("tool", TOO_MUCH)
def test_arguments_without_measure_are_refused(alice, finished, tool):
    for arguments in TOO_MUCH[tool]:
        answer = call(alice, tool, **arguments)
        assert isinstance(answer, str), arguments
        assert "Traceback" not in answer


def test_a_thousand_calls_change_nothing(alice, finished, settings):
    settings.FAIR_USE_RATES = {**settings.FAIR_USE_RATES, "assistant": "60/min"}

    async def conversation(client):
        return [await ask(client, "explain", fact="portfolio.value") for _ in range(1000)]

    answers = talk(build_server(alice, ["read", "start"]), conversation)
    refused = [one for one in answers if isinstance(one, str)]
    assert len(answers) - len(refused) == 60
    assert set(refused) == {one for one in refused if one.startswith("Too many questions of your assistant.")}
    with acting_as(alice.pk):
        assert Job.objects.count() == 1


def test_what_takes_long_has_a_limit_of_its_own(alice, finished, settings):
    settings.FAIR_USE_RATES = {**settings.FAIR_USE_RATES, "assistant_work": "2/hour"}
    answers = [call(alice, "what_if", change="save_more", amount=100) for _ in range(3)]
    assert [isinstance(one, str) for one in answers] == [False, False, True]
    assert call(alice, "facts")["total"]
    assert RequestCount.objects.exists()


def test_no_tool_shows_secrets_or_the_address(alice, finished):
    answers = [call(alice, tool, **arguments) for tool, arguments in OF_AN_ANALYSIS.items() if tool != "compare"]
    text = json.dumps(answers)
    assert len(text) > 10_000
    assert alice.email not in text
    assert str(alice.pk) not in text
