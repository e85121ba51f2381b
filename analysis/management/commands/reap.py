from typing import Any

from django.core.management.base import BaseCommand

from analysis.jobs.dispatch import reap


class Command(BaseCommand):
    help = "Send jobs again that no worker took or whose worker is gone; fail those that had their last attempt."

    def handle(self, *args: Any, **options: Any) -> None:
        found = reap()
        self.stdout.write(f"{found.dispatched} sent again, {found.failed} failed.")
