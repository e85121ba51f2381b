"""The retirement analysis as its step stores it. The shape of its figures is in `figures.py`."""

from collections.abc import Sequence

from advisors.retirement.figures import RetirementFigures
from advisors.runtime.results import ActionDraft
from advisors.runtime.step_output import VerifiedOutput
from portfolios.facts.fact import Fact, FactSheet


class RetirementOutput(VerifiedOutput):
    """facts: those of this run's what-ifs. engine: the figures of the projection."""

    source: str
    analysis: str
    facts: FactSheet
    levers: list[ActionDraft]
    engine: RetirementFigures

    def describe(self) -> str:
        return f"{self.engine.paths:,} futures simulated"

    def to_text(self) -> str:
        return self.analysis

    def build_payload(self) -> dict[str, object]:
        return {"analysis": self.analysis, **dict(self.engine)}

    def list_levers(self) -> Sequence[ActionDraft]:
        return self.levers

    def list_facts(self) -> Sequence[Fact]:
        return self.facts.facts


OUTPUTS = {"retirement": RetirementOutput}
