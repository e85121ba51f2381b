"""Update prices and record portfolio values."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portfolios.changes.daily import run_daily_update
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.update import NO_PROVIDER_MESSAGE, PriceUpdate, configured_provider, update_prices


def parse_past_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a date like 2026-01-31.") from error
    if day >= timezone.now().date():
        raise ArgumentTypeError(f"{text} has no closing prices yet.")
    return day


class Command(BaseCommand):
    help = (
        "Runs the daily update: requests closing prices once, stores the plausible ones, and records the value of "
        "every portfolio. With --symbol or --date it only stores prices. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--symbol", action="append", type=str.upper, help="only this symbol; may be repeated")
        parser.add_argument("--date", type=parse_past_day, help="closing prices of this day instead of the newest")

    def handle(self, *args: Any, **options: Any) -> None:
        if (symbols := options["symbol"]) or options["date"]:
            provider = configured_provider()
            if provider is None:
                self.stdout.write(NO_PROVIDER_MESSAGE)
                return
            try:
                update = update_prices(provider=provider, now=timezone.now(), symbols=symbols, day=options["date"])
            except PriceFailure as failure:
                raise CommandError(f"{failure} Prices stay as they are.") from failure
            if unknown := set(symbols or ()) - update.stored.symbols:
                raise CommandError(f"Not a priced instrument: {', '.join(sorted(unknown))}.")
            self._report(update)
            return
        done = run_daily_update(now=timezone.now())
        self.stdout.write(f"Values of {done.recorded} portfolios recorded.")
        if done.failure:
            raise CommandError(f"{done.failure} Prices stay as they are.")
        if done.update is None:
            self.stdout.write(NO_PROVIDER_MESSAGE)
        else:
            self._report(done.update)

    def _report(self, done: PriceUpdate) -> None:
        stored = done.stored
        self.stdout.write(f"{len(stored.priced)} prices of {done.day} from {done.source}.")
        for symbol, reason in sorted(stored.quarantined.items()):
            self.stdout.write(f"- {symbol} is held back for staff: {reason}.")
        for symbol, reason in sorted(stored.refused.items()):
            self.stdout.write(f"- {symbol} is refused: {reason}.")
        if stored.missing:
            self.stdout.write(f"- No closing price, so the last price stays: {', '.join(sorted(stored.missing))}.")
        if not stored.priced:
            raise CommandError("No price was stored. All prices stay as they are.")
