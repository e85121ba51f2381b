"""manage.py mcp: serve a person's analyses to their own assistant on this machine, over standard input and output."""

import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import ApiKey, User


class Command(BaseCommand):
    help = "Serve a person's analyses by the Model Context Protocol on standard input and output, for their assistant."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="of the person")
        parser.add_argument("--start", action="store_true", help="let the assistant start analyses too")

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.assistants.server import build_server

        user = User.objects.find_by_address(options["email"])
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        for handler in logging.getLogger().handlers:  # standard output belongs to the protocol
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stdout:
                handler.setStream(sys.stderr)
        scopes = [ApiKey.Scope.READ, *([ApiKey.Scope.START] if options["start"] else [])]
        build_server(user, scopes).run()
