"""Each sentence and table row of an analysis with who wrote it and the facts behind it, pure over what was stored."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from advisors.verification.parsing.names import Names, known
from advisors.verification.parsing.scopes import HEADING, scopes
from advisors.verification.references import REFERENCE
from advisors.writing.markdown import unescape_markdown
from analysis.models import Step
from analysis.trace.waterfall import NAMES, Trace
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.printing import FORMAT_STYLES, format_fact
from portfolios.valuation.snapshot import Snapshot

CODE = "code"
"""Who wrote what no agent and no model has a part in."""
OF_ONE_AUTHOR = {Step.Name.RETIREMENT: ("Retirement", ""), Step.Name.CONCLUDE: ("Summary", "Summary")}
"""Steps whose output is one text, with its title and the kind of answer it was, as the trace names it."""
WRITTEN = (Step.Name.REPORT, *OF_ONE_AUTHOR)
RECOMMENDED, MISSING = "\n\n## Recommendations\n", "\n\n## What is missing or assumed\n"
_RULE = re.compile(r"^\s*[|:-][\s:|-]*$")
_START = re.compile(r"^\s*(?:#{1,6}\s+|[-*]\s+|\d+\.\s+|>\s+)*")
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
        return NAMES.get(self.who, "")


@dataclass(frozen=True)
class Text:
    """One author's text with references. wrote: the kind of answer it was of a run, as the trace names it."""

    title: str
    step: str
    model: str
    source: str
    wrote: str = ""
    rewritten: bool = False


def sections(outputs: Mapping[str, Any], facts: FactSheet, snapshot: Snapshot | None, trace: Trace) -> list[Section]:
    """outputs: of the steps, by name, as they are stored."""
    tried = FactSheet.model_validate((outputs.get(Step.Name.RETIREMENT) or {}).get("facts") or {})
    sheet = facts.with_facts(fact for fact in tried.facts if fact.id not in facts)
    names = known(_names(snapshot))
    return [_section(text, sheet, names, trace) for text in _texts(outputs) if text.source.strip()]


def _names(snapshot: Snapshot | None) -> tuple[str, ...]:
    """Names in which a full stop ends no sentence."""
    if snapshot is None:
        return ()
    accounts = (account.name for account in snapshot.accounts)
    return tuple(name for name in (*accounts, *(i.name for i in snapshot.instruments)) if name)


def _texts(outputs: Mapping[str, Any]) -> Iterator[Text]:
    """What another version of Alex stored may lack some of it."""
    if report := outputs.get(Step.Name.REPORT):
        yield from _of_the_report(report)
    for step, (title, wrote) in OF_ONE_AUTHOR.items():
        if stored := outputs.get(step):
            source, model = stored.get("source", ""), stored.get("model", "")
            yield Text(title, step, model, source, wrote, stored.get("rewritten", False))


def _of_the_report(report: Mapping[str, Any]) -> Iterator[Text]:
    """Its text, then the recommendations, then what code adds to every report."""
    rest, missing, listed = report.get("source", "").rpartition(MISSING)
    if not missing:
        rest, listed = listed, ""
    text, recommended, advice = rest.rpartition(RECOMMENDED)
    if not recommended:
        text, advice = advice, ""
    rewritten, model = report.get("rewritten_sections", ()), report.get("model", "")
    yield Text("Report", Step.Name.REPORT, model, text, "", "Report" in rewritten)
    advisor = report.get("advice_model") or model
    yield Text("Recommendations", Step.Name.REPORT, advisor, advice, "Recommendations", "Recommendations" in rewritten)
    yield Text("What is missing or assumed", "", CODE, listed)


def _section(text: Text, sheet: FactSheet, names: Names, trace: Trace) -> Section:
    """What the built-in writer took over was written by no run of an agent: the step tells of it."""
    node = trace.step(text.step) if text.rewritten else trace.writer(text.step, text.wrote)
    return Section(
        text.title, node.who if node else "", text.model, node.anchor if node else "",
        tuple(_sentences(text.source, sheet, names)),
    )  # fmt: skip


def _sentences(source: str, sheet: FactSheet, names: Names) -> Iterator[Sentence]:
    lines = [line for scope in scopes(source, "", names) if (line := scope.own).strip()]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if not _RULE.match(line):
            is_heading = bool(HEADING.match(line) or _RULE.match(following))
            yield Sentence(_plain(line, sheet), tuple(_figures(line, sheet)), is_heading)


def _plain(line: str, sheet: FactSheet) -> str:
    """As it is read, without Markdown."""
    printed = REFERENCE.sub(lambda match: _printed(match, sheet), line)
    if printed.lstrip().startswith("|"):
        cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", printed.strip().strip("|")))
        printed = " · ".join(cell for cell in cells if cell)
    return unescape_markdown(_EMPHASIS.sub("", _START.sub("", printed))).strip()


def _printed(match: re.Match[str], sheet: FactSheet) -> str:
    fact = sheet.by_id.get(match[1])
    return (
        match[0]
        if fact is None or fact.value is None
        else format_fact(fact, match[2] if match[2] in FORMAT_STYLES else "")
    )


def _figures(line: str, sheet: FactSheet) -> Iterator[Figure]:
    """Each fact once, in the style it is printed in first."""
    seen: set[str] = set()
    for match in REFERENCE.finditer(line):
        fact = sheet.by_id.get(match[1])
        if fact is not None and fact.value is not None and fact.id not in seen:
            seen.add(fact.id)
            yield Figure(fact, _printed(match, sheet), tuple(_inputs(fact.inputs, sheet)))


def _inputs(fact_ids: Iterable[str], sheet: FactSheet) -> Iterator[str]:
    for fact_id in fact_ids:
        fact = sheet.by_id.get(fact_id)
        if fact is not None:
            yield f"{fact.label}: {'unknown' if fact.value is None else format_fact(fact)}"
