import sys
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisors import team
from analysis.management.consent_option import add_consent_option, record_consent
from people.models import User


class Command(BaseCommand):
    help = "Ask one agent about a person's portfolio, here and now: its text, tool calls, tokens and costs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agent", choices=team.roles())
        parser.add_argument("--email", default="demo@example.com", help="whose portfolio (default: %(default)s)")
        parser.add_argument("--symbol", help="what the tagger classifies: an instrument of theirs or of the catalogue")
        parser.add_argument("--article", help="a text file for the researcher: a title, then the article; - is stdin")
        add_consent_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.on_demand.ask import CannotAnswer, Question, ask

        user = User.objects.filter(email=options["email"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        if options["agent"] == "tagger" and not options["symbol"]:
            raise CommandError("The tagger classifies one instrument: name it with --symbol.")
        article = self._read_article(options["article"]) if options["agent"] == "researcher" else ""
        if options["consent"]:
            record_consent(user)
        try:
            question = Question(user.pk, options["agent"], options["symbol"] or "", article)
            self._tell(async_to_sync(ask)(question))
        except CannotAnswer as error:
            raise CommandError(str(error)) from None

    def _read_article(self, name: str | None) -> str:
        if not name:
            raise CommandError("The researcher takes notes of one article: give it with --article FILE.")
        try:
            return sys.stdin.read() if name == "-" else Path(name).read_text()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The article cannot be read: {error}") from None

    def _tell(self, answered: Any) -> None:
        """The text on stdout, everything about it on stderr."""
        tally = answered.terms.tally
        for call in answered.calls:
            self.stderr.write(f"tool call  {call}")
        self.stdout.write(answered.text)
        self.stderr.write(f"model      {', '.join(tally.models) or 'built-in writer'}")
        self.stderr.write(f"tokens     {tally.spent.tokens_in} in, {tally.spent.tokens_out} out")
        cost = tally.spent.cost_usd
        self.stderr.write(f"cost       {'unknown' if cost is None else f'${cost:f}'}")
        for words in (answered.no_model_reason, *(error.message for error in tally.errors)):
            if words:
                self.stderr.write(f"note       {words}")
