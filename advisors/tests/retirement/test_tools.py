"""The what-if tool lists its changes in the order of calls, not of results, and each only once."""

import asyncio
import json

from agents import RunConfig, RunHooks, Runner

from advisors.claims.building import build_claim_case
from advisors.document.document import RETIREMENT_SECTIONS
from advisors.retirement.agent import build_agent
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.tools import MAX_WHAT_IFS, Deps
from advisors.runtime.builtin import BuiltinModel, BuiltinScript, ScriptedCall
from advisors.runtime.run import FixedModelProvider
from advisors.tests.support import cases as people
from portfolios.facts.families import Family, Measure

AMOUNTS = (500, 1000, 1500)


class LastFirst(RunHooks):
    """Delays each call until all later calls are done."""

    def __init__(self, amounts):
        self.done = {amount: asyncio.Event() for amount in amounts}
        self.order = list(amounts)
        self.finished = []

    async def on_tool_start(self, context, agent, tool):
        place = self.order.index(json.loads(context.tool_arguments)["amount"])
        for later in self.order[place + 1 :]:
            await self.done[later].wait()

    async def on_tool_end(self, context, agent, tool, result):
        amount = json.loads(context.tool_arguments)["amount"]
        self.finished.append(amount)
        self.done[amount].set()


def deps():
    return Deps(build_claim_case(people.one_stock(), paths=100), RETIREMENT_SECTIONS)


def list_tested(context):
    """Return the keys of the what-ifs of a run, in their order."""
    return [change_key(what_if) for what_if in context.what_ifs]


def run_calls(context, *amounts, change="save_more"):
    async def run():
        hooks = LastFirst(amounts)
        calls = tuple(ScriptedCall("what_if_changed", {"change": change, "amount": amount}) for amount in amounts)
        script = BuiltinScript(calls=calls, answer=lambda results: json.dumps(results["what_if_changed"]))
        config = RunConfig(model_provider=FixedModelProvider(BuiltinModel(script)), tracing_disabled=True)
        result = await Runner.run(build_agent(), "test", context=context, hooks=hooks, run_config=config)
        return hooks.finished, [json.loads(a) if isinstance(a, str) else a for a in json.loads(result.final_output)]

    return asyncio.run(run())


def test_what_ifs_follow_the_order_of_calls():
    context = deps()
    finished, _ = run_calls(context, *AMOUNTS)
    assert finished == list(reversed(AMOUNTS))
    assert list_tested(context) == [f"save_more_{amount}" for amount in AMOUNTS]


def test_a_what_if_makes_its_claims_possible():
    context = deps()
    assert not [s for s in context.menu.by_name.get("change", ()) if "save_more_4000" in s.arguments]
    _, (answer,) = run_calls(context, 4000)
    sayable = [s.text() for s in context.menu.by_name.get("change", ()) if "save_more_4000" in s.arguments]
    assert [line.partition(" = ")[2] for line in answer["lines"]] == sayable
    assert bool(sayable) or not answer["differs"]


def test_a_second_run_adds_its_what_ifs():
    context = deps()
    run_calls(context, 500)
    run_calls(context, 1000)
    assert list_tested(context) == ["save_more_500", "save_more_1000"]
    assert context.case.facts.value(Family.CHANGE, Measure.AMOUNT, "save_more_1000") == 1000


def test_a_refused_call_leaves_no_facts():
    context = deps()
    _, answers = run_calls(context, 0.5, 2.7, change="retire_later")
    assert "whole years" in answers[0]["error"] and "lines" in answers[1]
    assert list_tested(context) == ["retire_later_2"]


def test_a_repeated_what_if_has_its_facts_once():
    context = deps()
    _, (first, *_) = run_calls(context, 500, 1000)
    _, (again,) = run_calls(context, 500)
    assert again == first
    changes = [fact for fact in context.case.facts.facts if fact.of == "save_more_500"]
    assert changes and len(changes) == len({fact.id for fact in changes})


def test_a_change_that_code_tested_is_not_run_again(monkeypatch):
    context = deps()
    known = next(one for one in context.base.what_ifs if one.change == "save_more")
    monkeypatch.setattr("advisors.retirement.tools.project_what_if", None)
    run_calls(context, known.amount)
    assert context.what_ifs == [known]


def test_the_number_of_what_ifs_is_limited():
    context = deps()
    context.call_ids += [str(number) for number in range(MAX_WHAT_IFS)]
    _, answers = run_calls(context, 500)
    assert "Enough" in answers[0]["error"] and context.what_ifs == []
