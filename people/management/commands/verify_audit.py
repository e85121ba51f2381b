"""`manage.py verify_audit`: check that the audit trail is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people import acting_as_staff
from people.audit.chain import check_chain
from people.isolation.purposes import Purpose


class Command(BaseCommand):
    help = "Computes every hash of the audit trail again. Exits with 1 and says where the chain breaks if it does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--end", help="NUMBER:HASH that an earlier run printed and that must still be there")

    def handle(self, *args: Any, **options: Any) -> None:
        known_end = None
        if options["end"]:
            number, _, known_hash = options["end"].partition(":")
            if not number.isdecimal() or not known_hash:
                raise CommandError("--end needs the NUMBER:HASH that an earlier run printed.")
            known_end = (int(number), known_hash)
        with acting_as_staff(Purpose.VERIFICATION):
            state = check_chain(known_end)
        if state.broken:
            raise CommandError(f"The audit trail is broken at {state.broken}. docs/operations.md says what to do.")
        self.stdout.write(f"The audit trail is whole: {state.events} events.")
        if state.events:
            self.stdout.write(f"Its end, to write down elsewhere: {state.events}:{state.end}")
