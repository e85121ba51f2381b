"""A writing step: write, check the figures, revise once, else the built-in writer. Nothing unverified leaves here."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from agents import AgentsException

from advisors.errors import convert_error
from advisors.failures import AnalysisFailed
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
    result = with_units_once(result, situation.facts)
    printed, figures, problems = check_result(result, situation.facts, situation.names)
    return CheckResult(result, printed, figures, problems)


async def write_checked(
    write: Callable[[str], Awaitable[AgentRun]], verify: Callable[[T], CheckResult[T]], built_in: Callable[[], T]
) -> WritingResult[T]:
    """write("") writes, write(words) revises; `built_in` is what the built-in writer says of the same facts.

    A model that fails, answers in no valid form, or is twice not to be shown, is replaced by the built-in writer.
    """
    corrected = 0
    try:
        ran = await write("")
        verdict = verify(ran.output)
        if verdict.problems:
            corrected = len(verdict.problems)
            _log_corrections(verdict.problems)
            ran = await write(revision(verdict.problems))
            verdict = verify(ran.output)
        if not verdict.problems:
            _log_checked(verdict.figures, corrected)
            return WritingResult(verdict.source, verdict.printed, verdict.figures, corrected, False, ran.model)
        record_decision(
            "The built-in writer took over: the second answer may not be shown either", problems=verdict.problems
        )
    except AgentsException as error:
        logger.warning("A model failed, the built-in writer takes over: %s", error)
        record_decision(f"The built-in writer took over: {convert_error(error).message}")
    return _write_builtin(built_in(), verify, corrected)


def _log_checked(figures: int, corrected: int) -> None:
    if figures or corrected:
        record_decision(f"{figures} figures checked, {corrected} corrected")
    else:
        record_decision("Checked: it holds no figures")


def _log_corrections(problems: tuple[str, ...]) -> None:
    corrections = "1 correction" if len(problems) == 1 else f"{len(problems)} corrections"
    record_decision(f"{corrections} asked for: {problems[0]}", problems=problems)


def _write_builtin(text: T, verify: Callable[[T], CheckResult[T]], corrected: int) -> WritingResult[T]:
    verdict = verify(text)
    if verdict.problems:  # our own writer is wrong: a bug, and no reason to show the text
        raise AnalysisFailed("unverified", f"The figures in a text could not be verified: {verdict.problems[0]}")
    return WritingResult(verdict.source, verdict.printed, verdict.figures, corrected, True, BUILTIN_MODEL_NAME)
