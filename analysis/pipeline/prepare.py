"""Prepare an analysis: update prices, list what needs classifying, and freeze the case."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import DatabaseError

from advisors.actions.advise import Advice, judge_actions
from advisors.actions.advised_trades import with_advised_trades
from advisors.charter.catalogue import compute_series
from advisors.charter.series import SeriesData
from advisors.claims.building import build_claim_case
from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.library import notes
from advisors.library.subjects import count_case_notes
from advisors.models import ResearchNote
from advisors.planner.output import PrepareOutput
from advisors.runtime.classification import Classification
from advisors.tracing.events import record_decision
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources
from analysis.database import db_async
from analysis.job_kinds import WHOLE, JobKind
from analysis.jobs.lease import Lease
from analysis.models import Job
from analysis.pipeline.made_with import describe_software
from people import acting_as
from portfolios.changes.history import record_value
from portfolios.facts.fact import FactSheet
from portfolios.models import Account, Instrument, Position
from portfolios.models.prices import add_history, in_currency, load_values
from portfolios.models.snapshots import take_snapshot
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.update import configured_provider, update_held_prices
from portfolios.valuation.snapshot import Snapshot

logger = logging.getLogger(__name__)
LoadSources = Callable[[], Awaitable[ReportSources | None]]


@dataclass(frozen=True)
class AnalysisCase:
    """The frozen input of one analysis with everything that code computes from it.

    load_sources: loads the library of research notes; returns None if it is empty. kind: which sections are written.
    """

    claims: ClaimCase
    advice: Advice
    series: Sequence[SeriesData]
    load_sources: LoadSources
    kind: JobKind = WHOLE

    def sections_of(self, role: str) -> tuple[Section, ...]:
        """Return the sections that an agent writes in this job."""
        return self.kind.sections_of(role)

    @property
    def situation(self) -> Situation:
        return self.claims.situation


def survey_portfolio(lease: Lease, now: datetime) -> PrepareOutput:
    prices, failed = _refresh_prices(lease, now)
    with acting_as(lease.user_id):
        unknown = Instrument.objects.held_by(lease.user_id).filter(owner=lease.user_id).without_classification()
        found = PrepareOutput(
            accounts=Account.objects.owned_by(lease.user_id).count(),
            holdings=Position.objects.owned_by(lease.user_id).values("instrument").distinct().count(),
            unclassified=[str(instrument.pk) for instrument in unknown], prices=prices, prices_failed=failed,
        )  # fmt: skip
    symbols = ", ".join(instrument.symbol for instrument in unknown)
    record_decision(f"Needs tagging: {symbols}" if symbols else "Every holding is classified")
    if failed:
        record_decision(f"Goes on with the last known prices: {failed}")
    else:
        unchanged = "None is older than the newest close" if configured_provider() else "Nobody is asked for newer ones"
        record_decision(prices.capitalize() or f"Prices stay as they are. {unchanged}")
    return found


def _refresh_prices(lease: Lease, now: datetime) -> tuple[str, str]:
    """Update prices; return what happened, and why it failed. After a failure the last known prices stay in use."""
    try:
        done = update_held_prices(lease.user_id, now=now)
    except PriceFailure as failure:
        logger.warning("Job %s goes on without newer prices: %s", lease.job_id, failure)
        return "", f"the price provider {failure.words}"
    except DatabaseError:
        raise
    except Exception:  # prices help an analysis, they are not needed for one
        logger.exception("Job %s goes on without newer prices.", lease.job_id)
        return "", "something unexpected went wrong"
    if done is None:
        return "", ""
    with acting_as(lease.user_id):
        record_value(user_id=lease.user_id, now=now)
    counts = {
        "brought up to date": len(done.stored.priced),
        "held back": len(done.stored.quarantined) + len(done.stored.refused),
        "without a newer one": len(done.stored.missing),
    }
    return "prices: " + ", ".join(f"{count} {label}" for label, count in counts.items() if count), ""


def list_symbols(lease: Lease) -> list[str]:
    """Return the symbols that this person holds, each once."""
    with acting_as(lease.user_id):
        held = Position.objects.owned_by(lease.user_id).order_by("instrument__symbol")
        return list(held.values_list("instrument__symbol", flat=True).distinct())


def find_instrument(lease: Lease, instrument_id: str) -> Instrument | None:
    """Return None if its owner has deleted it."""
    with acting_as(lease.user_id):
        return Instrument.objects.filter(pk=instrument_id, owner=lease.user_id).first()


def store_proposal(lease: Lease, row: Instrument, classification: Classification) -> bool:
    """Store the tagger's proposal on its instrument, unless a person has decided since."""
    with lease.locked_job():
        return row.propose(**proposal_columns(classification))


def proposal_columns(classification: Classification) -> dict[str, Any]:
    """Return a proposal as the columns of an instrument."""
    confidence = Decimal(str(classification.confidence)).quantize(Decimal("0.01"))
    return {**classification.splits(), "rationale": classification.rationale, "confidence": confidence}


def freeze_case(lease: Lease, now: datetime, prices_failed: str = "") -> AnalysisCase:
    """Return the job's case. Its snapshot and facts are made once and read back by a resumed run."""
    job = lease.load()
    if job.snapshot is None or job.facts is None:
        with acting_as(lease.user_id):
            snapshot = take_snapshot(lease.user_id, now=now).model_copy(update={"prices_failed": prices_failed})
            recorded = load_values(lease.user_id, benchmark=snapshot.profile.benchmark)
            snapshot = add_history(snapshot, in_currency(recorded, snapshot.currency, lease.user_id))
    else:
        snapshot = job.snapshot
    case = compute_case(snapshot, job.facts)
    if case.claims.facts is not job.facts:
        with lease.locked_job() as row:
            columns = {"facts": case.claims.facts, "made_with": describe_software()}
            Job.objects.filter(pk=row.pk).change(snapshot=snapshot, **columns)
    return replace(case, kind=job.kind)


def compute_case(
    snapshot: Snapshot, facts: FactSheet | None = None, load_sources: LoadSources | None = None
) -> AnalysisCase:
    """Compute everything that follows from a snapshot. facts: the stored ones, if any. load_sources: another library.

    Another version of Alex may have stored other facts than this one makes. All facts are then computed again.
    """
    return complete_case(build_claim_case(snapshot), facts, load_sources)


def complete_case(
    claims: ClaimCase, facts: FactSheet | None = None, load_sources: LoadSources | None = None
) -> AnalysisCase:
    """Compute the advice and the series of charts of a case, as `compute_case` says."""
    advice = judge_actions(claims)
    claims = with_advised_trades(claims, advice.actions)
    if facts is not None and claims.facts.by_id.keys() == facts.by_id.keys():
        claims = replace(claims, facts=facts)
    fan = claims.baseline.projection.fan.real if claims.baseline else None
    series = compute_series(claims.situation, fan)
    load_sources = load_sources or partial(find_library_sources, claims.situation)
    return AnalysisCase(claims, advice, series, load_sources)


async def find_library_sources(situation: Situation) -> ReportSources | None:
    """Return the library of research notes, if it holds any; notes about this person's holdings come first.

    Queries leave the database only for the embedding model.
    """
    if not await db_async(ResearchNote.objects.accepted().exists)():
        return None
    symbols = [instrument.symbol for instrument, _ in situation.portfolio.holdings]
    subjects = await db_async(count_case_notes)(situation)
    return ReportSources(db_async(partial(notes.search_notes, symbols=symbols)), subjects)
