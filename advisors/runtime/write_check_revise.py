"""A writing step: write, check the figures, revise once, else the built-in writer. Nothing unverified leaves here."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from agents import AgentsException

from advisors.failures import AnalysisFailed
from advisors.model_errors import convert_error
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.run import AgentRun
from advisors.tracing.events import record_decision
from advisors.verification.references import check
from advisors.verification.repeated_units import without_repeated_units
from advisors.verification.results import check_result, revision, told, with_units_once
from advisors.writing.case import Situation
from portfolios.facts.fact import FactSheet

logger = logging.getLogger(__name__)
HEADING = re.compile(r"^#{1,6} +\S", re.MULTILINE)
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


def check_text(text: str, *, facts: FactSheet, names: tuple[str, ...]) -> CheckResult[str]:
    """Check a Markdown text. It needs at least one heading: without one it is no report, whatever its figures."""
    text = without_repeated_units(text, facts)
    checked = check(text, facts, names)
    shapeless = () if HEADING.search(text) else ("It has no section with a heading.",)
    return CheckResult(text, checked.text, checked.figures, (*map(told, checked.problems), *shapeless))


def check_typed_result(result: Any, *, situation: Situation) -> CheckResult[Any]:
    """Check the figures in all texts of a typed answer."""
    result = with_units_once(result, situation.facts)
    printed, figures, problems = check_result(result, situation.facts, situation.names)
    return CheckResult(result, printed, figures, problems)


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
