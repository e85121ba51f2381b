"""List each sentence and table row of an analysis with its author and its facts, from what is stored."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from advisors import team
from advisors.reporter.output import ReportOutput
from advisors.runtime.step_output import VerifiedOutput
from advisors.verification.parsing.names import Names, known
from advisors.verification.parsing.scopes import HEADING, scopes
from advisors.verification.references import REFERENCE
from advisors.writing.markdown import unescape_markdown
from analysis.trace.waterfall import Trace
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.formatting import FORMAT_STYLES, format_fact
from portfolios.valuation.snapshot import Snapshot

CODE_AUTHOR = "code"
"""The author of texts that code alone writes."""
_TABLE_RULE = re.compile(r"^\s*[|:-][\s:|-]*$")
_LINE_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|[-*]\s+|\d+\.\s+|>\s+)*")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|~~|`)")


@dataclass(frozen=True)
class Figure:
    """A fact as a sentence prints it. inputs: the facts it was computed from, each as a label with its figure."""

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
    """One author's text. role: of the agent; empty for code. anchor: of the run in the trace that wrote it."""

    title: str
    role: str
    model: str
    anchor: str
    sentences: tuple[Sentence, ...]

    @property
    def name(self) -> str:
        return team.agent_name(self.role)

    @property
    def color(self) -> str:
        return team.agent_color(self.role)


@dataclass(frozen=True)
class AuthoredText:
    """One author's text with references. answer_kind: the class name of the typed answer; empty for Markdown."""

    title: str
    step: str
    model: str
    source: str
    answer_kind: str = ""
    rewritten: bool = False


def build_sections(
    outputs: Mapping[str, VerifiedOutput], facts: FactSheet, snapshot: Snapshot | None, trace: Trace
) -> list[Section]:
    """Return the sections of an analysis. outputs: of its steps, by name."""
    added = [fact for output in outputs.values() for fact in output.list_facts() if fact.id not in facts]
    sheet = facts.with_facts(added)
    named = [*(a.name for a in snapshot.accounts), *(i.name for i in snapshot.instruments)] if snapshot else []
    names = known(tuple(filter(None, named)))  # a full stop in a name ends no sentence
    sections = []
    for text in _split_texts(outputs):
        if text.source.strip():
            # No run of an agent wrote a rewritten text: link to the step, which gives the reason.
            node = trace.step(text.step) if text.rewritten else trace.writer(text.step, text.answer_kind)
            sentences = tuple(_split_sentences(text.source, sheet, names))
            role, anchor = (node.role, node.anchor) if node else ("", "")
            sections.append(Section(text.title, role, text.model, anchor, sentences))
    return sections


def _split_texts(outputs: Mapping[str, VerifiedOutput]) -> Iterator[AuthoredText]:
    """Yield the texts in the order of their steps. The output of each step with a text title has a source."""
    for step, _ in team.steps():
        output = outputs.get(step.name)
        if output is None or not step.text_title:
            continue
        if isinstance(output, ReportOutput):
            text, advice, caveats = output.split_source()
            rewritten, advisor = output.rewritten_sections, output.advice_model or output.model
            yield AuthoredText("Report", step.name, output.model, text, "", "Report" in rewritten)
            yield AuthoredText(
                "Recommendations", step.name, advisor, advice, "Recommendations", "Recommendations" in rewritten
            )
            yield AuthoredText("What is missing or assumed", "", CODE_AUTHOR, caveats)
        else:
            source = getattr(output, "source", "")
            yield AuthoredText(step.text_title, step.name, output.model, source, step.answer_kind, output.rewritten)


def _split_sentences(source: str, sheet: FactSheet, names: Names) -> Iterator[Sentence]:
    """Yield each sentence and table row without Markdown, with its figures."""
    lines = [line for scope in scopes(source, "", names) if (line := scope.own).strip()]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if _TABLE_RULE.match(line):
            continue
        printed = REFERENCE.sub(lambda match: _print_reference(match, sheet), line)
        if printed.lstrip().startswith("|"):
            cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", printed.strip().strip("|")))
            printed = " · ".join(cell for cell in cells if cell)
        text = unescape_markdown(_EMPHASIS.sub("", _LINE_MARKUP.sub("", printed))).strip()
        figures: dict[str, Figure] = {}  # each fact once, in the style in which it is printed first
        for match in REFERENCE.finditer(line):
            fact = sheet.by_id.get(match[1])
            if fact is not None and fact.value is not None and fact.id not in figures:
                inputs = (sheet.by_id[fact_id] for fact_id in fact.inputs if fact_id in sheet.by_id)
                described = (f"{i.label}: {'unknown' if i.value is None else format_fact(i)}" for i in inputs)
                figures[fact.id] = Figure(fact, _print_reference(match, sheet), tuple(described))
        is_heading = bool(HEADING.match(line) or _TABLE_RULE.match(following))
        yield Sentence(text, tuple(figures.values()), is_heading)


def _print_reference(match: re.Match[str], sheet: FactSheet) -> str:
    fact = sheet.by_id.get(match[1])
    return (
        match[0]
        if fact is None or fact.value is None
        else format_fact(fact, match[2] if match[2] in FORMAT_STYLES else "")
    )
