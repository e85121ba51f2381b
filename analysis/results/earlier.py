"""The earlier analyses of a person, each with its result in one row."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import FloatField, Func, JSONField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from pydantic import TypeAdapter

from advisors.document.parts import Part
from analysis.job_kinds import KINDS
from analysis.models import Job, JobQuerySet
from portfolios.currencies import BASE_CURRENCY
from portfolios.facts.families import Family, Measure

FILTERS = {"all": "All", "completed": "Completed", "unfinished": "Not finished"}
DEFAULT_NAME = "Analysis"
WORTH = f'$.facts[*] ? (@.family == "{Family.PORTFOLIO}" && @.measure == "{Measure.VALUE}").value'
PARTS: TypeAdapter[tuple[Part, ...]] = TypeAdapter(tuple[Part, ...])


@dataclass(frozen=True)
class EarlierAnalysis:
    """chance: a fraction. worth: in its currency. None where the analysis has none. top_action: empty without one.

    is_after_tax: whether the chance is after taxes; analyses of earlier versions left them out.
    """

    job: Job
    chance: float | None
    is_after_tax: bool
    worth: Decimal | None
    top_action: str
    currency: str = BASE_CURRENCY

    @property
    def title(self) -> str:
        return self.job.name or (DEFAULT_NAME if self.job.kind.is_whole else self.job.kind.label)

    @property
    def moment(self) -> datetime:
        return self.job.completed_at or self.job.created_at


def with_results(jobs: JobQuerySet) -> JobQuerySet:
    """Add the results that a row shows, without the rest of the payloads."""
    worth = Func(
        "facts", Value(WORTH), function="jsonb_path_query_first",
        template="%(function)s(%(expressions)s::jsonpath)", output_field=JSONField(),
    )  # fmt: skip
    return jobs.without_large_columns().annotate(
        chance=Cast(KT("retirement_payload__success_probability"), FloatField()),
        law_year=KT("retirement_payload__household__law_year"),
        worth=worth,
        currency=KT("snapshot__currency"),
        action_parts=KT("report_payload__document__actions__0__title__parts"),
    )


def filter_shown(jobs: JobQuerySet, choice: str) -> JobQuerySet:
    """Return the analyses that a filter shows. An unknown filter shows all."""
    if choice == "completed":
        return jobs.completed()
    return jobs.exclude(status=Job.Status.COMPLETED) if choice == "unfinished" else jobs


def filter_kind(jobs: JobQuerySet, key: str) -> JobQuerySet:
    """Return the jobs of one type. An unknown type shows all."""
    return jobs.filter(job_type=key) if key in (kind.key for kind in KINDS) else jobs


def list_earlier(jobs: list[Job]) -> list[EarlierAnalysis]:
    """Return the rows of analyses that have ended."""
    return [_build_row(job) for job in jobs if not job.is_active]


def _build_row(job: Job) -> EarlierAnalysis:
    chance, worth, parts = job.chance, job.worth, job.action_parts  # type: ignore[attr-defined]
    action = "".join(part.text for part in PARTS.validate_json(parts)) if parts else ""
    is_after_tax = bool(job.law_year)  # type: ignore[attr-defined]
    code = job.currency or BASE_CURRENCY  # type: ignore[attr-defined]
    return EarlierAnalysis(job, chance, is_after_tax, None if worth is None else Decimal(str(worth)), action, code)
