"""Read a model's outline against the menu: what each line says, which lines are wrong, and the one revision."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from advisors.actions.action import Advised
from advisors.claims.registry import KINDS
from advisors.claims.sections import Section
from advisors.llm import Commentary
from advisors.outline.grammar import OutlineLine, parse_line, parse_outline
from advisors.outline.menu import Menu
from advisors.outline.notes import MAX_NOTES, find_note_fault, split_citations
from advisors.outline.resolve import ResolvedLine, WrongLine, resolve_action, resolve_claim
from advisors.safety.prompt_data import REVISE_LINES, format_revision_request
from portfolios.facts.families import Family

NAMED_FAMILIES = frozenset({
    Family.ACCOUNT, Family.HOLDING, Family.INCOME, Family.ASSET_CLASS, Family.RISK_CLASS, Family.REGION,
    Family.REGION_GROUP, Family.SECTOR,
})  # fmt: skip
"""Families whose members no note may name."""
MAX_REVISED_LINES = 40
MAX_QUOTED, MAX_EXPLAINED = 60, 200
"""Characters of a wrong line and of a line of the request to revise it: at most 8,000, about 2,000 tokens, in all."""
ANSWER_PATTERN = re.compile(r"^[\s>*\-`]*(\d{1,3})\s*[:.)](.*)$")
ExtraLine = Callable[[OutlineLine], object]


@dataclass(frozen=True)
class CitedNote:
    text: str
    cites: tuple[int, ...]
    section: Section | None


@dataclass(frozen=True)
class Fault:
    """A line that cannot be printed, and why."""

    line: OutlineLine
    reason: str


@dataclass(frozen=True)
class Reading:
    """What an outline says. extras: what the reader of other lines made of them, such as charts; in order."""

    lines: tuple[OutlineLine, ...] = ()
    claims: tuple[ResolvedLine, ...] = ()
    actions: tuple[Advised, ...] = ()
    notes: tuple[CitedNote, ...] = ()
    extras: tuple[object, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def wrong(self) -> frozenset[int]:
        """Return the numbers of the lines that cannot be printed."""
        return frozenset(fault.line.number for fault in self.faults)

    @property
    def right(self) -> frozenset[int]:
        """Return the numbers of the lines that say something which can be printed."""
        return frozenset(line.number for line in self.lines if line.type != "heading") - self.wrong

    @property
    def is_empty(self) -> bool:
        return not (self.claims or self.actions or self.extras)


@dataclass(frozen=True)
class Reader:
    """Reads outlines against one menu.

    citations: how many sources this run found. commentary: whether a note must cite one of them. read_extra: reads a
    "chart" or "consult" line and raises WrongLine.
    """

    menu: Menu
    citations: Callable[[], int] = lambda: 0
    commentary: Commentary = "cited"
    read_extra: ExtraLine | None = None

    def read(self, text: str) -> Reading:
        return self.read_lines(tuple(parse_outline(text)))

    def read_lines(self, lines: Sequence[OutlineLine]) -> Reading:
        """Read every line on its own: a wrong one loses itself and no other."""
        claims, actions, extras, faults = [], [], [], []
        notes: list[CitedNote] = []
        section: Section | None = None
        for line in lines:
            try:
                if line.type == "heading":
                    section = Section(line.name) if line.name in tuple(Section) else None
                elif line.type == "note":
                    notes.append(self._read_note(line, section, notes))
                elif line.type == "do":
                    actions.append(resolve_action(line, self.menu))
                elif line.type in ("chart", "consult"):
                    if self.read_extra is None:
                        raise WrongLine(f"No {line.type} lines here.")
                    extras.append(self.read_extra(line))
                else:
                    resolved = resolve_claim(line, self.menu)
                    section = self._home_of(resolved)
                    claims.append(resolved)
            except WrongLine as wrong:
                faults.append(Fault(line, str(wrong)))
        return Reading(tuple(lines), tuple(claims), tuple(actions), tuple(notes), tuple(extras), tuple(faults))

    def revise(self, reading: Reading, answer: str) -> Reading:
        return self.read_lines(revise_lines(reading, answer))

    def _home_of(self, resolved: ResolvedLine) -> Section:
        """Return the section of a claim. Raises WrongLine if another specialist writes it."""
        section = KINDS[resolved.statement.kind].section
        if self.menu.sections and section not in self.menu.sections:
            raise WrongLine(f"{resolved.statement.kind} belongs to another part of the report.")
        return section

    def _read_note(self, line: OutlineLine, section: Section | None, before: Sequence[CitedNote]) -> CitedNote:
        text, cites = split_citations(line.arguments[0])
        facts = (fact for fact in self.menu.case.facts.facts if fact.of and fact.family in NAMED_FAMILIES)
        names = (name for fact in facts for name in fact.subject)
        fault = find_note_fault(text, (*names, *self.menu.case.situation.names))
        if fault:
            raise WrongLine(f"A note may not hold {fault}.")
        if self.commentary == "off":
            raise WrongLine("Notes are switched off.")
        if (not cites and self.commentary == "cited") or any(not 1 <= number <= self.citations() for number in cites):
            raise WrongLine("A note cites a source that your search found, such as [1].")
        if section not in self.menu.sections:
            raise WrongLine("A note stands below a line of the section that it is about.")
        if len(before) >= MAX_NOTES or section in {note.section for note in before}:
            raise WrongLine(f"At most one note a section, and {MAX_NOTES} in all.")
        return CitedNote(text, cites, section)


def revise_lines(reading: Reading, answer: str) -> list[OutlineLine]:
    """Return the lines of an outline with those of a revision in place of those that were wrong; others stay."""
    matches = (ANSWER_PATTERN.match(line) for line in answer.splitlines())
    revised = {int(m[1]): m[2].strip().rstrip("` \t") for m in matches if m and int(m[1]) in reading.wrong}
    lines = []
    for line in reading.lines:
        if line.number not in revised:
            lines.append(line)
        elif revised[line.number]:
            lines.append(replace(parse_line(revised[line.number], line.number), number=line.number))
    return lines


def describe_faults(reading: Reading) -> str:
    """Return the request to put the wrong lines right: their numbers, what they said and what would be right."""
    lines = [f"{fault.line.number}: {fault.line.text[:MAX_QUOTED]}  WRONG: {fault.reason}" for fault in reading.faults]
    return format_revision_request(REVISE_LINES, *(line[:MAX_EXPLAINED] for line in lines[:MAX_REVISED_LINES]))
