"""manage.py analyze: run an analysis, or one part of it, in the foreground."""

import json
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.utils.encoders import JSONEncoder

from analysis.api.serializers import JobSerializer
from analysis.job_kinds import KINDS, WHOLE
from analysis.jobs import progress
from analysis.jobs.cancellation import shutdown
from analysis.jobs.dispatch import cancel
from analysis.jobs.errors import AlreadyRunning
from analysis.jobs.lease import claim_analysis
from analysis.management.consent_option import add_consent_option, record_consent
from analysis.models import Job
from analysis.usage.cost_estimate import load_estimate_text
from analysis.worker.tasks import flush_langfuse, run_job, warm_up
from people import acting_as
from people.models import User


class Command(BaseCommand):
    help = "Analyze a user's portfolio in the foreground: progress on stderr, the report in Markdown on stdout."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="demo@example.com", help="of the user (default: %(default)s)")
        parser.add_argument("--json", action="store_true", help="print the job as the API returns it")
        parser.add_argument("--wait", action="store_true", help="accepted for compatibility: the command always waits")
        parser.add_argument(
            "--job-type", default=WHOLE.key, choices=[kind.key for kind in KINDS], metavar="TYPE",
            help="run one part only: " + ", ".join(kind.key for kind in KINDS if not kind.is_whole),
        )  # fmt: skip
        add_consent_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.find_by_address(options["email"])
        if user is None:
            raise CommandError(f"There is no user {options['email']}.")
        if options["consent"]:
            record_consent(user)
        self.stderr.write(load_estimate_text(user))
        job = self._run_analysis(user, options["job_type"])
        if options["json"]:
            self.stdout.write(json.dumps(JobSerializer(job).data, cls=JSONEncoder, ensure_ascii=False, indent=2))
        elif job.report_payload:
            self.stdout.write(job.report_payload.content)
        flush_langfuse()
        if job.status != Job.Status.COMPLETED:
            raise CommandError(f"The analysis is {job.status}. {job.error_message}".strip())

    def _run_analysis(self, user: User, job_type: str) -> Job:
        warm_up()
        # Ctrl-C stops the run in good order; a KeyboardInterrupt would leave its event loop running
        handler = signal.signal(signal.SIGINT, lambda *_: shutdown.request())
        progress.step_changed.connect(self._print_progress)
        try:
            lease = claim_analysis(user, job_type)
            run_job(lease)
            if shutdown.is_requested:
                cancel(user=user, job_id=lease.job_id)
        except AlreadyRunning as error:
            raise CommandError(f"{error} Wait for it, or cancel it on the advisor team page.") from None
        finally:
            signal.signal(signal.SIGINT, handler)
            progress.step_changed.disconnect(self._print_progress)
        with acting_as(user.pk):
            return Job.objects.owned_by(user).prefetch_related("steps").get(pk=lease.job_id)

    def _print_progress(self, *, name: str, status: str, message: str, **_: Any) -> None:
        self.stderr.write(f"{name:<10} {status:<8} {message}".rstrip())
