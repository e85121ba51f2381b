"""A chart as pages and API show it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from advisors.document.parts import Sentence
from portfolios.facts.fact import Unit
from portfolios.valuation.value import Number


class Point(BaseModel):
    """percentage: one decimal, 100.0 in all for parts of a whole; None for line and drift charts."""

    model_config = ConfigDict(extra="forbid")

    name: str
    value: Number
    percentage: Number | None
    color: str


class Chart(BaseModel):
    """description: the caption as plain text. caption: empty in analyses of earlier versions."""

    model_config = ConfigDict(extra="forbid")

    title: str
    description: str
    caption: tuple[Sentence, ...] = ()
    type: Literal["pie", "donut", "bar", "horizontalBar", "line"]
    unit: Unit
    data: list[Point]
