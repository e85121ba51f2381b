"""manage.py ask: ask one agent about a portfolio."""

import sys
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisors import team
from analysis.management.consent_option import add_consent_option, record_consent
from people.models import User


class Command(BaseCommand):
    help = "Ask one agent about a user's portfolio. Prints its text, tool calls, tokens and cost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agent", choices=[spec.role for spec in team.analysts()])
        parser.add_argument("--email", default="demo@example.com", help="of the user (default: %(default)s)")
        parser.add_argument("--symbol", help="for the tagger: an instrument of the user or of the catalogue")
        parser.add_argument("--article", help="for the researcher: a file with a title, then the article; - for stdin")
        add_consent_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.on_demand.ask import CannotAnswer, Question, ask

        user = User.objects.find_by_address(options["email"])
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        if options["agent"] == "tagger" and not options["symbol"]:
            raise CommandError("The tagger classifies one instrument. Name it with --symbol.")
        article = ""
        if options["agent"] == "researcher":
            if not options["article"]:
                raise CommandError("The researcher takes notes of one article. Give it with --article FILE.")
            try:
                article = sys.stdin.read() if options["article"] == "-" else Path(options["article"]).read_text()
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"Cannot read the article: {error}") from None
        if options["consent"]:
            record_consent(user)
        try:
            question = Question(user.pk, options["agent"], options["symbol"] or "", article)
            self._print_answer(async_to_sync(ask)(question))
        except CannotAnswer as error:
            raise CommandError(str(error)) from None

    def _print_answer(self, answer: Any) -> None:
        """Print the text on stdout, and tool calls, tokens and cost on stderr."""
        tally = answer.terms.tally
        for call in answer.calls:
            self.stderr.write(f"tool call  {call}")
        self.stdout.write(answer.text)
        self.stderr.write(f"model      {', '.join(tally.models) or 'built-in writer'}")
        self.stderr.write(f"tokens     {tally.spent.tokens_in} in, {tally.spent.tokens_out} out")
        cost = tally.spent.cost_usd
        self.stderr.write(f"cost       {'unknown' if cost is None else f'${cost:f}'}")
        for note in (answer.no_model_reason, *(error.message for error in tally.errors)):
            if note:
                self.stderr.write(f"note       {note}")
