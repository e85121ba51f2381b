from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from advisors.researcher.feeds import UnknownFeedError
from advisors.researcher.round import RoundResult, run_round
from portfolios.models import Instrument


class Command(BaseCommand):
    help = (
        "One round of research: reads the configured feeds, notes what is new and stores it in the library. Says what "
        "was read, written and skipped, and why. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--topic", default="", help="only what is about this")
        parser.add_argument(
            "--symbol", action="append", default=[], type=str.upper, help="only what names this one; may be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        symbols = options["symbol"]
        known = set(Instrument.objects.catalogue().filter(symbol__in=symbols).values_list("symbol", flat=True))
        if unknown := sorted(set(symbols) - known):
            raise CommandError(f"Not in the catalogue: {', '.join(unknown)}.")
        try:
            done = run_round(now=timezone.now(), topic=options["topic"].strip(), symbols=symbols)
        except UnknownFeedError as error:
            raise CommandError(f"RESEARCH_FEEDS: {error}") from error
        self._say(done)

    def _say(self, done: RoundResult) -> None:
        if done.not_run_reason:
            self.stdout.write(done.not_run_reason)
        for feed, entries in done.read:
            self.stdout.write(f"Read {feed}: {entries} entries.")
        for note in done.written:
            self.stdout.write(f"Written: {note.topic} ({note.source}, {note.published_at:%Y-%m-%d})")
        for what, why in done.skipped:
            self.stdout.write(f"Skipped: {what}: {why}.")
        for what, why in done.failed:
            self.stderr.write(f"Failed: {what}: {why}.")
        if done.failed and not done.written:
            raise CommandError("Nothing new was written.")
