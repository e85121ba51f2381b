"""The analysis of the sample household as a file keeps it: a job with its steps and spans, without their ids."""

import gzip
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from analysis.models import Job
from analysis.payloads import ChartsPayload, MadeWith, ReportPayload, RetirementPayload, SummaryPayload
from portfolios.facts.fact import FactSheet
from portfolios.valuation.snapshot import Snapshot

FILE = Path(__file__).parent / "data" / "sample_analysis.json.gz"


class Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class StoredStep(Stored):
    """output: of the class that belongs to the step's name."""

    name: str
    agent: str
    order: int
    status: str
    message: str
    started_at: datetime | None
    finished_at: datetime | None
    output: dict[str, Any] | None
    attempts: int


class StoredSpan(Stored):
    """A span of code alone: it cost nothing and holds no text of a model. Ids are numbers within this analysis."""

    span_id: str
    parent_id: str
    kind: str
    name: str
    step: str
    agent: str
    started_at: datetime
    ended_at: datetime


class StoredAnalysis(Stored):
    snapshot: Snapshot
    facts: FactSheet
    made_with: MadeWith
    report_payload: ReportPayload
    charts_payload: ChartsPayload
    retirement_payload: RetirementPayload
    summary_payload: SummaryPayload
    holdings: int
    model: str
    cost_usd: Decimal
    created_at: datetime
    started_at: datetime
    completed_at: datetime
    steps: tuple[StoredStep, ...]
    spans: tuple[StoredSpan, ...]


def read_rows(job: Job) -> StoredAnalysis:
    """Return a completed job of the built-in writer with its steps and spans."""
    steps = [{**vars(step), "output": step.output and step.output.model_dump(mode="json")} for step in job.steps.all()]
    spans = [vars(span) for span in job.spans.all()]
    fields = {name: getattr(job, name) for name in StoredAnalysis.model_fields if hasattr(Job, name)}
    return StoredAnalysis(
        **{name: value for name, value in fields.items() if name not in ("steps", "spans")},
        steps=tuple(StoredStep(**_pick(row, StoredStep)) for row in steps),
        spans=tuple(StoredSpan(**_pick(row, StoredSpan)) for row in spans),
    )


def _pick(row: dict[str, Any], model: type[Stored]) -> dict[str, Any]:
    return {name: row[name] for name in model.model_fields}


def write_file(stored: StoredAnalysis, path: Path = FILE) -> None:
    """Write the file: the same analysis always gives the same bytes."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(stored.model_dump_json().encode(), mtime=0))


@lru_cache(maxsize=2)
def load_sample(path: Path = FILE) -> StoredAnalysis:
    return StoredAnalysis.model_validate_json(gzip.decompress(path.read_bytes()))
