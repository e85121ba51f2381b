"""A typed answer: write, check, revise once, else the built-in writer. Nothing unchecked leaves here."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from agents import AgentsException

from advisors.failures import AnalysisFailed
from advisors.model_errors import convert_error
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.run import AgentRun
from advisors.safety.prompt_data import REVISE_UNSTORABLE, format_revision_request
from advisors.tracing.events import record_decision

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class WritingResult(Generic[T]):
    """An answer that passed. model: who gave it. rewritten: whether the built-in writer took over."""

    answer: T
    model: str
    rewritten: bool = False


async def write_checked(
    write: Callable[[str], Awaitable[AgentRun]], find_problems: Callable[[T], Sequence[str]], built_in: Callable[[], T]
) -> WritingResult[T]:
    """Return the first answer that passes: the model's, its revision, or the built-in writer's.

    write: writes for empty text and revises for a text with the problems. built_in: also used if the model fails.
    Raises AnalysisFailed if its answer does not pass either.
    """
    try:
        run = await write("")
        problems = find_problems(run.output)
        if problems:
            corrections = "1 correction" if len(problems) == 1 else f"{len(problems)} corrections"
            record_decision(f"{corrections} asked for: {problems[0]}", problems=problems)
            run = await write(format_revision_request(REVISE_UNSTORABLE, *problems))
            problems = find_problems(run.output)
        if not problems:
            return WritingResult(run.output, run.model)
        record_decision("The built-in writer took over: the second answer cannot be kept either", problems=problems)
    except AgentsException as error:
        logger.warning("A model failed, the built-in writer takes over: %s", error)
        record_decision(f"The built-in writer took over: {convert_error(error).message}")
    answer = built_in()
    if problems := find_problems(answer):  # our own writer is wrong: a bug
        raise AnalysisFailed("unverified", f"An answer of the built-in writer does not pass: {problems[0]}")
    return WritingResult(answer, BUILTIN_MODEL_NAME, rewritten=True)
