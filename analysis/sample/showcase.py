"""The figures of the sample analysis that the landing page shows, and its drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from advisors.claims.names import ASSET_CLASS_NAMES
from advisors.document.printed_action import PrintedAction
from advisors.retirement.figures import Percentile
from analysis.results.chart_data import format_rounded
from analysis.sample.stored import StoredAnalysis, load_sample
from portfolios.currencies import BASE_CURRENCY
from portfolios.facts.formatting import format_date, format_fact

BANDS: tuple[tuple[str, Percentile, Percentile], ...] = (("outer", "10", "90"), ("inner", "25", "75"))
MILLION = 1_000_000
WIDTH = HEIGHT = 1000
"""The view box of the curves. The page stretches it; labels stand in percent beside it."""
MAX_ACTIONS, MAX_SWINGS = 3, 4


@dataclass(frozen=True)
class Mark:
    """A line across the fan. x: percent of its width."""

    label: str
    x: float
    on_the_left: bool = False


@dataclass(frozen=True)
class Fan:
    """bands and median: paths of SVG. levels: amounts with their height in percent. ages: with their x in percent."""

    bands: dict[str, str]
    median: str
    levels: list[tuple[str, float]]
    ages: list[tuple[int, float]]
    marks: list[Mark]
    summary: str


@dataclass(frozen=True)
class Share:
    """A part of the mix. now, target: percent. off: points over or under the target, in words."""

    name: str
    now: Decimal
    target: Decimal
    off: str
    is_far: bool


@dataclass(frozen=True)
class Swing:
    """What one assumption does to the chance. chance, low and width: percent."""

    label: str
    chance: int
    low: float
    width: float


@dataclass(frozen=True)
class Showcase:
    made_at: datetime
    prices_of: str
    name: str
    age: int
    plan_to_age: int
    figures_checked: int
    facts: dict[str, str]
    fan: Fan
    actions: Sequence[PrintedAction]
    mix: list[Share]
    swings: list[Swing]


@lru_cache(maxsize=1)
def load_showcase() -> Showcase:
    """Return what the landing page shows. The analysis in the file never changes while a process runs."""
    stored = load_sample()
    known = stored.facts.by_id
    document = stored.report_payload.document
    assert document is not None and stored.snapshot.profile.display_name
    printed = {fact.id.replace(".", "_"): format_fact(fact) for fact in stored.facts.facts if fact.value is not None}
    printed["chance"] = f"{round(known['plan.success'].value or 0)}%"
    return Showcase(
        made_at=stored.completed_at, prices_of=format_date(known["data.sample_date"].value or Decimal(0)),
        name=stored.snapshot.profile.display_name.split()[0], age=stored.snapshot.profile.age,
        plan_to_age=stored.snapshot.profile.plan_to_age, figures_checked=stored.report_payload.figures_checked,
        facts=printed, fan=draw_fan(stored), actions=document.actions[:MAX_ACTIONS], mix=list(_list_mix(stored)),
        swings=list(_list_swings(stored)),
    )  # fmt: skip


def draw_fan(stored: StoredAnalysis) -> Fan:
    """Draw the projected wealth in today's dollars, up to a bit above three quarters of the simulations at the end."""
    fan, profile = stored.retirement_payload.fan, stored.snapshot.profile
    assert fan is not None and fan.retirement_year is not None
    real, last = fan.real, fan.years[-1]
    top = MILLION * (1 + int(max(real["75"]) / MILLION))

    def path(values: Sequence[float], years: Sequence[int]) -> str:
        points = (
            f"{WIDTH * y / last:.0f} {HEIGHT * (1 - min(v / top, 1.0)):.1f}" for y, v in zip(years, values, strict=True)
        )
        return "L".join(points)

    bands = {
        name: f"M{path(real[high], fan.years)}L{path(real[low][::-1], fan.years[::-1])}Z" for name, low, high in BANDS
    }
    marks = [Mark(f"Retire at {profile.retirement_age}", 100 * fan.retirement_year / last, on_the_left=True)]
    marks += [
        Mark(f"{one.name} at {one.start_age}", 100 * (one.start_age - profile.age) / last)
        for one in profile.income if profile.age < one.start_age < profile.plan_to_age
    ]  # fmt: skip
    step = -(-top // MILLION // 4)
    today = format_rounded(real["50"][0], BASE_CURRENCY)
    at_retirement = format_rounded(real["50"][fan.years.index(fan.retirement_year)], BASE_CURRENCY)
    return Fan(
        bands=bands, median=f"M{path(real['50'], fan.years)}",
        levels=[(f"${n}M", 100 - 100 * n * MILLION / top) for n in range(step, top // MILLION, step)],
        ages=[(profile.age + year, 100 * year / last) for year in range(0, last + 1, 10)], marks=marks,
        summary=(
            f"Wealth by age in today's dollars. The median grows from {today} at "
            f"{profile.age} to {at_retirement} at {profile.retirement_age}, and is "
            f"{format_rounded(real['50'][-1], BASE_CURRENCY)} at {profile.plan_to_age}."
        ),
    )  # fmt: skip


def _list_mix(stored: StoredAnalysis) -> Iterator[Share]:
    """Yield the asset classes with a target or a share, the largest first."""
    known = stored.facts.by_id
    shares = {key: known.get(f"asset_class.{key}.share_of_classified") for key in ASSET_CLASS_NAMES}
    for key, share in sorted(shares.items(), key=lambda item: -(item[1].value or 0) if item[1] else 0):
        target, drift = known.get(f"asset_class.{key}.target"), known.get(f"asset_class.{key}.drift")
        if share and target and drift and share.value is not None and drift.value is not None:
            side = "over" if drift.value > 0 else "under"
            yield Share(
                name=ASSET_CLASS_NAMES[key].text.capitalize(), now=share.value, target=target.value or Decimal(0),
                off=f"{format_fact(drift, 'size').replace('.0 ', ' ')} {side}", is_far=abs(drift.value) >= 5,
            )  # fmt: skip


def _list_swings(stored: StoredAnalysis) -> Iterator[Swing]:
    """Yield what moves the chance most."""
    retirement = stored.retirement_payload
    chance = 100 * float(retirement.success_probability or 0)
    moves = sorted(retirement.swings, key=lambda one: -abs(one.success or 0))[:MAX_SWINGS]
    for move in moves:
        after = chance + 100 * float(move.success or 0)
        yield Swing(move.label, round(after), min(chance, after), abs(after - chance))
