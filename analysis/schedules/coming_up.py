"""What comes up for a person: the next scheduled analysis and the deadlines of their accounts, and what is new."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.results.last_analysis import finished_analyses
from analysis.schedules.finding import shorten_news
from analysis.schedules.models import Digest, Schedule
from analysis.schedules.stored import still_holds
from portfolios.account_kinds import ACCOUNT_KIND_LABELS

IRAS = ("roth_ira", "traditional_ira")
MAX_EVENTS = 4
MAILS, NO_MAILS = "We email you only if something changed.", "You find it under Earlier analyses."
TAX_DAYS = {4: 18, 5: 18, 6: 17}
"""The day in April by the weekday of the 15th. Emancipation Day, the 16th, moves it too."""


@dataclass(frozen=True)
class ComingEvent:
    """is_analysis: a scheduled analysis, no deadline."""

    day: date
    title: str
    note: str
    is_analysis: bool = False


def list_events(user: Any, account_kinds: Collection[str], today: date) -> list[ComingEvent]:
    """Return what comes up, soonest first."""
    schedule = Schedule.objects.filter(user=user).first()
    events = list(list_deadlines(account_kinds, today))
    if schedule and not schedule.is_paused:
        events.append(
            ComingEvent(schedule.next_on, schedule.job_name, MAILS if schedule.mails else NO_MAILS, is_analysis=True)
        )
    return sorted(events, key=lambda one: one.day)[:MAX_EVENTS]


def list_deadlines(account_kinds: Collection[str], today: date) -> Iterator[ComingEvent]:
    """Yield the last days to add money for a tax year, for the kinds of accounts that a person has."""
    if "401k" in account_kinds:
        yield ComingEvent(date(today.year, 12, 31), "401(k) deadline", f"Last day to add from pay for {today.year}.")
    year = today.year - 1 if today <= tax_day(today.year) else today.year
    note = f"Last day to add for {year}."
    iras = [kind for kind in IRAS if kind in account_kinds]
    if iras:
        label = ACCOUNT_KIND_LABELS[iras[0]] if len(iras) == 1 else "IRA"
        yield ComingEvent(tax_day(year + 1), f"{label} deadline", note)
    if "hsa" in account_kinds:
        yield ComingEvent(tax_day(year + 1), "HSA deadline", note)


def tax_day(year: int) -> date:
    """Return the day when federal tax returns are due, which is the last day to add to an IRA for the year before."""
    return date(year, 4, TAX_DAYS.get(date(year, 4, 15).weekday(), 15))


@dataclass(frozen=True)
class News:
    """texts: what is new, what matters most first. more: how many recommendations that are gone are left out."""

    texts: tuple[str, ...] = ()
    more: int = 0


def find_news(user: Any) -> News:
    """Return what the last digest found and the last analysis still confirms."""
    digest = Digest.objects.owned_by(user).exclude(findings=None).exclude(findings=[]).first()
    if digest is None or not digest.findings:
        return News()
    last = finished_analyses(user).without_large_columns().first()
    if last is None:
        return News()
    is_last = last.pk == digest.job_id
    shown, more = shorten_news([one for one in digest.findings if is_last or still_holds(one, last)])
    return News(tuple(one.text for one in shown), more)
