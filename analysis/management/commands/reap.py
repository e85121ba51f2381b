"""manage.py reap: dispatch neglected jobs again."""

from typing import Any

from django.core.management.base import BaseCommand

from analysis.jobs.dispatch import reap


class Command(BaseCommand):
    help = "Dispatch jobs again that no worker took or whose worker stopped. Fail them after their last attempt."

    def handle(self, *args: Any, **options: Any) -> None:
        reaped = reap()
        self.stdout.write(f"{reaped.dispatched} sent again, {reaped.failed} failed.")
