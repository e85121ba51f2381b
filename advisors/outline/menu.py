"""The menu: every claim that can be made of one person, as it will read. A model chooses lines from it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from advisors.actions.action import Advised
from advisors.claims.case import ClaimCase
from advisors.claims.ranking import must_tell
from advisors.claims.registry import KINDS, sayable, weight
from advisors.claims.sections import Section
from advisors.claims.statement import Statement

Key = tuple[str, tuple[str, ...]]
MAX_CHARACTERS = 22_000
"""About 6,500 tokens. Above it, the lightest lines of the kinds with many members are left out."""
MANY_MEMBERS = ("compare_changes", "compare", "account_worth", "holding_worth", "share", "rank", "swing")
"""Kinds that a long menu leaves out, first to last. They can be said all the same."""
MAX_OF_KIND = 6


@dataclass(frozen=True)
class Menu:
    """What can be said in some sections of a report, and which actions may be ordered."""

    case: ClaimCase
    sections: tuple[Section, ...]
    actions: tuple[Advised, ...] = ()

    @cached_property
    def statements(self) -> dict[Key, Statement]:
        """Return everything that is true of this person, whatever its section, by kind and arguments."""
        return {key_of(statement): statement for statement in sayable(self.case)}

    @cached_property
    def must_tell(self) -> tuple[Statement, ...]:
        """Return what these sections must say."""
        return tuple(s for s in must_tell(self.case) if KINDS[s.kind].section in self.sections)

    @cached_property
    def by_name(self) -> dict[str, tuple[Statement, ...]]:
        """Return the statements of each kind."""
        grouped: dict[str, list[Statement]] = {}
        for statement in self.statements.values():
            grouped.setdefault(statement.kind, []).append(statement)
        return {name: tuple(statements) for name, statements in grouped.items()}

    @cached_property
    def by_text(self) -> dict[str, Statement]:
        """Return the statements by what they print, so that a line which copies a sentence is understood."""
        return {
            normalize(statement.text(place)): statement
            for statement in self.statements.values()
            for place in range(len(statement.phrasings))
        }

    @cached_property
    def aliases(self) -> dict[str, frozenset[str]]:
        """Return the members that each name may mean, such as "401(k) at work": names are the subjects of facts."""
        found: dict[str, set[str]] = {}
        for fact in self.case.facts.facts:
            for name in fact.subject if fact.of else ():
                found.setdefault(normalize(name), set()).add(fact.of)
        return {name: frozenset(members) for name, members in found.items()}

    def lines(self) -> dict[str, list[str]]:
        """Return the menu as lines by section: `*` before what must be told, then `kind arguments = sentence`."""
        limits: dict[str, int] = {}
        for kind in MANY_MEMBERS:  # until the whole menu fits
            if sum(len(write_line(s)) + len(s.text()) + 6 for s in self._offered(limits)) <= MAX_CHARACTERS:
                break
            limits[kind] = MAX_OF_KIND
        must = {key_of(statement) for statement in self.must_tell}
        lines: dict[str, list[str]] = {section.value: [] for section in self.sections}
        for statement in self._offered(limits):
            mark = "* " if key_of(statement) in must else ""
            lines[KINDS[statement.kind].section].append(f"{mark}{write_line(statement)} = {statement.text()}")
        return {section: found for section, found in lines.items() if found}

    def action_lines(self) -> list[str]:
        return [f"do {advised.action.id} = {advised.title.text()}" for advised in self.actions]

    def _offered(self, limits: dict[str, int]) -> Iterator[Statement]:
        """Yield the statements of these sections, heaviest first. limits: at most how many of a kind."""
        counts: dict[str, int] = {}
        mine = (s for s in self.statements.values() if KINDS[s.kind].section in self.sections)
        for statement in sorted(mine, key=lambda s: -weight(s)):
            counts[statement.kind] = counts.get(statement.kind, 0) + 1
            if counts[statement.kind] <= limits.get(statement.kind, len(self.statements)):
                yield statement


def key_of(statement: Statement) -> Key:
    return statement.kind, statement.arguments


def write_line(statement: Statement) -> str:
    """Return the line of an outline that says this."""
    return " ".join((statement.kind, *statement.arguments))


def normalize(text: str) -> str:
    """Return a text in a form to compare: lower case, letters and digits only, words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def list_arguments(statements: Iterable[Statement]) -> list[str]:
    return [" ".join(statement.arguments) for statement in statements]
