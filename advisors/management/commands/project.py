"""The command `project`: project a retirement plan from a JSON file."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisors.retirement.household.results import HouseholdResult
from advisors.retirement.inputs.plan import Plan, PlanError, parse_plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.historical_replay import HistoryError, worst_start_years
from advisors.retirement.projection.projection_result import Projection
from advisors.retirement.projection.sustained_spending import find_sustained

SHOWN_PERCENTILES = ("5", "25", "50", "75", "95")
YEAR_INTERVAL = 5
SUSTAINED_PATHS = 2_000
"""The paths on which the sustainable spending of a household is searched."""
LIFETIME_TITLES = {
    "federal_tax": "Federal tax", "state_tax": "State tax", "penalty": "Penalties", "premiums": "Health premiums",
    "irmaa": "of these surcharge",
}  # fmt: skip


class Command(BaseCommand):
    help = "Project a retirement plan from a JSON file. Uses only the engine: no account and no database."

    requires_system_checks = ()  # some checks query the database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True, metavar="FILE", help="the plan as JSON; - reads standard input")
        parser.add_argument("--json", action="store_true", help="print every result, unrounded, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        source = options["plan"]
        try:
            text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"--plan: cannot read {source}: {error}") from None
        try:
            plan = parse_plan(text)
            projection = project(plan)
        except PlanError as error:
            errors = (f"{field}: {', '.join(messages)}" for field, messages in error.fields.items())
            raise CommandError("\n".join(("This plan cannot be projected.", *errors))) from None
        except HistoryError as error:
            raise CommandError(f"This plan cannot be projected.\n{error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(projection.as_json(), allow_nan=False))
        else:
            self.stdout.write("\n".join(_format_report(plan, projection)))


def _format_report(plan: Plan, projection: Projection) -> Iterator[str]:
    """Format the result as lines, in today's dollars."""
    yield from format_success(projection)
    yield f"At retirement      median {_format_dollars(projection.at_retirement.percentiles['50'])}"
    yield f"At the end         median {_format_dollars(projection.terminal.percentiles['50'])}"
    if plan.retirement_years:
        yield f"Lifetime spending  median {_format_dollars(projection.spending.median_lifetime)}"
    sustainable = projection.sustainable_spending
    if projection.household:
        yield from format_household(projection.household)
        if not isinstance(plan.returns, HistoryReturns):
            sustainable = find_sustained(plan.with_changes(paths=min(plan.paths, SUSTAINED_PATHS)))
    for title, levels in (
        ("Sustainable spending a year", sustainable),
        ("Required saving a year", projection.required_saving),
    ):
        if levels:
            reached = ", ".join(f"{_format_dollars(amount)} at {float(level):.0%}" for level, amount in levels.items())
            yield f"{title}: {reached}"
    if projection.by_start_year:
        worst = (f"{run.start} ({name})" if name else str(run.start) for run, name in worst_start_years(projection))
        yield f"Worst years to start: {', '.join(worst)}"
    if projection.fan.real:
        yield from ("", "Wealth in today's dollars, by percentile", *format_fan(projection))


def format_success(projection: Projection) -> Iterator[str]:
    """Format success with its error or, for a flexible rule, what stands in its place: running out, need and cuts."""
    success, flexible = projection.success, projection.flexible
    if flexible:
        yield f"Money runs out     {flexible.ran_out:.1%}"
        yield f"A year below need  {flexible.below_need:.1%}"
        yield f"Lowest year        cut by {flexible.cut_median:.0%} at the median, {flexible.cut_p90:.0%} in one of ten"
        yield f"                   {_format_dollars(flexible.floor_90)} or more in nine of ten"
        return
    if success.periods is not None:
        yield f"Success            {success.successes} of {success.periods} periods of the past"
        return
    yield f"Success            {success.probability:.1%} of {success.paths:,} paths"
    if success.standard_error is not None and success.interval:
        low, high = success.interval
        yield f"                   standard error {success.standard_error:.2%}, 95% interval {low:.1%} to {high:.1%}"


def format_household(household: HouseholdResult) -> Iterator[str]:
    """Format what a household pays over the plan and when distributions start, in today's dollars."""
    yield f"Success and spending are after tax, under the law of {household.law_year} (an estimate, not tax advice)"
    for name, title in LIFETIME_TITLES.items():
        amounts = household.lifetime[name]
        if amounts.mean:
            low, middle, high = (_format_dollars(amounts.percentiles[level]) for level in ("10", "50", "90"))
            yield f"{title:<18} median {middle}, from {low} to {high} in eight of ten"
    for number, year in enumerate(household.first_required):
        if year is not None:
            yield f"Person {number + 1} must withdraw from year {year}, at age {household.ages[number][year - 1]}"
    if household.high_income:
        share = f"{household.high_income:.1%} of paths"
        yield f"On {share} the income of a year is so high that the alternative minimum tax may add to it"
    yield f"Not modeled: {', '.join(household.not_modeled)}"


def format_fan(projection: Projection) -> Iterator[str]:
    fan = projection.fan
    yield "Year" + "".join(f"{level + '%':>16}" for level in SHOWN_PERCENTILES)
    last = fan.years[-1]
    for year in fan.years:
        if year % YEAR_INTERVAL == 0 or year == last:
            yield f"{year:>4}" + "".join(f"{_format_dollars(fan.real[level][year]):>16}" for level in SHOWN_PERCENTILES)


def _format_dollars(amount: float) -> str:
    return f"{amount:,.0f}"
