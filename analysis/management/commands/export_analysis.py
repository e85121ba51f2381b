"""manage.py export_analysis: write an analysis to a file."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.exporting.building import CannotExport
from analysis.exporting.files import EXPORT_FILES, export
from analysis.models import Job
from people import acting_as
from people.models import User


class Command(BaseCommand):
    help = "Export a person's last analysis, or another one, as a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", choices=[one.file for one in EXPORT_FILES])
        parser.add_argument("--email", default="demo@example.com", help="of the user (default: %(default)s)")
        parser.add_argument("--job", help="id of an analysis (default: the last completed one)")
        parser.add_argument("--to", type=Path, help="where to write it (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.find_by_address(options["email"])
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        file = next(one for one in EXPORT_FILES if one.file == options["file"])
        with acting_as(user.pk):
            jobs = Job.objects.owned_by(user).completed().whole()
            job = (jobs.filter(pk=options["job"]) if options["job"] else jobs).first()
            if job is None:
                raise CommandError("There is no such completed analysis. Start one with manage.py analyze.")
            try:
                content = export(job, file)
            except CannotExport as refused:
                raise CommandError(str(refused)) from refused
        if options["to"]:
            options["to"].write_bytes(content)
            self.stderr.write(f"{options['to']}: {len(content)} bytes")
        else:
            sys.stdout.buffer.write(content)
