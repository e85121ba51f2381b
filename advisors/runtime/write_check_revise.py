"""A typed answer: write, check, revise once, else the built-in writer. Nothing unchecked leaves here."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from agents import AgentsException

from advisors.failures import AnalysisFailed
from advisors.model_errors import convert_error
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.run import AgentRun
from advisors.tracing.events import record_decision
from advisors.verification.results import revision

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class CheckResult(Generic[T]):
    """source: what was checked, with its references. printed: what people may see when there is no problem."""

    source: T
    printed: T
    figures: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class WritingResult(Generic[T]):
    source: T
    printed: T
    figures: int
    corrected: int
    rewritten: bool
    model: str


async def write_checked(
    write: Callable[[str], Awaitable[AgentRun]], verify: Callable[[T], CheckResult[T]], built_in: Callable[[], T]
) -> WritingResult[T]:
    """Return the first answer that passes: the model's, its revision, or the built-in writer's.

    write: writes for empty text and revises for a text with the corrections. built_in: writes on the same facts,
    also if the model fails. Raises AnalysisFailed if it does not pass the checks either.
    """
    corrected = 0
    try:
        run = await write("")
        verdict = verify(run.output)
        if verdict.problems:
            corrected = len(verdict.problems)
            corrections = "1 correction" if corrected == 1 else f"{corrected} corrections"
            record_decision(f"{corrections} asked for: {verdict.problems[0]}", problems=verdict.problems)
            run = await write(revision(verdict.problems))
            verdict = verify(run.output)
        if not verdict.problems:
            counts = f"{verdict.figures} figures checked, {corrected} corrected"
            record_decision(counts if verdict.figures or corrected else "Checked: it holds no figures")
            return WritingResult(verdict.source, verdict.printed, verdict.figures, corrected, False, run.model)
        record_decision(
            "The built-in writer took over: the second answer may not be shown either", problems=verdict.problems
        )
    except AgentsException as error:
        logger.warning("A model failed, the built-in writer takes over: %s", error)
        record_decision(f"The built-in writer took over: {convert_error(error).message}")
    verdict = verify(built_in())
    if verdict.problems:  # our own writer is wrong: a bug, and no reason to show the text
        raise AnalysisFailed("unverified", f"The figures in a text could not be verified: {verdict.problems[0]}")
    return WritingResult(verdict.source, verdict.printed, verdict.figures, corrected, True, BUILTIN_MODEL_NAME)
