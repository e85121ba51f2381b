"""The reporter's step: an outline, printed as the sections of the report with their tables."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

from advisors.budget.terms import RunTerms
from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.document.document import Note, Source
from advisors.document.tables import build_tables
from advisors.outline.assembling import build_sections
from advisors.outline.menu import Menu
from advisors.outline.reading import Reader
from advisors.outline.writing import write_builtin_lines, write_outline
from advisors.reporter import agent
from advisors.reporter.output import ReportOutput
from advisors.writing.citations import ReportSources


class ReportCase(Protocol):
    """What the reporter reads of a case. load_sources: the library of research notes; None where it is empty.

    sections_of: the sections that an agent writes.
    """

    @property
    def claims(self) -> ClaimCase: ...
    @property
    def load_sources(self) -> Callable[[], Awaitable[ReportSources | None]]: ...
    def sections_of(self, role: str) -> tuple[Section, ...]: ...


def find_obstacle(case: ReportCase) -> str:
    """Even an empty portfolio has a report: it says what is missing."""
    return ""


async def work(case: ReportCase, focus: str, terms: RunTerms) -> ReportOutput:
    menu = Menu(case.claims, case.sections_of(agent.ROLE))
    commentary = terms.models.commentary
    sources = await case.load_sources() if commentary != "off" else None
    deps = agent.Deps(menu, focus, sources, commentary)
    reader = Reader(menu, citations=lambda: len(sources.notes) if sources else 0, commentary=commentary)
    ask = partial(agent.write_lines, deps, terms=terms)
    outline = await write_outline(ask, lambda: reader, write_builtin_lines(menu))
    tables = build_tables(case.claims)
    sections = build_sections(outline.chosen, outline.reading.notes, tables, menu.sections, case.claims.digest)
    background = (block for section in sections for block in section.blocks if isinstance(block, Note))
    cited = sorted({number for note in background for number in note.cites})
    library = sources.notes if sources else ()
    notes = [(number, library[number - 1]) for number in cited]
    return ReportOutput(
        sections=sections,
        sources=tuple(
            Source(number=n, topic=note.topic, url=note.source, publisher=note.origin,
                   published=note.published_at.date(), label=note.label) for n, note in notes
        ),
        corrected=outline.counts.corrected, rewritten=outline.rewritten,
        model=outline.model, lines=outline.counts,
    )  # fmt: skip
