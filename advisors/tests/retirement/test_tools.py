"""The what-if tool lists its changes in the order of calls, not of results, and each only once."""

import asyncio
import json

from agents import RunConfig, RunHooks, Runner

from advisors.retirement.agent import build, list_what_if_results
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
    return Deps(*people.case(people.one_stock(), paths=100, examined=False))


def run_calls(context, *amounts, change="save_more"):
    async def run():
        hooks = LastFirst(amounts)
        calls = tuple(ScriptedCall("what_if_changed", {"change": change, "amount": amount}) for amount in amounts)
        script = BuiltinScript(calls=calls, answer=lambda results: json.dumps(results["what_if_changed"]))
        config = RunConfig(model_provider=FixedModelProvider(BuiltinModel(script)), tracing_disabled=True)
        result = await Runner.run(build(), "test", context=context, hooks=hooks, run_config=config)
        return hooks.finished, [json.loads(a) if isinstance(a, str) else a for a in json.loads(result.final_output)]

    return asyncio.run(run())


def test_what_if_ids_follow_the_order_of_calls():
    context = deps()
    finished, _ = run_calls(context, *AMOUNTS)
    assert finished == list(reversed(AMOUNTS))
    assert [(key, what_if.amount) for key, what_if in list_what_if_results(context)] == [
        (f"save_more_{amount}", amount) for amount in AMOUNTS
    ]


def test_a_second_run_adds_its_what_ifs():
    context = deps()
    run_calls(context, 500)
    run_calls(context, 1000)
    assert [key for key, _ in list_what_if_results(context)] == ["save_more_500", "save_more_1000"]
    assert context.facts.value(Family.CHANGE, Measure.AMOUNT, "save_more_1000") == 1000


def test_a_refused_call_leaves_no_facts():
    context = deps()
    _, answers = run_calls(context, 0.5, 2.7, change="retire_later")
    assert "whole years" in answers[0]["error"]
    assert answers[1]["facts"][0]["shown_as"] == "2 years"
    assert [key for key, _ in list_what_if_results(context)] == ["retire_later_2"]


def test_a_repeated_what_if_has_its_facts_once():
    context = deps()
    _, (first, *_) = run_calls(context, 500, 1000)
    _, (again,) = run_calls(context, 500)
    assert again == first and again["facts"]
    assert [key for key, _ in list_what_if_results(context)] == ["save_more_500", "save_more_1000"]
    changes = [fact for fact in context.facts.facts if fact.family == Family.CHANGE]
    assert sorted({fact.of for fact in changes}) == ["save_more_1000", "save_more_500"]
    assert len(changes) == len({fact.id for fact in changes}) == 2 * len(first["facts"])


def test_two_requests_for_one_change_are_one():
    context = deps()
    _, answers = run_calls(context, 2, 2.7, change="retire_later")
    assert answers[0] == answers[1]
    assert [key for key, _ in list_what_if_results(context)] == ["retire_later_2"]
    assert len(context.facts.members(Family.CHANGE, Measure.AMOUNT)) == 1


def test_the_number_of_what_ifs_is_limited():
    context = deps()
    context.call_ids += [str(number) for number in range(MAX_WHAT_IFS)]
    _, answers = run_calls(context, 500)
    assert "Enough" in answers[0]["error"] and context.what_ifs == []
