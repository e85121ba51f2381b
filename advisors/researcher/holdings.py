"""Research of the instruments that a person owns: read what is new, then quote the notes of the library about them."""

from collections.abc import Sequence

from asgiref.sync import sync_to_async
from django.utils import timezone

from advisors.budget.terms import RunTerms
from advisors.claims.sections import Section
from advisors.document.document import Block, DocumentSection, Note, Paragraph, Source
from advisors.document.parts import Sentence, TextPart
from advisors.llm import BUILTIN_WRITER_NAME
from advisors.models import ResearchNote
from advisors.researcher.output import ResearchOutput
from advisors.researcher.round import NO_FEEDS_TEXT, NO_MODEL_TEXT, RoundResult, read_about

MAX_QUOTED = 8
REASONS = {
    NO_FEEDS_TEXT: "No feeds of articles are set up here, so Alex read nothing new.",
    NO_MODEL_TEXT: "No language model may read articles for you, so Alex read nothing new.",
}
NOTHING_OWNED = "You own no instrument yet, so there is nothing to research."


async def research_holdings(symbols: Sequence[str], terms: RunTerms) -> ResearchOutput:
    """Read articles about these symbols with the model of these terms, and return what the library says about them.

    Only public articles reach the model, never a symbol or a figure of the person.
    """
    result = await read_about(symbols, terms, now=timezone.now()) if symbols else RoundResult()
    quoted = await sync_to_async(find_notes)(symbols)
    texts = [describe_reading(result) if symbols else NOTHING_OWNED]
    if symbols:
        texts.append(describe_notes(len(quoted)))
    blocks: list[Block] = [Paragraph(sentences=tuple(map(build_sentence, texts)))]
    blocks += [Note(text=note.text, cites=(place,)) for place, note in enumerate(quoted, start=1)]
    return ResearchOutput(
        sections=(DocumentSection(key=Section.OWN, blocks=tuple(blocks)),), read=len(result.written),
        sources=tuple(build_source(place, note) for place, note in enumerate(quoted, start=1)),
        model=terms.models.model_for_role("researcher") if result.written else BUILTIN_WRITER_NAME,
    )  # fmt: skip


def find_notes(symbols: Sequence[str]) -> list[ResearchNote]:
    """Return the newest accepted notes about these symbols."""
    about = ResearchNote.objects.accepted().filter(symbols__overlap=list(symbols))
    return list(about.defer("embedding", "words").order_by("-published_at", "pk")[:MAX_QUOTED])


def describe_reading(result: RoundResult) -> str:
    if result.not_run_reason:
        return REASONS.get(result.not_run_reason, result.not_run_reason)
    count = len(result.written)
    read = "no new article" if not count else "one new article" if count == 1 else f"{count} new articles"
    failed = " Some could not be read." if result.failed else ""
    return f"Alex read {read} about what you own.{failed}"


def describe_notes(count: int) -> str:
    if not count:
        return "The library has no note about what you own."
    return f"These are the newest notes of the library about what you own: {count} in all."


def build_sentence(text: str) -> Sentence:
    return Sentence(kind="research", verdict="read", mood="neutral", parts=(TextPart(text=text),), author="code")


def build_source(number: int, row: ResearchNote) -> Source:
    note = row.to_note()
    return Source(
        number=number, topic=note.topic, url=note.source, publisher=note.origin, published=note.published_at.date(),
        label=note.label,
    )  # fmt: skip
