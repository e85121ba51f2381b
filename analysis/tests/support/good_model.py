"""A stub that plays a good model: it answers with what the built-in writer would say of the same facts."""

from contextlib import contextmanager

from advisors import team
from advisors.runtime import run as running
from advisors.runtime.builtin import parse_tool_output
from advisors.tests.support.model_servers import MODELS, stub, without_canary
from advisors.tests.support.scripted_agent import KEY
from analysis.usage.model_settings import recipients
from people.privacy import record_decision


class GoodModel:
    """Notes each run's script when it begins, and finds it again by what the request says."""

    def __init__(self):
        self.scripts = {}

    def __call__(self, asked):
        calls = self._script(asked).calls
        return list(calls) if calls and not asked.results else self.at_once(asked)

    def at_once(self, asked):
        """The answer without the tool calls before it."""
        results = {}
        for name, text in asked.results:
            results.setdefault(name, []).append(parse_tool_output(text))
        return self._script(asked).answer(results)

    def _script(self, asked):
        """Of this run. What could not be read is asked for again within it, below the same task."""
        system = without_canary(asked.system)
        begun = [task for of, task in self.scripts if of == system and asked.task.startswith(task)]
        return self.scripts[system, max(begun, key=len)]

    def watch(self, run):
        async def noted(agent, task, **told):
            self.scripts[agent.instructions, task] = told["script"]
            return await run(agent, task, **told)

        return noted


@contextmanager
def playing(wire, settings, monkeypatch, play=None, seconds=0.0):
    """Settings that lead to a stub of this wire. play: given the good model, another one in its place."""
    good = GoodModel()
    watched = good.watch(running.run_agent)
    for role in team.roles():
        monkeypatch.setattr(f"advisors.{role}.agent.run_agent", watched)
    with stub(wire, play(good) if play else good, seconds) as provider:
        settings.LLM_MODEL = MODELS[wire]
        settings.LLM_BASE_URL = f"{provider.url}/v1" if wire == "openai" else provider.url
        settings.LLM_API_KEY = KEY
        settings.BEDROCK_REGION = "us-east-1"
        yield provider


def agree(user):
    record_decision(user=user, providers=recipients(), agrees=True)
