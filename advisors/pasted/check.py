"""Check a pasted text: each figure must be a fact whose subject the text names. Pure; needs no model.

A sentence of the analysis itself is recognized first: then each figure must be the printed one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from advisors.pasted.directions import find_wrong_sides, is_wrong_sign
from advisors.pasted.masking import HIDDEN, find_list_numbers, hide_spans
from advisors.pasted.matching import (
    MAX_RELATIVE_ERROR,
    Match,
    find_operations,
    is_written_as,
    match_counts,
    match_one,
    match_pair,
    of_unit,
)
from advisors.pasted.names import Names, build_names, is_named
from advisors.pasted.own_text import OwnText
from advisors.pasted.result import CheckedText, JudgedFigure, Reason
from advisors.pasted.scopes import Scope, split_scopes
from advisors.pasted.subjects import Place, find_out_of_order, is_about, own_names, related_by
from advisors.pasted.written_figures import WrittenFigure, find_figures
from advisors.writing.markdown import unescape_markdown
from portfolios.facts.fact import Fact, FactSheet

MAX_SENTENCE_FIGURES = 100
"""A sentence with more figures is refused unread."""


def check_figures(text: str, sheet: FactSheet, names: Iterable[str] = (), own: OwnText | None = None) -> CheckedText:
    """Compare each figure of a text with the facts. names: may hold figures. own: what the analysis itself printed."""
    known_names = build_names(tuple(names))
    figures = find_figures(hide_names(text, known_names, sheet))
    judged, own_spans = own.judge(text, figures) if own else ([], [])
    own_text = hide_spans(text, own_spans)
    others = [figure for figure in figures if own_text[figure.start] != HIDDEN]
    for scope in split_scopes(text, known_names):
        inside = [figure for figure in others if scope.start <= figure.start < scope.end]
        if len(inside) > MAX_SENTENCE_FIGURES:
            judged += [JudgedFigure(figure, reason="subject") for figure in inside]
        elif inside:
            judged += judge_scope(inside, scope, text, sheet)
    return CheckedText(tuple(sorted(judged, key=lambda one: one.figure.start)))


def hide_names(text: str, names: Names, sheet: FactSheet) -> str:
    """Hide names, subjects such as "saving a tenth more", and the numbers of lists."""
    subjects = build_names(tuple(dict.fromkeys(name for fact in sheet.facts for name in fact.subject)))
    spans = list(names.spans(text))
    spans = sorted([*spans, *subjects.spans(hide_spans(text, spans))])
    hidden = {index for start, end in spans for index in range(start, end)}
    items = [span for span in find_list_numbers(text) if not hidden.intersection(range(*span))]
    return hide_spans(text, sorted([*spans, *items]))


def judge_scope(figures: Sequence[WrittenFigure], scope: Scope, text: str, sheet: FactSheet) -> list[JudgedFigure]:
    words = _read_words(scope.words)
    named = [
        fact
        for fact in sheet.facts
        if fact.value is not None
        and (fact.id == "profile.age" or any(is_named(name, words) for name in own_names(fact, sheet)))
    ]  # an age needs no name: "at 52"
    single = [_keep_about(match_one(figure, named), figure, scope, sheet) for figure in figures]
    written = list({match.facts[0].id: match.facts[0] for match in single if match}.values())
    operations = find_operations(scope.own)
    matches = [
        match or match_counts(figure, named) or match_pair(figure, named, written, operations)
        for figure, match in zip(figures, single, strict=True)
    ]
    wrong = _find_swapped(matches, scope.own, sheet)
    judged = []
    for place, (figure, match) in enumerate(zip(figures, matches, strict=True)):
        if match is None or place in wrong:
            reason: Reason = "subject" if match else find_reason(figure, named, sheet)
            judged.append(JudgedFigure(figure, reason=reason))
        else:
            judged.append(JudgedFigure(figure, tuple(fact.id for fact in match.facts), match.operation))
    for place in find_wrong_sides(text, judged):
        judged[place] = replace(judged[place], reason="direction")
    return judged


def _read_words(markdown: str) -> str:
    return " ".join(unescape_markdown(markdown).split())


def _keep_about(match: Match | None, figure: WrittenFigure, scope: Scope, sheet: FactSheet) -> Match | None:
    """Keep the facts whose subject the sentence, its heading or its column names."""
    if match is None:
        return None
    before = scope.own[: figure.start - scope.start]
    place = Place(*map(_read_words, (before, scope.own, scope.around(figure.start))))
    facts = tuple(fact for fact in match.facts if is_about(fact, place, sheet))
    return Match(facts) if facts else None


def _find_swapped(matches: Sequence[Match | None], words: str, sheet: FactSheet) -> set[int]:
    """Return the places of right figures that stand at each other's names."""
    places = [place for place, match in enumerate(matches) if match and match.operation is None]
    facts = [
        next(filter(related_by, match.facts), match.facts[0]) for match in matches if match and match.operation is None
    ]
    return {places[index] for index in find_out_of_order(facts, " ".join(words.split()), sheet)}


def find_reason(figure: WrittenFigure, named: Sequence[Fact], sheet: FactSheet) -> Reason:
    """Return why a figure matches no fact that the text names."""
    same_unit = [fact for fact in of_unit(figure, named) if fact.value]
    if is_wrong_sign(figure, same_unit):
        return "direction"
    sizes = [abs(fact.value) for fact in same_unit if fact.value]
    if any(abs(abs(figure.value) - size) <= max(figure.step / 2, MAX_RELATIVE_ERROR * size) for size in sizes):
        return "rounding"
    if any(is_written_as(figure, fact.value) for fact in named if fact.value is not None):
        return "unit"
    elsewhere = of_unit(figure, sheet.facts)
    return "subject" if any(f.value is not None and is_written_as(figure, f.value) for f in elsewhere) else "no_fact"
