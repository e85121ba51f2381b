"""Agents for tests, and run terms that lead to a stub model."""

import asyncio
from contextlib import contextmanager

from agents import Agent, function_tool
from pydantic import BaseModel, ConfigDict, Field

from advisors.budget.terms import RunTerms
from advisors.llm import ModelConfig
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.litellm import close_connections, load_litellm
from advisors.runtime.run import run_agent
from advisors.safety.prompt_data import format_data
from advisors.tests.support.model_servers import stub
from advisors.tests.support.model_wires import LOCAL_MODELS, MODELS, WIRES

load_litellm()  # slow, so not within a test
WIRE_NAMES = tuple(WIRES)
KEY = "key-of-the-house"


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    sides: int = Field(ge=3, le=12)


class Shapes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    shapes: list[Shape]


@function_tool
async def sides_of(shape: str) -> str:
    """How many sides a shape has.

    Args:
        shape: its name.
    """
    return {"triangle": "3", "square": "4"}.get(shape, "null")


TALKER = Agent(name="Talker", model="reporter", instructions="Talk of shapes.", tools=[sides_of])
NAMER = Agent(name="Namer", model="charter", instructions="Name a shape.", output_type=Shape)
LISTER = Agent(name="Lister", model="charter", instructions="Name shapes.", output_type=Shapes)


def models_at(provider, wire, **settings):
    base = f"{provider.url}/v1" if wire == "openai" else provider.url
    return ModelConfig(
        {**MODELS, **LOCAL_MODELS}[wire],
        base_url=base,
        api_key=KEY,
        **{"region": "us-east-1", "call_seconds": 5, **settings},
    )


TASK = format_data(question="What has three sides?")


def ask(terms, agent=TALKER, task=TASK):
    """Make one run in its own event loop, as a worker does."""
    (answer,) = ask_in_parallel(terms, 1, agent, task)
    if isinstance(answer, Exception):
        raise answer
    return answer


def ask_in_parallel(terms, runs, agent=TALKER, task=TASK):
    """Make parallel runs; return their answers and errors."""

    async def ask_all():
        script = BuiltinScript(lambda _: "of the built-in writer")
        try:
            coroutines = (run_agent(agent, task, context=None, script=script, terms=terms) for _ in range(runs))
            return await asyncio.gather(*coroutines, return_exceptions=True)
        finally:
            await close_connections()

    return asyncio.run(ask_all())


@contextmanager
def serve_model(wire, play, **settings):
    """Serve a stub model; yield it and the run terms that lead to it."""
    with stub(wire, play) as provider:
        yield provider, RunTerms(models_at(provider, wire, **settings))
