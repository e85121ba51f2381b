"""manage.py check_figures: check the figures of a text against an analysis."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisors.pasted.result import CheckedText
from analysis.models import Job
from analysis.questions.checking import check_text
from people import acting_as_staff
from people.isolation.purposes import Purpose

UNMATCHED, BAD_INPUT = 1, 2


class Command(BaseCommand):
    help = (
        "Check every figure of a text against the facts of an analysis. Exit status: 0 all match, 1 not, 2 bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--job", required=True, help="id of a finished analysis")
        parser.add_argument("--text", required=True, type=Path, help="file of UTF-8 text or Markdown")
        parser.add_argument("--json", action="store_true", help="print each figure with its position, facts and reason")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["text"].read_bytes().decode("utf-8")  # not read_text(): offsets are those of the file
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['text']} cannot be read as text: {error}", returncode=BAD_INPUT) from None
        checked = _check(options["job"], text)
        report = checked.to_report()
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"{report['figures']} figures, {len(report['matched'])} matched.")
            for entry in report["unmatched"]:
                self.stdout.write(f"{entry['start']}-{entry['end']} {entry['text']!r}: {entry['reason']}")
        if not checked.ok:
            raise CommandError(f"{len(report['unmatched'])} not matched.", returncode=UNMATCHED)


def _check(job_id: str, text: str) -> CheckedText:
    """Check a text against the facts of an analysis."""
    try:
        pk = UUID(job_id)
    except ValueError:
        raise CommandError(f"{job_id!r} is not the id of an analysis.", returncode=BAD_INPUT) from None
    with acting_as_staff(Purpose.CHECK_FIGURES):
        job = Job.objects.filter(pk=pk).first()
        if job is None or job.facts is None or job.snapshot is None:
            raise CommandError(f"There is no analysis {job_id} with facts.", returncode=BAD_INPUT)
        return check_text(job, text)
