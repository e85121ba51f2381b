"""Text whose figures are digits: pasted, imported, older. Each must be a fact whose subject the text names.

Pure. Weaker than references, where no digit can be wrong: a fallback, and what `check_figures` runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from advisors.verification.parsing.bare_figures import list_numbers
from advisors.verification.parsing.families import kin, out_of_order, own_names
from advisors.verification.parsing.matching import (
    MOST_OFF,
    Match,
    Operation,
    counted,
    is_written_as,
    of_unit,
    operations,
    singly,
    together,
)
from advisors.verification.parsing.names import Names, is_named, known
from advisors.verification.parsing.scopes import Scope, scopes
from advisors.verification.parsing.subjects import Place, is_about
from advisors.verification.parsing.text import NAME, REFERENCE, hidden, see
from advisors.verification.parsing.tried_words import changes_in, tells_of
from advisors.verification.parsing.written_figures import WrittenFigure, written_figures
from advisors.verification.sentence_rules.directions import wrong_directions
from advisors.verification.sentence_rules.sentences import MOST_FIGURES
from advisors.writing.markdown import unescape_markdown
from portfolios.facts.fact import Fact, FactSheet

Reason = Literal["no_fact", "unit", "subject", "rounding", "direction"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure of the text: what it stands for, or why it stands for nothing."""

    figure: WrittenFigure
    facts: tuple[Fact, ...] = ()
    operation: Operation | None = None
    reason: Reason | None = None

    @property
    def fact_ids(self) -> list[str]:
        return [fact.id for fact in self.facts]

    def entry(self) -> dict[str, Any]:
        written = self.figure
        return {
            "start": written.start, "end": written.end, "text": written.text, "value": float(written.value),
            "unit": written.unit,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FreeChecked:
    """judged: every figure, in order. directions: wrong words with no figure beside them, as spans of the text."""

    judged: tuple[Judged, ...]
    directions: tuple[tuple[int, int], ...] = ()

    @property
    def ok(self) -> bool:
        return not self.directions and all(one.reason is None for one in self.judged)

    def report(self, text: str) -> dict[str, Any]:
        """As `check_figures --json` prints it. Offsets are code points, the end is exclusive."""
        matched = [one.entry() | {"facts": one.fact_ids, "op": one.operation} for one in self.judged if not one.reason]
        unmatched = [one.entry() | {"reason": one.reason} for one in self.judged if one.reason]
        unmatched += [
            {"start": start, "end": end, "text": text[start:end], "value": None, "unit": None, "reason": "direction"}
            for start, end in self.directions
        ]
        unmatched.sort(key=lambda entry: entry["start"])
        return {"ok": self.ok, "figures": len(self.judged), "matched": matched, "unmatched": unmatched}


def check_free_text(text: str, sheet: FactSheet, names: Iterable[str] | Names = ()) -> FreeChecked:
    """Find every figure of prose and tables and hold it against the facts that its sentence, row or heading names."""
    names = names if isinstance(names, Names) else known(tuple(names))
    phrases = known(tuple(dict.fromkeys(name for fact in sheet.facts for name in fact.subject)))
    figures = list(written_figures(_without_names(text, names, phrases)))
    judged: list[Judged] = []
    for scope in scopes(text, "", names):
        inside = [figure for figure in figures if scope.start <= figure.start < scope.end]
        if len(inside) > MOST_FIGURES:
            judged += [Judged(figure, reason="subject") for figure in inside]
        elif inside:
            judged += _judged(inside, scope, sheet)
    return _with_directions(text, judged, sheet, names)


def _without_names(text: str, names: Names, phrases: Names) -> str:
    """phrases: what the facts are about, such as saving a tenth more."""
    marks = [(start, end, NAME) for start, end in names.spans(text)]
    marks += [(start, end, NAME) for start, end in phrases.spans(hidden(text, marks))]
    marks += [(*span, NAME) for span in changes_in(hidden(text, sorted(marks)))]
    marks.sort()
    taken = {index for start, end, _ in marks for index in range(start, end)}
    items = [(start, end, NAME) for start, end in list_numbers(text) if not taken.intersection(range(start, end))]
    return hidden(text, sorted([*marks, *items]))


def _judged(figures: Sequence[WrittenFigure], scope: Scope, sheet: FactSheet) -> list[Judged]:
    words = " ".join(unescape_markdown(scope.words).split())
    named = [f for f in sheet.facts if f.value is not None and _may_be_named(f, words, sheet)]
    single = [_about(singly(figure, named), figure, scope, sheet) for figure in figures]
    written = list({match.facts[0].id: match.facts[0] for match in single if match}.values())
    said = operations(scope.own)
    matches = [
        match or counted(figure, named) or together(figure, named, written, said)
        for figure, match in zip(figures, single, strict=True)
    ]
    judged = [
        Judged(figure, match.facts, match.operation) if match else Judged(figure, reason=_reason(figure, named, sheet))
        for figure, match in zip(figures, matches, strict=True)
    ]
    return _in_order(judged, scope.own, sheet)


def _may_be_named(fact: Fact, words: str, sheet: FactSheet) -> bool:
    """An age needs no name: at 52."""
    return (
        fact.id == "profile.age"
        or tells_of(fact, words)
        or any(is_named(name, words) for name in own_names(fact, sheet))
    )


def _about(match: Match | None, figure: WrittenFigure, scope: Scope, sheet: FactSheet) -> Match | None:
    """Of the facts that the figure may stand for, those that it is about."""
    if match is None:
        return None
    before, own, above = (
        " ".join(unescape_markdown(words).split())
        for words in (scope.own[: figure.start - scope.start], scope.own, scope.around(figure.start))
    )
    facts = tuple(fact for fact in match.facts if is_about(fact, Place(before, own, above), sheet))
    return Match(facts) if facts else None


def _in_order(judged: list[Judged], words: str, sheet: FactSheet) -> list[Judged]:
    """A has what B has: right figures, of the wrong subjects."""
    places = [index for index, one in enumerate(judged) if one.facts and one.operation is None]
    facts = [next(filter(_has_kin, judged[index].facts), judged[index].facts[0]) for index in places]
    wrong = set(out_of_order(facts, " ".join(words.split()), sheet))
    swapped = {places[index] for index in wrong}
    return [Judged(one.figure, reason="subject") if i in swapped else one for i, one in enumerate(judged)]


def _has_kin(fact: Fact) -> bool:
    return kin(fact) is not None


def _reason(figure: WrittenFigure, named: Sequence[Fact], sheet: FactSheet) -> Reason:
    values = [fact.value for fact in of_unit(figure, named) if fact.value is not None]
    if any(abs(figure.value - v) <= max(figure.step / 2, MOST_OFF * abs(v)) for v in values if v):
        return "rounding"
    if any(is_written_as(figure, fact.value) for fact in named if fact.value is not None):
        return "unit"
    elsewhere = of_unit(figure, sheet.facts)
    return "subject" if any(f.value is not None and is_written_as(figure, f.value) for f in elsewhere) else "no_fact"


def _with_directions(text: str, judged: list[Judged], sheet: FactSheet, names: Names) -> FreeChecked:
    """A word of direction that is wrong makes the figure nearest to it, in its sentence, a wrong one."""
    marked = [one for one in judged if not one.figure.bound]  # "more than half" is itself a word of direction
    seen = see(text, [(one.figure.start, one.figure.end, REFERENCE) for one in marked])
    printed = [(one.facts[0] if one.facts and one.operation is None else None, "") for one in marked]
    alone = []
    for begin, finish in wrong_directions(seen.text, printed, sheet, names):
        span = seen.span(begin, finish)
        index = _nearest(judged, span, scopes(text, "", names))
        if index is None:
            alone.append(span)
        elif judged[index].reason is None:
            judged[index] = Judged(judged[index].figure, reason="direction")
    return FreeChecked(tuple(judged), tuple(alone))


def _nearest(judged: Sequence[Judged], span: tuple[int, int], within: Iterator[Scope]) -> int | None:
    scope = next(scope for scope in within if scope.start <= span[0] < scope.end)
    inside = [i for i, one in enumerate(judged) if scope.start <= one.figure.start < scope.end]
    return min(inside, key=lambda i: abs(judged[i].figure.start - span[0]), default=None)
