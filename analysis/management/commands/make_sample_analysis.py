"""manage.py make_sample_analysis: analyze the sample household and keep the result for the demo."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.jobs.lease import claim_analysis
from analysis.models import Job
from analysis.personal_data.deletion import delete_person
from analysis.sample.stored import FILE, read_rows, write_file
from analysis.usage.model_settings import configured_models
from analysis.worker.tasks import run_job, warm_up
from people import acting_as
from portfolios.changes.demo import create_demo_user


class Command(BaseCommand):
    help = "Analyze the sample household with the built-in writer, and store the result for demo and landing page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="where to store it (default: beside the code)")

    def handle(self, *args: Any, **options: Any) -> None:
        if configured_models().names:
            raise CommandError("A language model is configured. Unset LLM_MODEL: the sample is of the built-in writer.")
        person = create_demo_user()
        try:
            warm_up()
            lease = claim_analysis(person)
            run_job(lease)
            with acting_as(person.pk):
                job = Job.objects.owned_by(person).prefetch_related("steps", "spans").get(pk=lease.job_id)
                if job.status != Job.Status.COMPLETED:
                    raise CommandError(f"The analysis is {job.status}. {job.error_message}".strip())
                write_file(read_rows(job), options["file"])
        finally:
            delete_person(person.pk)
        self.stdout.write(f"{options['file'].name}: {options['file'].stat().st_size} bytes")
