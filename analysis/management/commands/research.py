"""manage.py research: run one round of research now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisors.researcher.feeds import UnknownFeedError
from advisors.researcher.round import RoundResult
from analysis.on_demand.research import run_research_round
from portfolios.models import Instrument


class Command(BaseCommand):
    help = (
        "Run one round of research: read the configured feeds, take notes of new articles and store them in the "
        "library. Prints what was read, written and skipped, and why. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--topic", default="", help="read only articles about this topic")
        parser.add_argument(
            "--symbol",
            action="append",
            default=[],
            type=str.upper,
            help="read only articles that mention this symbol; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        symbols = options["symbol"]
        stored = set(Instrument.objects.catalogue().filter(symbol__in=symbols).values_list("symbol", flat=True))
        if unknown := sorted(set(symbols) - stored):
            raise CommandError(f"Not in the catalogue: {', '.join(unknown)}.")
        topic = options["topic"].strip()
        try:
            result = run_research_round(topic=topic, symbols=symbols)
        except UnknownFeedError as error:
            raise CommandError(f"RESEARCH_FEEDS: {error}") from error
        self._print_result(result)

    def _print_result(self, result: RoundResult) -> None:
        if result.not_run_reason:
            self.stdout.write(result.not_run_reason)
        for feed, count in result.feeds_read:
            self.stdout.write(f"Read {feed}: {count} entries.")
        for note in result.written:
            self.stdout.write(f"Written: {note.topic} ({note.source}, {note.published_at:%Y-%m-%d})")
        for title, reason in result.skipped:
            self.stdout.write(f"Skipped: {title}: {reason}.")
        for title, reason in result.failed:
            self.stderr.write(f"Failed: {title}: {reason}.")
        if result.failed and not result.written:
            raise CommandError("Nothing new was written.")
