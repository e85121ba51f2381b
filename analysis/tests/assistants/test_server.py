"""The SDK's own client asks the tools: answers are facts with ids, and statements that code says."""

import uuid

import pytest

from analysis.assistants.server import build_server
from analysis.models import Job
from analysis.questions.models import Question
from analysis.tests.support.assistants import ask, call, talk
from people import acting_as

TOOLS = ["facts", "explain", "holdings", "what_if", "rebalancing_plans", "get_analysis", "compare", "check_text"]


def test_a_transcript_of_everything_that_reads(alice, finished):
    async def conversation(client):
        tools = [tool.name for tool in (await client.list_tools()).tools]
        facts = await ask(client, "facts", search="what your money is worth portfolio value", limit=5)
        worth = await ask(client, "explain", fact="portfolio.value")
        plan = await ask(client, "explain", fact="plan.success")
        state = await ask(client, "get_analysis")
        report = (await client.read_resource(state["report"])).contents[0].text
        again = await ask(client, "check_text", text=state["letter"])
        wrong = await ask(client, "check_text", text="Your portfolio is worth $1,234,567.")
        return tools, facts, worth, plan, state, report, again, wrong

    tools, facts, worth, plan, state, report, again, wrong = talk(build_server(alice, ["read"]), conversation)
    assert tools == TOOLS
    assert facts["analysis"] == str(finished.pk)
    assert worth["fact"]["value"] == str(finished.facts["portfolio.value"].value)
    assert worth["fact"]["text"] in worth["claims"][0]["text"]
    assert all("portfolio.value" in claim["facts"] for claim in worth["claims"])
    assert {one["id"] for one in plan["inputs"]} <= set(finished.facts["plan.success"].inputs)
    assert state["letter"] == finished.summary_payload.content
    assert [one["title"] for one in state["actions"]] == [one.title for one in finished.summary_payload.actions]
    assert report == finished.report_payload.content
    assert again["ok"] and len(again["figures"]) > 5
    assert [(one["text"], one["reason"]) for one in wrong["figures"]] == [("$1,234,567", "no_fact")]


def test_facts_are_found_by_topic_and_words(alice, finished):
    answer = call(alice, "facts", topic="costs", limit=200)
    assert {one["topic"] for one in answer["facts"]} == {"costs"}
    found = call(alice, "facts", search="fees yearly")
    assert "fees.yearly" in [one["id"] for one in found["facts"]]
    page = call(alice, "facts", offset=3, limit=2)
    assert [one["id"] for one in page["facts"]] == [one.id for one in finished.facts.facts[3:5]]
    assert page["total"] >= len(finished.facts.facts)


def test_holdings_add_up(alice, finished):
    answer = call(alice, "holdings", limit=200)
    assert len(answer["holdings"]) == answer["total"] > 10
    assert sum(float(one["weight"]) for one in answer["holdings"]) == pytest.approx(100, abs=0.01)
    assert sum(float(one["value"]) for one in answer["holdings"]) == pytest.approx(float(answer["value"]), abs=0.1)


def test_a_what_if_is_said_and_not_stored(alice, finished):
    answer = call(alice, "what_if", change="save_more", amount=4321)
    (claim,) = answer["claims"]
    assert (claim["kind"], claim["arguments"]) == ("change", ["save_more_4321"])
    assert set(claim["facts"]) & {one["id"] for one in answer["facts"]}
    assert call(alice, "what_if", change="retire_later", amount=0.2)["words"]
    with acting_as(alice.pk):
        assert not Question.objects.exists()


def test_plans_are_those_of_the_page(alice, finished):
    answer = call(alice, "rebalancing_plans")
    stored = finished.summary_payload
    assert answer["no_trades"] == stored.no_trades
    assert [len(one["trades"]) for one in answer["plans"]] == [len(one.trades) for one in stored.rebalancing]


@pytest.mark.slow
def test_two_analyses_are_compared_without_storing(alice, finished):
    with acting_as(alice.pk):
        other = Job.objects.get(pk=finished.pk)
        other.pk = uuid.uuid4()
        other.save(force_insert=True)
    answer = call(alice, "compare", other=str(other.pk), analysis=str(finished.pk))
    assert {one["label"] for one in answer["measures"]} >= {"What you own", "Chance that your money lasts"}
    assert {answer["earlier"], answer["later"]} == {str(finished.pk), str(other.pk)}
    assert "two different" in call(alice, "compare", other=str(other.pk), analysis=str(other.pk))
    with acting_as(alice.pk):
        assert not finished.comparisons.exists()


def test_starting_needs_its_own_scope(alice, finished):
    assert "Unknown tool" in call(alice, "start_analysis", scopes=["read"])
    started = call(alice, "start_analysis", scopes=["start"], kind="risk_assessment", key="once")
    assert call(alice, "start_analysis", kind="risk_assessment", key="once")["analysis"] == started["analysis"]
    assert call(alice, "get_analysis", analysis=started["analysis"])["status"] == "pending"
    assert "no such kind" in call(alice, "start_analysis", kind="horoscope")
    assert "Unknown tool" in call(alice, "facts", scopes=["start"])


def test_without_an_analysis_it_says_so(alice):
    assert call(alice, "facts") == "There is no finished analysis yet. Start one."
