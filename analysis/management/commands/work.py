"""manage.py work: run the workers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Run the workers of the queue and reap neglected jobs. Ctrl-C hands running jobs over and stops."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="processes (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.worker.supervisor import TEMPLATE_COMMAND, Supervisor, run_supervisor

        self.stderr.write(f"{options['workers']} workers. Press Ctrl-C to stop.")
        run_supervisor(Supervisor(options["workers"], template_command=TEMPLATE_COMMAND))
