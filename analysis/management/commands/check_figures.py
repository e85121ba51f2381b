import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from advisors.retirement.output import RetirementOutput
from advisors.verification.free_text import FreeChecked, check_free_text
from advisors.writing.case import Situation
from analysis.models import Job, Step
from people import acting_as_staff
from portfolios.facts.fact import FactSheet
from portfolios.valuation.portfolio import Portfolio

UNMATCHED, BAD_INPUT = 1, 2


class Command(BaseCommand):
    help = "Hold every figure of a text against the facts of an analysis. Status 0: all matched, 1: not, 2: bad input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--job", required=True, help="the id of a finished analysis")
        parser.add_argument("--text", required=True, type=Path, help="a file of UTF-8 text or Markdown")
        parser.add_argument("--json", action="store_true", help="print every figure with its place, facts and reason")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _read_text(options["text"])
        facts, names = _load_facts(options["job"])
        checked = check_free_text(text, facts, names)
        report = checked.report(text)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self._tell(report, checked)
        if not checked.ok:
            raise CommandError(f"{len(report['unmatched'])} not matched.", returncode=UNMATCHED)

    def _tell(self, report: dict[str, Any], checked: FreeChecked) -> None:
        self.stdout.write(f"{report['figures']} figures, {len(report['matched'])} matched.")
        for entry in report["unmatched"]:
            self.stdout.write(f"{entry['start']}-{entry['end']} {entry['text']!r}: {entry['reason']}")


def _read_text(path: Path) -> str:
    """Every character as it stands in the file, so that offsets are those of the file."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as text: {error}", returncode=BAD_INPUT) from None


def _load_facts(job_id: str) -> tuple[FactSheet, tuple[str, ...]]:
    """The facts of the analysis, those of its what-ifs too, and the names that may hold figures."""
    with acting_as_staff("check_figures"):
        job = Job.objects.filter(pk=_parse_job_id(job_id)).first()
        tried = (
            Step.objects.filter(job_id=_parse_job_id(job_id), name=Step.Name.RETIREMENT)
            .values_list("output", flat=True)
            .first()
        )
    if job is None or job.facts is None or job.snapshot is None:
        raise CommandError(f"There is no analysis {job_id} with facts.", returncode=BAD_INPUT)
    facts = job.facts.with_facts(RetirementOutput.model_validate(tried).facts.facts) if tried else job.facts
    return facts, Situation(Portfolio(job.snapshot), facts, ()).names


def _parse_job_id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise CommandError(f"{value!r} is no id of an analysis.", returncode=BAD_INPUT) from None
