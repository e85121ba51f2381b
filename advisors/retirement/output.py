"""The sections on the plan as their step stores them. The shape of the figures is in `figures.py`."""

from collections.abc import Sequence

from advisors.outline.output import SectionsOutput
from advisors.retirement.figures import RetirementFigures
from portfolios.facts.fact import Fact, FactSheet


class RetirementOutput(SectionsOutput):
    """facts: those of this run's own what-ifs. engine: the figures of the projection."""

    facts: FactSheet = FactSheet()
    engine: RetirementFigures

    def describe(self) -> str:
        return self.describe_lines(f"{self.engine.paths:,} scenarios simulated")

    def build_payload(self) -> dict[str, object]:
        return {"analysis": self.to_text(), **dict(self.engine)}

    def list_facts(self) -> Sequence[Fact]:
        return self.facts.facts


OUTPUTS = {"retirement": RetirementOutput}
