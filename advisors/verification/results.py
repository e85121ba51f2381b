"""Verification of whole answers: a text, or a typed result whose texts people will see."""

from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel

from advisors.safety.prompt_data import REVISE_UNPUBLISHABLE, format_revision_request
from advisors.verification.references import Checked, Problem, check
from advisors.verification.repeated_units import without_repeated_units
from portfolios.facts.fact import FactSheet

SHOWN = ("title", "reason", "content", "focus", "description", "rationale")
"""The fields of our typed results that hold words for people."""
Typed = TypeVar("Typed", bound=BaseModel)


def check_result(result: Typed, sheet: FactSheet, names: Iterable[str] = ()) -> tuple[Typed, int, tuple[str, ...]]:
    """The result with its figures printed, how many, and what is wrong: also an impact that names no fact."""
    names = tuple(names)
    figures, problems = 0, []
    updates: dict[str, object] = {}
    for name, value in result:
        if isinstance(value, str) and name in SHOWN:
            checked = _check_field(result, name, value, sheet, names)
            figures, updates[name] = figures + checked.figures, checked.text
            problems += [told(problem) for problem in checked.problems]
        elif name == "impact":
            problems += [f"{fact_id}: there is no such fact" for fact_id in value if fact_id not in sheet]
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            parts = [check_result(item, sheet, names) for item in value]
            updates[name] = [part[0] for part in parts]
            figures += sum(part[1] for part in parts)
            problems += [problem for part in parts for problem in part[2]]
    return result.model_copy(update=updates), figures, tuple(problems)


def with_units_once(result: Typed, sheet: FactSheet) -> Typed:
    """The result with each unit said once, where its texts repeat what a reference is printed with."""
    updates: dict[str, object] = {}
    for name, value in result:
        if isinstance(value, str) and name in SHOWN:
            updates[name] = without_repeated_units(value, sheet)
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            updates[name] = [with_units_once(item, sheet) for item in value]
    return result.model_copy(update=updates)


def _check_field(result: BaseModel, name: str, value: str, sheet: FactSheet, names: tuple[str, ...]) -> Checked:
    """A reason speaks of what its title names, as a sentence speaks of what its heading names."""
    title = getattr(result, "title", "") if name != "title" else ""
    return check(value, sheet, names, heading=title)


def told(problem: Problem) -> str:
    return f"{problem.text}: {REASONS[problem.reason]}"


REASONS = {
    "unknown_fact": "there is no such fact",
    "unknown_style": "there is no such style",
    "no_value": "this fact has no value",
    "subject": "the sentence does not name what this fact is about",
    "bare_figure": "a figure, in digits or in words, that is not a reference to a fact",
    "unit": "a figure is printed with its unit: no other unit, multiplier or letter may stand beside it",
    "sign": "a figure is printed with its sign: no other may stand before it",
    "direction": "the fact points the other way",
    "markup": "broken brackets, code, HTML, links or invisible characters",
}


def revision(problems: Iterable[str]) -> str:
    """What a model is told about its own text, once."""
    return format_revision_request(REVISE_UNPUBLISHABLE, *problems)
