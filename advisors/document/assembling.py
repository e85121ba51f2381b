"""Put a document together: the letter, the actions, and the sections without what these two say already."""

from collections.abc import Iterable

from advisors.actions.action import Advised
from advisors.actions.advised_trades import with_advised_trades
from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.document.document import Document, DocumentSection, Letter, Source
from advisors.document.letter import write_letter
from advisors.document.printed_action import PrintedAction, print_actions
from advisors.document.writer import write_sections


def write_document(case: ClaimCase, actions: tuple[Advised, ...]) -> Document:
    """Return the document of a person, written without a model."""
    case = with_advised_trades(case, actions)
    return assemble_document(write_letter(case, actions), print_actions(actions), write_sections(case), case.digest)


def assemble_document(
    letter: Letter, actions: tuple[PrintedAction, ...], sections: Iterable[DocumentSection], digest: str,
    sources: tuple[Source, ...] = (),
) -> Document:  # fmt: skip
    """Return the document with its sections in their order.

    A sentence that the letter or an action prints word for word is left out of the sections.
    """
    texts = {s.text for s in (*letter.sentences, *(s for action in actions for s in action.sentences))}
    places = list(Section)
    kept = [shorter for section in merge_sections(sections) if (shorter := section.without_sentences(texts)).blocks]
    ordered = tuple(sorted(kept, key=lambda section: places.index(section.key)))
    return Document(digest=digest, letter=letter, actions=actions, sections=ordered, sources=sources)


def merge_sections(sections: Iterable[DocumentSection]) -> Iterable[DocumentSection]:
    """Return each section once, with the blocks of all agents that wrote in it."""
    merged: dict[Section, DocumentSection] = {}
    for section in sections:
        before = merged[section.key].blocks if section.key in merged else ()
        merged[section.key] = DocumentSection(key=section.key, blocks=(*before, *section.blocks))
    return merged.values()
