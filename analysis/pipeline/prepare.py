"""Before any agent writes: fresh prices, what has no classification yet, and the frozen case that everything else
works on."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import DatabaseError

from advisors.case_facts import build_case_facts
from advisors.charter.catalogue import compute_series
from advisors.charter.series import SeriesData
from advisors.library import notes
from advisors.models import ResearchNote
from advisors.rebalancing.plans import build_all_plans
from advisors.retirement.scenarios.baseline import Baseline, project_baseline
from advisors.retirement.scenarios.stress_tests import StressTests, run_stress_tests
from advisors.runtime.results import Classification
from advisors.tracing.events import record_decision
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources
from analysis.database import db_async
from analysis.jobs.lease import Lease
from analysis.models import Job
from analysis.pipeline.outputs import PrepareOutput
from people import acting_as
from portfolios.changes.history import record_value
from portfolios.facts.fact import FactSheet
from portfolios.models import Account, Instrument, Position
from portfolios.models.snapshots import take_snapshot
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.update import configured_provider, update_held_prices
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnalysisCase:
    """The frozen input of one analysis with everything that code computes from it.

    load_sources: finds the library of research notes for the reporter; None where it is empty.
    """

    situation: Situation
    outlook: Baseline | None
    examined: StressTests | None
    series: Sequence[SeriesData]
    load_sources: Callable[[], Awaitable[ReportSources | None]]


def survey_portfolio(lease: Lease, now: datetime) -> PrepareOutput:
    prices, failed = _refresh_prices(lease, now)
    with acting_as(lease.user_id):
        unknown = Instrument.objects.held_by(lease.user_id).filter(owner=lease.user_id).without_classification()
        found = PrepareOutput(
            accounts=Account.objects.owned_by(lease.user_id).count(),
            holdings=Position.objects.owned_by(lease.user_id).values("instrument").distinct().count(),
            unclassified=[str(instrument.pk) for instrument in unknown],
            prices=prices,
            prices_failed=failed,
        )
    _log_findings(found, [instrument.symbol for instrument in unknown])
    return found


def _log_findings(found: PrepareOutput, symbols: Sequence[str]) -> None:
    record_decision(f"Needs tagging: {', '.join(symbols)}" if symbols else "Every holding is classified")
    if found.prices_failed:
        record_decision(f"Goes on with the last known prices: {found.prices_failed}")
    else:
        unchanged = "None is older than the newest close" if configured_provider() else "Nobody is asked for newer ones"
        record_decision(found.prices.capitalize() or f"Prices stay as they are. {unchanged}")


def _refresh_prices(lease: Lease, now: datetime) -> tuple[str, str]:
    """What became of the prices, and why nothing did. The analysis goes on with the last known ones."""
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
    return "prices: " + ", ".join(f"{count} {words}" for words, count in counts.items() if count), ""


def instrument(lease: Lease, instrument_id: str) -> Instrument | None:
    """None where its owner has deleted it meanwhile."""
    with acting_as(lease.user_id):
        return Instrument.objects.filter(pk=instrument_id, owner=lease.user_id).first()


def store_proposal(lease: Lease, row: Instrument, proposal: Classification) -> bool:
    """Store the tagger's proposal on the instrument it was asked about, unless a person decided meanwhile."""
    with lease.locked_job():
        return row.propose(**proposal_columns(proposal))


def proposal_columns(proposal: Classification) -> dict[str, Any]:
    """A proposal as an instrument stores it."""
    confidence = Decimal(str(proposal.confidence)).quantize(Decimal("0.01"))
    return {**proposal.splits(), "rationale": proposal.rationale, "confidence": confidence}


def freeze_case(lease: Lease, now: datetime, prices_failed: str = "") -> AnalysisCase:
    """The job's own snapshot and facts; made once, read back by a resumed run."""
    job = lease.load()
    if job.snapshot is None or job.facts is None:
        with acting_as(lease.user_id):
            snapshot = take_snapshot(lease.user_id, now=now).model_copy(update={"prices_failed": prices_failed})
    else:
        snapshot = job.snapshot
    case = compute_case(snapshot, job.facts)
    if case.situation.facts is not job.facts:
        with lease.locked_job() as row:
            Job.objects.filter(pk=row.pk).change(snapshot=snapshot, facts=case.situation.facts)
    return case


def compute_case(snapshot: Snapshot, facts: FactSheet | None = None) -> AnalysisCase:
    """Everything that follows from a snapshot, by code alone. facts: as stored, where they are.

    What another version of Alex stored may lack facts that are asked for now: then all are computed anew.
    """
    portfolio = Portfolio(snapshot)
    plans = build_all_plans(portfolio)
    outlook = project_baseline(portfolio)
    examined = run_stress_tests(outlook, retirement_age=snapshot.profile.retirement_age) if outlook else None
    computed = build_case_facts(portfolio, plans, outlook, examined)
    is_whole = facts is not None and computed.by_id.keys() <= facts.by_id.keys()
    situation = Situation(portfolio, facts if facts is not None and is_whole else computed, plans)
    fan = outlook.projection.fan.real if outlook else None
    series = compute_series(situation, fan)
    return AnalysisCase(situation, outlook, examined, series, partial(find_library_sources, situation))


async def find_library_sources(situation: Situation) -> ReportSources | None:
    """Return the library of research notes, if it holds any; notes about this person's holdings come first.

    Queries leave the database only for the embedding model.
    """
    if not await db_async(ResearchNote.objects.exists)():
        return None
    symbols = [instrument.symbol for instrument, _ in situation.portfolio.holdings]
    return ReportSources(db_async(partial(notes.search_notes, symbols=symbols)))
