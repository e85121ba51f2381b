from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Run the analyses in the queue, and look after those whose worker is gone. Ctrl-C hands over and ends."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="processes (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        from analysis.worker.supervisor import Supervisor, run_supervisor

        self.stderr.write(f"{options['workers']} workers, until Ctrl-C.")
        run_supervisor(Supervisor(options["workers"]))
