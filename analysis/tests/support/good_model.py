"""A stub of a good model: it answers as the built-in writer would for the same facts. And less good ones."""

import json
from contextlib import contextmanager

from advisors import team
from advisors.runtime import run as run_module
from advisors.runtime.builtin import parse_tool_output
from advisors.tests.support.model_servers import stub, without_canary
from advisors.tests.support.model_wires import MODELS
from advisors.tests.support.scripted_agent import KEY
from analysis.usage.model_settings import recipient_of
from people.models import ConsentPurpose
from people.privacy import record_decision


class GoodModel:
    """Keeps the script of each run, and finds it by the system prompt and the task of a request."""

    def __init__(self):
        self.scripts = {}

    def __call__(self, request):
        calls = self._script(request).calls
        return list(calls) if calls and not request.results else self.full_answer(request)

    def correct(self, request):
        """Return the good lines in place of those that a request lists as wrong."""
        lines = self.full_answer(request).splitlines()
        return "\n".join(f"{number}: {lines[number - 1]}" for number in wrong_numbers(request))

    def full_answer(self, request):
        """Return the answer without the tool calls before it."""
        results = {}
        for name, text in request.results:
            results.setdefault(name, []).append(parse_tool_output(text))
        return self._script(request).answer(results)

    def _script(self, request):
        """Return the script of the run. A repeated request within a run starts with the same task."""
        system = without_canary(request.system)
        matching = [
            task for instructions, task in self.scripts if instructions == system and request.task.startswith(task)
        ]
        return self.scripts[system, max(matching, key=len)]

    def watch(self, run):
        async def run_and_keep_script(agent, task, **options):
            self.scripts[agent.instructions, task] = options["script"]
            return await run(agent, task, **options)

        return run_and_keep_script


def is_outline(answer):
    """Return whether an answer is an outline: no tool calls, and not the tagger's JSON."""
    return isinstance(answer, str) and not answer.startswith("{")


def wrong_numbers(request):
    """Return the numbers of the lines that a request to revise an outline lists."""
    problems = json.loads(request.revision.splitlines()[-1])["problems"]
    return [int(problem.partition(":")[0]) for problem in problems]


def change_lines(change, *, revise=GoodModel.correct):
    """Return a model whose outlines are changed. `change` gets the good lines and returns those that it writes."""

    def play(good):
        def answer(request):
            if request.revision:
                return revise(good, request)
            text = good(request)
            return "\n".join(change(text.splitlines())) if is_outline(text) else text

        return answer

    return play


def wrong_in_every_tenth_line(lines):
    return ["You are certain to be fine." if number % 10 == 0 else line for number, line in enumerate(lines, start=1)]


def play_weak_model(good):
    """Return a model with the habits of small ones: fences, numbers, prose, figures of its own, and no JSON."""

    def ramble(lines):
        numbered = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
        return ["Here is the outline:", "```", *numbered, "```", "You will have $9,999,999."]

    def answer(request):
        if request.revision:
            return "I am sorry, my lines are right."
        text = good(request)
        if isinstance(text, str) and not is_outline(text):
            return f"{text[:-9]} and so on"
        return "\n".join(ramble(text.splitlines())) if is_outline(text) else text

    return answer


@contextmanager
def playing(wire, settings, monkeypatch, play=None, seconds=0.0):
    """Serve a stub in this wire format and set its address. `play` makes another model of the good one."""
    good = GoodModel()
    watched = good.watch(run_module.run_agent)
    for role in team.roles():
        monkeypatch.setattr(f"advisors.{role}.agent.run_agent", watched)
    with stub(wire, play(good) if play else good, seconds) as provider:
        settings.LLM_MODEL = MODELS[wire]
        settings.LLM_BASE_URL = f"{provider.url}/v1" if wire == "openai" else provider.url
        settings.LLM_API_KEY = KEY
        settings.BEDROCK_REGION = "us-east-1"
        yield provider


def agree(user, purposes=ConsentPurpose):
    """Agree to these purposes, by default to everything that this installation asks."""
    for purpose in purposes:
        if recipient := recipient_of(purpose):
            record_decision(user=user, purpose=purpose, recipient=recipient, agrees=True)
