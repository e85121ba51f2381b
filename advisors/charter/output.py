"""The chosen charts as their step stores them."""

import json
from typing import Any

from pydantic import model_validator

from advisors.charter.chart import Chart
from advisors.runtime.step_output import VerifiedOutput


class ChartsOutput(VerifiedOutput):
    charts: dict[str, Chart]

    @model_validator(mode="before")
    @classmethod
    def _read_earlier_version(cls, data: Any) -> Any:
        """Read what an earlier version stored: it kept the sources of the titles beside the charts."""
        is_earlier = isinstance(data, dict) and "choices" in data
        return {name: value for name, value in data.items() if name != "choices"} if is_earlier else data

    def describe(self) -> str:
        return ". ".join(filter(None, (f"{len(self.charts)} charts", self.lines.describe())))

    def to_text(self) -> str:
        return json.dumps({key: chart.model_dump(mode="json") for key, chart in self.charts.items()}, indent=2)

    def count_figures(self) -> int:
        """Return how many figures the captions print."""
        return sum(len(sentence.figures) for chart in self.charts.values() for sentence in chart.caption)

    def build_payload(self) -> dict[str, Chart]:
        return self.charts


OUTPUTS = {"charts": ChartsOutput}
