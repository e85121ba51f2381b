"""Say how a replayed analysis differs from the bundle."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pydantic import TypeAdapter

from analysis.exporting.bundle import Bundled
from analysis.exporting.replaying import Replayed
from analysis.payloads import ChartsPayload, MadeWith, Payload
from portfolios.cleaning import clean_text
from portfolios.facts.fact import Fact, FactSheet, Unit, currency_of
from portfolios.facts.formatting import format_fact

CHARTS: TypeAdapter[ChartsPayload] = TypeAdapter(ChartsPayload)
SOFTWARE = {
    "engine": "version of the plan engine",
    "assumptions": "stored assumptions and laws",
    "numpy": "version of numpy",
    "python": "version of Python",
}


class FactDifference(Payload):
    """One fact in the bundle and now; None where it is missing or unknown. by: now - before."""

    fact: str
    label: str
    unit: Unit
    before: str
    after: str
    by: Decimal | None


class ReplayReport(Payload):
    """facts, charts, document: whether each is the same, byte by byte. software: what differs, in words.

    lost: sentences and charts of the bundle that cannot be made any more.
    """

    facts: bool
    charts: bool
    document: bool
    software: tuple[str, ...] = ()
    changed: tuple[FactDifference, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def is_identical(self) -> bool:
        return self.facts and self.charts and self.document


@dataclass(frozen=True)
class ReplayedFiles:
    """The three parts as JSON."""

    facts: str
    charts: str
    document: str

    @classmethod
    def of(cls, made: Bundled | Replayed) -> "ReplayedFiles":
        charts = CHARTS.validate_json(CHARTS.dump_json(made.charts))  # a chart is compared as it is stored
        return cls(made.facts.model_dump_json(), CHARTS.dump_json(charts).decode(), made.document.model_dump_json())


def compare_replay(analysis: Bundled, replayed: Replayed, software: MadeWith) -> ReplayReport:
    """Compare byte by byte. software: of this machine."""
    before, after = ReplayedFiles.of(analysis), ReplayedFiles.of(replayed)
    return ReplayReport(
        facts=before.facts == after.facts, charts=before.charts == after.charts,
        document=before.document == after.document, software=tuple(compare_software(analysis.made_with, software)),
        changed=tuple(compare_facts(analysis.facts, replayed.facts)), lost=tuple(map(clean_text, replayed.lost)),
    )  # fmt: skip


def compare_software(before: MadeWith, now: MadeWith) -> Iterator[str]:
    for name, label in SOFTWARE.items():
        was, is_now = getattr(before, name), getattr(now, name)
        if was != is_now:
            yield f"{label}: {clean_text(str(was))} in the file, {is_now} here"


def compare_facts(before: FactSheet, after: FactSheet) -> Iterator[FactDifference]:
    for fact_id in dict.fromkeys((*before.by_id, *after.by_id)):
        was, is_now = before.by_id.get(fact_id), after.by_id.get(fact_id)
        one = is_now or was
        if was == is_now or one is None:
            continue
        known = was is not None and is_now is not None and was.value is not None and is_now.value is not None
        yield FactDifference(
            fact=fact_id, label=clean_text(one.label), unit=one.unit, before=_print(was), after=_print(is_now),
            by=is_now.value - was.value if known else None,  # type: ignore[union-attr,operator]
        )  # fmt: skip


def _print(fact: Fact | None) -> str:
    if fact is None:
        return "missing"
    return "unknown" if fact.value is None else format_fact(fact, "cents" if currency_of(fact.unit) else "")
