"""A writing step: write, check the figures, revise once, else the built-in writer. Nothing unverified leaves here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from advisors.builtin import NAME
from advisors.checking import revision
from advisors.running import Ran
from analysis.errors import AnalysisFailed

T = TypeVar("T")


@dataclass(frozen=True)
class Verdict(Generic[T]):
    """printed: what people may see when there is no problem."""

    printed: T
    figures: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written(Generic[T]):
    source: T
    printed: T
    figures: int
    corrected: int
    rewritten: bool
    model: str
    tokens: int


async def written(
    write: Callable[[str], Awaitable[Ran]], check: Callable[[T], Verdict[T]], built_in: Callable[[], T]
) -> Written[T]:
    """write("") writes, write(words) revises; `built_in` is what the built-in writer says of the same facts."""
    ran = await write("")
    verdict, tokens, corrected = check(ran.output), ran.tokens, 0
    if verdict.problems:
        corrected = len(verdict.problems)
        ran = await write(revision(verdict.problems))
        verdict, tokens = check(ran.output), tokens + ran.tokens
    if not verdict.problems:
        return Written(ran.output, verdict.printed, verdict.figures, corrected, False, ran.model, tokens)
    text = built_in()
    verdict = check(text)
    if verdict.problems:  # our own writer is wrong: a bug, and no reason to show the text
        raise AnalysisFailed("unverified", f"The figures in a text could not be verified: {verdict.problems[0]}")
    return Written(text, verdict.printed, verdict.figures, corrected, True, NAME, tokens)
