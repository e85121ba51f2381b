"""The report's sections as their step stores them."""

from advisors.document.document import Source
from advisors.outline.output import SectionsOutput


class ReportOutput(SectionsOutput):
    """sources: the library notes that the background cites."""

    sources: tuple[Source, ...] = ()

    def describe(self) -> str:
        figures = sum(section.count_figures() for section in self.sections)
        return self.describe_lines(f"{len(self.sections)} sections, {figures} figures")


OUTPUTS = {"report": ReportOutput}
