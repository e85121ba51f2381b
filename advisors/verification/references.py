"""Figures in text. Writers write `[[fact_id]]`, code prints the value; whatever else looks like a figure is refused.

Pure: text and facts in, checked text out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from advisors.verification.parsing.bare_figures import bare_figures, leftovers, list_numbers, live_links
from advisors.verification.parsing.families import kin, out_of_order
from advisors.verification.parsing.names import Names, known
from advisors.verification.parsing.scopes import scopes
from advisors.verification.parsing.subjects import Place, is_about
from advisors.verification.parsing.text import ITEM, NAME, Mark, Seen, hidden, see
from advisors.verification.parsing.text import REFERENCE as MARK
from advisors.verification.parsing.units import Written, faults
from advisors.verification.sentence_rules.directions import wrong_directions
from advisors.verification.sentence_rules.sentences import MOST_FIGURES
from advisors.writing.markdown import unescape_markdown
from portfolios.facts.fact import FACT_ID, FactSheet
from portfolios.facts.formatting import FORMAT_STYLES, format_fact

REFERENCE = re.compile(rf"\[\[[ \t]*({FACT_ID})[ \t]*(?:\|[ \t]*([a-z]+)[ \t]*)?\]\]")
Reason = Literal[
    "unknown_fact", "unknown_style", "no_value", "subject", "bare_figure", "unit", "sign", "direction", "markup"
]


Found = tuple[int, int, Reason]


@dataclass(frozen=True, slots=True)
class Problem:
    """A span of the text that may not be shown, and why. Offsets are code points of the text that was checked."""

    start: int
    end: int
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """text: with figures printed; only to be shown when there is no problem."""

    text: str
    figures: int
    problems: tuple[Problem, ...]
    used: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def check(text: str, sheet: FactSheet, names: Iterable[str] | Names = (), *, heading: str = "") -> Checked:
    """Print every reference and find every figure that is not one.

    names: words with figures in them that may stand as they are (symbols, funds, accounts). A reference must name a
    fact of the sheet that has a value, in a style we know, in a sentence, row or heading that names the fact's subject,
    with no sign or unit of the writer's own beside it. heading: words above the text that count as its heading.
    """
    names = names if isinstance(names, Names) else known(tuple(names))
    references = list(REFERENCE.finditer(text))
    marks = _marks(text, references, names, _phrases(references, sheet))
    seen = see(text, marks)
    figures: list[Written] = [(sheet.by_id.get(match[1]), match[2] or "") for match in references]
    found = {*_bad_references(text, sheet, heading, names), *_beside(seen, figures), *bare_figures(seen)}
    found |= {*leftovers(hidden(text, marks)), *live_links(hidden(text, [(*m.span(), MARK) for m in references]))}
    bare = see(text, [(*match.span(), MARK) for match in references])  # a word of direction is about what is named
    found |= {(*bare.span(*s), "direction") for s in wrong_directions(bare.text, figures, sheet, names)}
    problems = tuple(Problem(start, end, text[start:end], reason) for start, end, reason in sorted(found))
    used = tuple(match[1] for match in references if match[1] in sheet)
    return Checked(printed(text, sheet), len(used), problems, used)


def printed(text: str, sheet: FactSheet) -> str:
    """The text with its figures in it; a reference that cannot be printed stays as it is."""
    return REFERENCE.sub(lambda match: _printed(match, sheet), text)


def _printed(match: re.Match[str], sheet: FactSheet) -> str:
    if match[1] not in sheet or sheet[match[1]].value is None or (match[2] or "whole") not in FORMAT_STYLES:
        return match[0]
    return format_fact(sheet[match[1]], match[2] or "")


def _phrases(references: list[re.Match[str]], sheet: FactSheet) -> Names:
    """What the facts referred to are about, where that has figures in it: the oil crisis of 1973."""
    facts = [sheet[match[1]] for match in references if match[1] in sheet]
    return Names(name for fact in facts if not kin(fact) for name in fact.subject)


def _marks(text: str, references: list[re.Match[str]], names: Names, phrases: Names) -> list[Mark]:
    """The references, the names and phrases that may stand and the numbers of lists.

    A holding named 1 is not what a list counts with; a holding named 1. FC Global is one name.
    """
    marks: list[Mark] = [(*match.span(), MARK) for match in references]
    without_references = hidden(text, marks)
    items = set(list_numbers(without_references))
    inside = {index for start, end in items for index in range(start, end)}
    for start, end in names.spans(without_references):
        if not inside.issuperset(range(start, end)):
            marks.append((start, end, NAME))
            items = {item for item in items if item[1] <= start or end <= item[0]}
    for start, end in phrases.spans(hidden(text, sorted([*marks, *((*item, ITEM) for item in items)]))):
        marks.append((start, end, NAME))
    return sorted([*marks, *((start, end, ITEM) for start, end in items)])


def _beside(seen: Seen, figures: list[Written]) -> Iterator[Found]:
    for start, end, reason in faults(seen.text, figures):
        yield *seen.span(start, end), reason


def _bad_references(text: str, sheet: FactSheet, heading: str, names: Names) -> Iterator[Found]:
    for scope in scopes(text, heading, names):
        matches = list(REFERENCE.finditer(text, scope.start, scope.end))
        if len(matches) > MOST_FIGURES:
            yield scope.start, scope.end, "subject"
            continue
        own = _spoken(scope.own) if matches else ""
        there = [(match, sheet[match[1]]) for match in matches if match[1] in sheet]
        for match in matches:
            if reason := _reason(match, sheet):
                yield match.start(), match.end(), reason
        beside = {fact.id for _, fact in there}
        for match, fact in there:
            place = Place(_spoken(text[scope.start : match.start()]), own, _spoken(scope.around(match.start())))
            if not is_about(fact, place, sheet, beside):
                yield *match.span(), "subject"
        for index in out_of_order([fact for _, fact in there], own, sheet):
            yield *there[index][0].span(), "subject"


def _reason(match: re.Match[str], sheet: FactSheet) -> Reason | None:
    if match[1] not in sheet:
        return "unknown_fact"
    if match[2] and match[2] not in FORMAT_STYLES:
        return "unknown_style"
    return "no_value" if sheet[match[1]].value is None else None


def _spoken(context: str) -> str:
    """The words of a context; an id names nothing."""
    return " ".join(unescape_markdown(REFERENCE.sub(" ", context)).split())
