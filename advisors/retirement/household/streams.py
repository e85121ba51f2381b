"""Compute a household's incomes besides Social Security, in today's dollars."""

from collections.abc import Sequence

from advisors.retirement.inputs.household_flows import HouseholdIncome
from advisors.retirement.tax_law.schedules import Array


class HouseholdStreams:
    """All incomes; call `pass_year` once for each year, in order.

    The first payment is the amount in today's dollars. After that the nominal value rises by cola x inflation.
    """

    def __init__(self, streams: Sequence[HouseholdIncome]) -> None:
        self._streams = streams
        self._values: list[Array | float] = [stream.amount for stream in streams]
        self._year = 0

    def pass_year(self, elapsed: Array) -> None:
        """Go to the next year; `elapsed` is 1 + inflation since last year's payment."""
        self._year += 1
        for number, stream in enumerate(self._streams):
            if self._year > stream.from_year and stream.cola != 1:
                eroded = (1 + stream.cola * (elapsed - 1)) / elapsed
                self._values[number] = self._values[number] * eroded

    def amount(self, kind: str, living: Sequence[bool]) -> Array | float:
        """Return this year's income of a kind; `living` says which people live."""
        total: Array | float = 0.0
        for stream, value in zip(self._streams, self._values, strict=True):
            if stream.kind == kind and stream.covers(self._year):
                lives = stream.owner is None or living[stream.owner]
                total = total + (value if lives else value * stream.survivor_share)
        return total
