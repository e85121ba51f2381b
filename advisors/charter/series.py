"""What can be drawn: computed series, ready with their data. The charter chooses among them, code fills the data in."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

SeriesForm = Literal["parts", "compare", "line"]
ALLOWED_TYPES: dict[SeriesForm, tuple[str, ...]] = {
    "parts": ("donut", "pie", "bar", "horizontalBar"),
    "compare": ("bar", "horizontalBar"),
    "line": ("line",),
}


@dataclass(frozen=True)
class Series:
    """parts: shares of a whole. compare: values beside each other, of either sign. line: values in time.

    about: ids of facts that a title or description of this series may speak of. whole: what the values of a comparison
    are shares of, where they are.
    """

    key: str
    label: str
    form: SeriesForm
    unit: Literal["usd", "percent", "points"]
    points: tuple[tuple[str, Decimal], ...]
    about: tuple[str, ...] = ()
    whole: Decimal | None = None

    @property
    def is_drawable(self) -> bool:
        """One slice is not a picture."""
        return len(self.points) > 1
