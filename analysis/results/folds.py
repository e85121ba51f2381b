"""The sections of a report as folds: a title, the lead sentence, one key figure, and the rest that opens in place."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisors.claims.sections import Section
from advisors.claims.thresholds import PlanVerdict
from advisors.document.document import RETIREMENT_SECTIONS, Block, Document, DocumentSection, Paragraph
from advisors.document.parts import Sentence

HEADLINES = {
    PlanVerdict.STRONG: "You are in good shape",
    PlanVerdict.SOUND: "Your plan looks sound",
    PlanVerdict.FRAGILE: "Your plan works, with little to spare",
    PlanVerdict.LIKELY: "Your plan needs a margin",
    PlanVerdict.THIN: "Your plan needs work",
    PlanVerdict.OFF: "Your plan does not reach your goal yet",
}
PLAN_CLAIM = "on_track"


@dataclass(frozen=True)
class Fold:
    """One section. lead: the first sentence, which stays visible. blocks: all but the lead."""

    section: DocumentSection
    lead: Sentence | None
    blocks: tuple[Block, ...]
    is_open: bool = False

    @property
    def figure(self) -> str:
        """Return the figure that stands beside the title: the first of the lead that says its unit; else empty."""
        texts = [figure.text for figure in self.lead.figures] if self.lead else []
        return next((text for text in texts if "$" in text or "%" in text or "points" in text), "")


def build_folds(sections: Iterable[DocumentSection]) -> list[Fold]:
    """Return the folds of a tab. Open at first: what a person owns, and the section with the most bad news."""
    sections = list(sections)
    worst = max(sections, key=lambda one: sum(sentence.mood == "bad" for sentence in one.sentences), default=None)
    return [_build_fold(one, is_open=one.key == Section.OWN or one is worst) for one in sections]


def split_by_tab(document: Document | None) -> dict[str, list[Fold]]:
    """Return the folds of a document by the tab that shows them."""
    sections = document.sections if document else ()
    return {
        "overview": build_folds(one for one in sections if one.key not in RETIREMENT_SECTIONS),
        "retirement": build_folds(one for one in sections if one.key in RETIREMENT_SECTIONS),
    }


def find_headline(document: Document | None) -> str:
    """Return the verdict on the plan as the headline of the letter; empty if the letter gives none."""
    stands = document.letter.stands if document else ()
    verdicts = [sentence.verdict for sentence in stands if sentence.kind == PLAN_CLAIM]
    return HEADLINES[PlanVerdict(verdicts[0])] if verdicts else ""


def _build_fold(section: DocumentSection, *, is_open: bool) -> Fold:
    first = section.blocks[0] if section.blocks else None
    if not isinstance(first, Paragraph) or not first.sentences:
        return Fold(section, None, section.blocks, is_open)
    lead, rest = first.sentences[0], first.sentences[1:]
    blocks = (Paragraph(sentences=rest), *section.blocks[1:]) if rest else section.blocks[1:]
    return Fold(section, lead, blocks, is_open)
