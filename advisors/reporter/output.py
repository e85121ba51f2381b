"""The report as its step stores it."""

from collections.abc import Sequence

from pydantic import Field

from advisors.runtime.results import Recommendation
from advisors.runtime.step_output import VerifiedOutput

RECOMMENDATIONS_HEADING, CAVEATS_HEADING = "\n\n## Recommendations\n", "\n\n## What is missing or assumed\n"


class ReportOutput(VerifiedOutput):
    """source: with references; content and recommendations: printed. advice_model: who wrote the recommendations."""

    source: str
    content: str
    recommendations: list[Recommendation]
    rewritten_sections: list[str] = Field(default_factory=list)
    advice_model: str = ""

    def describe(self) -> str:
        return f"{len(self.recommendations)} recommendations, {self.figures} figures checked"

    def split_source(self) -> tuple[str, str, str]:
        """Return the report's text, its recommendations, and the caveats that code adds to every report."""
        rest, missing, caveats = self.source.rpartition(CAVEATS_HEADING)
        if not missing:
            rest, caveats = caveats, ""
        text, recommended, advice = rest.rpartition(RECOMMENDATIONS_HEADING)
        return (text, advice, caveats) if recommended else (advice, "", caveats)

    def to_text(self) -> str:
        return self.content

    def name_rewritten_parts(self, label: str) -> str:
        return " and ".join(self.rewritten_sections)

    def list_recommendations(self) -> Sequence[Recommendation]:
        return self.recommendations


OUTPUTS = {"report": ReportOutput}
