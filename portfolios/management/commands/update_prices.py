from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.updating import Update, configured_provider, update


def past_day(words: str) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise ArgumentTypeError(f"{words} is not a date like 2026-01-31.") from error
    if day >= timezone.now().date():
        raise ArgumentTypeError(f"{words} has no closing prices yet.")
    return day


class Command(BaseCommand):
    help = "Asks the price provider for closing prices, once, and stores what is believed. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--symbol", action="append", type=str.upper, help="only this one; may be repeated")
        parser.add_argument("--date", type=past_day, help="the closes of this day, not the newest ones")

    def handle(self, *args: Any, **options: Any) -> None:
        provider = configured_provider()
        if provider is None:
            self.stdout.write("POLYGON_API_KEY is not set: nobody is asked, prices stay as entered or seeded.")
            return
        try:
            done = update(provider=provider, now=timezone.now(), symbols=options["symbol"], day=options["date"])
        except PriceFailure as failure:
            raise CommandError(f"{failure} Prices stay as they are.") from failure
        self._say(done)
        known = done.stored.priced | set(done.stored.quarantined) | set(done.stored.refused) | done.stored.missing
        if unknown := set(options["symbol"] or ()) - known:
            raise CommandError(f"Not an instrument that is priced here: {', '.join(sorted(unknown))}.")
        if not done.stored.priced:
            raise CommandError("Not a single price came; they stay as they are.")

    def _say(self, done: Update) -> None:
        stored = done.stored
        self.stdout.write(f"{len(stored.priced)} prices of {done.day} from {done.source}.")
        for symbol, reason in sorted(stored.quarantined.items()):
            self.stdout.write(f"- {symbol} is held back for staff: {reason}.")
        for symbol, reason in sorted(stored.refused.items()):
            self.stdout.write(f"- {symbol} is refused: {reason}.")
        if stored.missing:
            self.stdout.write(f"- Without a close, at their last price: {', '.join(sorted(stored.missing))}.")
