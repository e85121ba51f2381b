"""Each sentence and table row of an analysis with who wrote it and the facts behind it, pure over what was stored."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from advisors import team
from advisors.verification.parsing.names import Names, known
from advisors.verification.parsing.scopes import HEADING, scopes
from advisors.verification.references import REFERENCE
from advisors.writing.markdown import unescape_markdown
from analysis.models import Step
from analysis.trace.waterfall import Trace
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.formatting import FORMAT_STYLES, format_fact
from portfolios.valuation.snapshot import Snapshot

CODE_AUTHOR = "code"
"""Who wrote what no agent and no model has a part in."""
RECOMMENDED, MISSING = "\n\n## Recommendations\n", "\n\n## What is missing or assumed\n"
_TABLE_RULE = re.compile(r"^\s*[|:-][\s:|-]*$")
_LINE_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|[-*]\s+|\d+\.\s+|>\s+)*")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|~~|`)")


@dataclass(frozen=True)
class Figure:
    """A fact as it is printed in a sentence. inputs: the facts it was computed from, each in words."""

    fact: Fact
    text: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    text: str
    figures: tuple[Figure, ...]
    is_heading: bool = False


@dataclass(frozen=True)
class Section:
    """anchor: where in the trace the run that wrote it stands."""

    title: str
    who: str
    model: str
    anchor: str
    sentences: tuple[Sentence, ...]

    @property
    def name(self) -> str:
        return team.agent_name(self.who)

    @property
    def color(self) -> str:
        return team.agent_color(self.who)


@dataclass(frozen=True)
class AuthoredText:
    """One author's text with references. wrote: the kind of answer it was of a run, as the trace names it."""

    title: str
    step: str
    model: str
    source: str
    answer_kind: str = ""
    rewritten: bool = False


def build_sections(
    outputs: Mapping[str, Any], facts: FactSheet, snapshot: Snapshot | None, trace: Trace
) -> list[Section]:
    """outputs: of the steps, by name, as they are stored."""
    added = [FactSheet.model_validate(output["facts"]) for output in outputs.values() if output.get("facts")]
    sheet = facts.with_facts(fact for found in added for fact in found.facts if fact.id not in facts)
    names = known(_names_with_full_stop(snapshot))
    return [_build_section(text, sheet, names, trace) for text in _split_texts(outputs) if text.source.strip()]


def _names_with_full_stop(snapshot: Snapshot | None) -> tuple[str, ...]:
    """Names in which a full stop ends no sentence."""
    if snapshot is None:
        return ()
    accounts = (account.name for account in snapshot.accounts)
    return tuple(name for name in (*accounts, *(i.name for i in snapshot.instruments)) if name)


def _split_texts(outputs: Mapping[str, Any]) -> Iterator[AuthoredText]:
    """What another version of Alex stored may lack some of it."""
    for step, _ in team.steps():
        stored = outputs.get(step.name)
        if not stored or not step.text_title:
            continue
        if step.name == Step.Name.REPORT:
            yield from _split_report(stored)
        else:
            source, model, rewritten = stored.get("source", ""), stored.get("model", ""), stored.get("rewritten", False)
            yield AuthoredText(step.text_title, step.name, model, source, step.answer_kind, rewritten)


def list_steps_with_text() -> list[str]:
    """Return the steps whose output holds a text with references."""
    return [step.name for step, _ in team.steps() if step.text_title]


def _split_report(report: Mapping[str, Any]) -> Iterator[AuthoredText]:
    """Its text, then the recommendations, then what code adds to every report."""
    rest, missing, listed = report.get("source", "").rpartition(MISSING)
    if not missing:
        rest, listed = listed, ""
    text, recommended, advice = rest.rpartition(RECOMMENDED)
    if not recommended:
        text, advice = advice, ""
    rewritten, model = report.get("rewritten_sections", ()), report.get("model", "")
    yield AuthoredText("Report", Step.Name.REPORT, model, text, "", "Report" in rewritten)
    advisor = report.get("advice_model") or model
    yield AuthoredText(
        "Recommendations", Step.Name.REPORT, advisor, advice, "Recommendations", "Recommendations" in rewritten
    )
    yield AuthoredText("What is missing or assumed", "", CODE_AUTHOR, listed)


def _build_section(text: AuthoredText, sheet: FactSheet, names: Names, trace: Trace) -> Section:
    """What the built-in writer took over was written by no run of an agent: the step tells of it."""
    node = trace.step(text.step) if text.rewritten else trace.writer(text.step, text.answer_kind)
    return Section(
        text.title, node.who if node else "", text.model, node.anchor if node else "",
        tuple(_split_sentences(text.source, sheet, names)),
    )  # fmt: skip


def _split_sentences(source: str, sheet: FactSheet, names: Names) -> Iterator[Sentence]:
    lines = [line for scope in scopes(source, "", names) if (line := scope.own).strip()]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if not _TABLE_RULE.match(line):
            is_heading = bool(HEADING.match(line) or _TABLE_RULE.match(following))
            yield Sentence(_strip_markdown(line, sheet), tuple(_find_figures(line, sheet)), is_heading)


def _strip_markdown(line: str, sheet: FactSheet) -> str:
    """As it is read, without Markdown."""
    printed = REFERENCE.sub(lambda match: _print_reference(match, sheet), line)
    if printed.lstrip().startswith("|"):
        cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", printed.strip().strip("|")))
        printed = " · ".join(cell for cell in cells if cell)
    return unescape_markdown(_EMPHASIS.sub("", _LINE_MARKUP.sub("", printed))).strip()


def _print_reference(match: re.Match[str], sheet: FactSheet) -> str:
    fact = sheet.by_id.get(match[1])
    return (
        match[0]
        if fact is None or fact.value is None
        else format_fact(fact, match[2] if match[2] in FORMAT_STYLES else "")
    )


def _find_figures(line: str, sheet: FactSheet) -> Iterator[Figure]:
    """Each fact once, in the style it is printed in first."""
    seen: set[str] = set()
    for match in REFERENCE.finditer(line):
        fact = sheet.by_id.get(match[1])
        if fact is not None and fact.value is not None and fact.id not in seen:
            seen.add(fact.id)
            yield Figure(fact, _print_reference(match, sheet), tuple(_describe_inputs(fact.inputs, sheet)))


def _describe_inputs(fact_ids: Iterable[str], sheet: FactSheet) -> Iterator[str]:
    for fact_id in fact_ids:
        fact = sheet.by_id.get(fact_id)
        if fact is not None:
            yield f"{fact.label}: {'unknown' if fact.value is None else format_fact(fact)}"
