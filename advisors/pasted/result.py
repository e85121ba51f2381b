"""The result of checking a text: each figure with its facts, or with the reason why it matches none."""

from dataclasses import dataclass
from typing import Any, Literal

from advisors.pasted.matching import Operation
from advisors.pasted.written_figures import WrittenFigure

Reason = Literal["no_fact", "unit", "subject", "rounding", "direction", "altered"]
"""altered: the sentence is one of the analysis, which prints another figure there."""


@dataclass(frozen=True, slots=True)
class JudgedFigure:
    """One figure of the text. fact_ids: the facts it stands for."""

    figure: WrittenFigure
    fact_ids: tuple[str, ...] = ()
    operation: Operation | None = None
    reason: Reason | None = None

    def to_entry(self) -> dict[str, Any]:
        figure = self.figure
        entry = {
            "start": figure.start, "end": figure.end, "text": figure.text, "value": float(figure.value),
            "unit": figure.unit,
        }  # fmt: skip
        if self.reason:
            return entry | {"reason": self.reason}
        return entry | {"facts": list(self.fact_ids), "op": self.operation}


@dataclass(frozen=True, slots=True)
class CheckedText:
    """judged: every figure, in order."""

    judged: tuple[JudgedFigure, ...]

    @property
    def ok(self) -> bool:
        return all(one.reason is None for one in self.judged)

    def to_report(self) -> dict[str, Any]:
        """Return the report of `check_figures --json`. Offsets are code points, the end is exclusive."""
        return {
            "ok": self.ok,
            "figures": len(self.judged),
            "matched": [one.to_entry() for one in self.judged if not one.reason],
            "unmatched": [one.to_entry() for one in self.judged if one.reason],
        }
