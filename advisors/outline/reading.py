"""Read a model's outline against the menu: what each line says, which lines are wrong, and the one revision."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from advisors.actions.action import Advised
from advisors.claims.claim import Section
from advisors.outline.grammar import OutlineLine, parse_line, parse_outline
from advisors.outline.menu import Menu
from advisors.outline.notes import MAX_NOTES, find_note_fault, split_citations
from advisors.outline.resolve import ResolvedLine, WrongLine, resolve_action, resolve_claim

MAX_REVISED_LINES = 40
ANSWER_PATTERN = re.compile(r"^[\s>*\-`]*(\d{1,3})\s*[:.)]\s*(.*?)[\s`]*$")
REVISION_TASK = """\
Your outline. Lines with OK stay. Answer only with `NUMBER: line` for each line marked WRONG; `NUMBER:` alone drops it.
"""
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
    readings: dict[int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.claims or self.actions or self.extras)


@dataclass(frozen=True)
class Reader:
    """Reads outlines against one menu.

    citations: how many sources this run found; a note must cite one of them. read_extra: reads a "chart" or "consult"
    line and raises WrongLine.
    """

    menu: Menu
    citations: Callable[[], int] = lambda: 0
    read_extra: ExtraLine | None = None

    def read(self, text: str) -> Reading:
        return self.read_lines(tuple(parse_outline(text)))

    def read_lines(self, lines: Sequence[OutlineLine]) -> Reading:
        """Read every line on its own: a wrong one loses itself and no other."""
        claims, actions, extras, faults, readings = [], [], [], [], {}
        notes: list[CitedNote] = []
        section: Section | None = None
        for line in lines:
            try:
                if line.type == "heading":
                    section = Section(line.name) if line.name in tuple(Section) else None
                elif line.type == "note":
                    notes.append(self._read_note(line, section, len(notes)))
                elif line.type == "do":
                    actions.append(resolve_action(line, self.menu))
                elif line.type in ("chart", "consult"):
                    if self.read_extra is None:
                        raise WrongLine(f"No {line.type} lines here.")
                    extras.append(self.read_extra(line))
                else:
                    resolved = resolve_claim(line, self.menu)
                    claims.append(resolved)
                    readings[line.number] = resolved.read_as
            except WrongLine as wrong:
                faults.append(Fault(line, str(wrong)))
        return Reading(
            tuple(lines), tuple(claims), tuple(actions), tuple(notes), tuple(extras), tuple(faults), readings
        )

    def revise(self, reading: Reading, answer: str) -> Reading:
        """Return the outline with the lines of a revision in place of those that were wrong; others stay."""
        wrong = {fault.line.number for fault in reading.faults}
        matches = (ANSWER_PATTERN.match(line) for line in answer.splitlines())
        revised = {int(m[1]): m[2].strip() for m in matches if m and int(m[1]) in wrong}
        lines = []
        for line in reading.lines:
            if line.number not in revised:
                lines.append(line)
            elif revised[line.number]:
                lines.append(replace(parse_line(revised[line.number], line.number), number=line.number))
        return self.read_lines(lines)

    def _read_note(self, line: OutlineLine, section: Section | None, count: int) -> CitedNote:
        text, cites = split_citations(line.arguments[0])
        names = (name for fact in self.menu.case.facts.facts for name in fact.subject)
        fault = find_note_fault(text, (*names, *self.menu.case.situation.names))
        if fault:
            raise WrongLine(f"A note may not hold {fault}.")
        if not cites or any(not 1 <= number <= self.citations() for number in cites):
            raise WrongLine("A note cites a source that your search found, such as [1].")
        if count >= MAX_NOTES:
            raise WrongLine(f"At most {MAX_NOTES} notes.")
        return CitedNote(text, cites, section)


def describe_faults(reading: Reading) -> str:
    """Return the numbered outline for its revision, with what is wrong with each wrong line."""
    faults = {fault.line.number: fault.reason for fault in reading.faults}
    lines = []
    for line in reading.lines[:MAX_REVISED_LINES]:
        read_as = reading.readings.get(line.number, "")
        verdict = f"WRONG: {faults[line.number]}" if line.number in faults else "OK"
        lines.append(f"{line.number}: {line.text}   {verdict}{f' (read as: {read_as})' if read_as else ''}")
    return REVISION_TASK + "\n".join(lines)
