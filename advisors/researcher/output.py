"""What the researcher found about the instruments a person owns, as its step stores it."""

from advisors.document.document import DocumentSection, Source
from advisors.outline.output import SectionsOutput


class ResearchOutput(SectionsOutput):
    """read: how many articles were noted in this run. sources: of the notes, numbered from 1."""

    read: int = 0
    sources: tuple[Source, ...] = ()

    def describe(self) -> str:
        return f"{self.read} articles read, {len(self.sources)} notes in the library about what you own"

    def numbered_from(self, first: int) -> "ResearchOutput":
        """Return it with its sources numbered from another number, where a report cites others before."""
        by = first - 1
        sources = tuple(one.model_copy(update={"number": one.number + by}) for one in self.sources)
        sections = tuple(renumber(section, by) for section in self.sections)
        return self.model_copy(update={"sources": sources, "sections": sections})


def renumber(section: DocumentSection, by: int) -> DocumentSection:
    blocks = [
        one if one.type != "note" else one.model_copy(update={"cites": tuple(number + by for number in one.cites)})
        for one in section.blocks
    ]
    return section.model_copy(update={"blocks": tuple(blocks)})


OUTPUTS = {"research": ResearchOutput}
