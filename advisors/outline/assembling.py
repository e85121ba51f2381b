"""Put an outline together: the model's order, each statement once, and what must be told where it is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from advisors.actions.action import Advised
from advisors.claims.registry import KINDS, weight
from advisors.claims.sections import Section
from advisors.document.document import Block, DocumentSection, Note, Table
from advisors.document.parts import Author
from advisors.document.writer import Chosen, print_paragraphs
from advisors.outline.menu import Menu, key_of
from advisors.outline.reading import CitedNote, Reading
from advisors.outline.resolve import ResolvedLine

LEADS: dict[Section, tuple[str, ...]] = {
    Section.RISK: ("company", "speculative_group", "risk_level"),
    Section.COSTS: ("fees",),
    Section.TARGETS: ("off_target",),
    Section.RETIREMENT: ("when", "no_projection", "on_track", "one_point", "goal_gap"),
}
"""The claims that open a section, in this order, where they are chosen."""
RECENT = 2
"""Lines of the outline. A wrong line between two others counts, so that it costs no other line."""


def choose_lines(claims: Iterable[ResolvedLine], menu: Menu, author: Author) -> list[Chosen]:
    """Return each statement once, in the order of the outline, with what must be told and is missing."""
    chosen: dict[tuple[str, tuple[str, ...]], Chosen] = {}
    must = {key_of(statement) for statement in menu.must_tell}
    for resolved in claims:
        statement = resolved.statement
        key = key_of(statement)
        figures = {figure.fact.id for figure in statement.figures}
        recent = [one for one in chosen.values() if resolved.line.number - one.number <= RECENT]
        mentioned = {figure.fact.id for one in recent for figure in one.statement.figures}
        is_repeat = bool(figures) and figures <= mentioned and key not in must
        if key not in chosen and not is_repeat:
            chosen[key] = Chosen(statement, author, resolved.line.link, resolved.line.number)
    result = list(chosen.values())
    for statement in menu.must_tell:
        if key_of(statement) not in chosen:
            lighter = (
                place
                for place, one in enumerate(result)
                if KINDS[one.statement.kind].section == KINDS[statement.kind].section
                and weight(one.statement) < weight(statement)
            )
            result.insert(next(lighter, len(result)), Chosen(statement, "code"))
    return _put_leads_first(result) if menu.sections else result


def build_sections(
    chosen: Sequence[Chosen], notes: Sequence[CitedNote], tables: dict[Section, tuple[Table, ...]],
    sections: Sequence[Section], digest: str,
) -> tuple[DocumentSection, ...]:  # fmt: skip
    """Return the sections with their paragraphs, their background notes and their tables."""
    built = []
    for key in sections:
        own = [one for one in chosen if KINDS[one.statement.kind].section == key]
        background = [Note(text=note.text, cites=note.cites) for note in notes if note.section == key][:1]
        blocks: tuple[Block, ...] = (*print_paragraphs(own, digest), *background, *tables.get(key, ()))
        if own or tables.get(key):
            built.append(DocumentSection(key=key, blocks=blocks))
    return tuple(built)


def order_actions(reading: Reading, menu: Menu) -> tuple[Advised, ...]:
    """Return all actions with new priorities: inside a tier in the order of the outline, then as code ranks them."""
    wished = {advised.action.id: place for place, advised in reversed(list(enumerate(reading.actions)))}
    ranked = sorted(menu.actions, key=lambda one: (one.tier, wished.get(one.action.id, len(wished)), one.priority))
    return tuple(replace(advised, priority=place) for place, advised in enumerate(ranked, start=1))


def _put_leads_first(chosen: Sequence[Chosen]) -> list[Chosen]:
    def order(item: tuple[int, Chosen]) -> tuple[int, int]:
        place, one = item
        leads = LEADS.get(KINDS[one.statement.kind].section, ())
        kind = one.statement.kind
        return (0, leads.index(kind)) if kind in leads else (1, place)

    return [one for _, one in sorted(enumerate(chosen), key=order)]
