"""The chosen charts as their step stores them."""

import json

from pydantic import Field

from advisors.charter.chart import Chart
from advisors.runtime.results import ChartChoice
from advisors.runtime.step_output import VerifiedOutput


class ChartsOutput(VerifiedOutput):
    """choices: titles and descriptions with references; charts: printed, with their data."""

    charts: dict[str, Chart]
    choices: list[ChartChoice] = Field(default_factory=list)

    def describe(self) -> str:
        return f"{len(self.charts)} charts"

    def to_text(self) -> str:
        return json.dumps({key: chart.model_dump(mode="json") for key, chart in self.charts.items()}, indent=2)

    def build_payload(self) -> dict[str, Chart]:
        return self.charts


OUTPUTS = {"charts": ChartsOutput}
