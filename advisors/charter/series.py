"""The records of what can be drawn: `Series`, one kind of chart, and `SeriesData`, its data for one portfolio."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from advisors.runtime.results import ChartType
from advisors.writing.case import Situation
from portfolios.facts.fact import MONEY, Unit, unit_in

SeriesForm = Literal["parts", "compare", "line"]
Caption = tuple[str, ...]
"""A kind of claim with the beginning of its arguments."""
ALLOWED_TYPES: dict[SeriesForm, tuple[str, ...]] = {
    "parts": ("donut", "pie", "bar", "horizontalBar"),
    "compare": ("bar", "horizontalBar"),
    "line": ("line",),
}


Fan = Mapping[str, Sequence[float]]
"""Real money by percentile, from today on."""


@dataclass(frozen=True)
class Measured:
    """What a series' data function returns. The fields are those of SeriesData."""

    points: tuple[tuple[str, Decimal], ...]
    unit: Unit = MONEY
    whole: Decimal | None = None


@dataclass(frozen=True)
class Series:
    """One kind of chart: everything that the charter, the built-in writer and the pages know about it.

    form: "parts" are shares of a whole, "compare" are values beside each other, of either sign, "line" are values in
    time. label: for the charter's list. chart_type: what the built-in writer draws. captions: the claims that describe
    it, best first, each a kind with the beginning of its arguments. colors: fixed colors of some points, by name.
    measure: computes the data from a situation and the projection's fan (None without a projection); returns None
    where this portfolio has no such data. interest: how relevant it is for this case; the highest are drawn.
    topic: the topic of the facts that it shows. always: drawn whenever there is data.
    """

    key: str
    label: str
    form: SeriesForm
    chart_type: ChartType
    title: str
    topic: str
    measure: Callable[[Situation, Fan | None], Measured | None]
    captions: tuple[Caption, ...]
    interest: Callable[[Situation], int] = lambda _: 10
    always: bool = False
    colors: Mapping[str, str] = field(default_factory=dict)

    def compute(self, situation: Situation, fan: Fan | None) -> "SeriesData | None":
        found = self.measure(situation, fan)
        if found is None:
            return None
        unit = unit_in(found.unit, situation.portfolio.snapshot.currency)
        return SeriesData(self, unit, found.points, found.whole)


@dataclass(frozen=True)
class SeriesData:
    """The data of one series for one portfolio, ready to draw. The charter chooses among them.

    whole: the total that the values of a comparison are shares of; None if they are not shares.
    """

    record: Series
    unit: Unit
    points: tuple[tuple[str, Decimal], ...]
    whole: Decimal | None = None

    @property
    def key(self) -> str:
        return self.record.key

    @property
    def is_drawable(self) -> bool:
        """Return whether there is more than one point: one slice is not a chart."""
        return len(self.points) > 1
