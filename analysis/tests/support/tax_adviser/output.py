from collections.abc import Sequence

from advisors.runtime.results import Recommendation
from advisors.runtime.step_output import VerifiedOutput


class TaxOutput(VerifiedOutput):
    source: str
    text: str

    def describe(self) -> str:
        return f"{self.figures} figures on taxes"

    def to_text(self) -> str:
        return self.text

    def list_recommendations(self) -> Sequence[Recommendation]:
        reason = "Ask what a sale would cost before you sell."
        return [Recommendation(title="Review your tax lots", reason=reason, impact=[], priority=1)]


OUTPUTS = {"taxes": TaxOutput}
