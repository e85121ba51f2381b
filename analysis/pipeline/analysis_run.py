"""One analysis, from the claimed job to its completed row. Steps are saved as they end; finished ones are skipped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from agents import trace
from django.db import DatabaseError
from django.utils import timezone
from pydantic import BaseModel

from advisors.budget.spending import ModelUsage
from advisors.budget.terms import RunTerms
from advisors.planner import writer as planner_writer
from advisors.runtime.litellm import close_connections
from advisors.runtime.results import ConsultationPlan
from advisors.tracing.events import record_decision
from advisors.tracing.recorder import recorder
from analysis.database import db_async
from analysis.jobs import progress
from analysis.jobs.errors import AnalysisFailed, LeaseLost
from analysis.jobs.lease import Lease
from analysis.models import Step
from analysis.pipeline import classify, conclude, consultation, prepare, specialists
from analysis.pipeline.hooks import StepHooks
from analysis.pipeline.outputs import (
    ChartsOutput,
    ConcludeOutput,
    PlanOutput,
    PrepareOutput,
    ReportOutput,
    RetirementOutput,
    TagOutput,
)
from analysis.pipeline.prepare import AnalysisCase
from analysis.pipeline.stepping import step_span
from analysis.usage import model_terms
from analysis.usage.consent import model_permission
from portfolios.quality.grade import compute_grade

logger = logging.getLogger(__name__)
FAILED_STEP_MESSAGE = "This part could not be finished. The rest of the analysis stands."

O = TypeVar("O", bound=BaseModel)  # noqa: E741 an output


async def analyze_portfolio(lease: Lease) -> None:
    run = AnalysisRun(lease, *await db_async(progress.load_finished_and_cost)(lease))
    try:
        with trace("Portfolio analysis", trace_id=run.trace_id, group_id=str(lease.job_id)):
            await run.whole()
        await db_async(conclude.complete)(lease)
    finally:
        recorder.drain(run.trace_id)  # a run that failed leaves nothing in memory
        await close_connections()


class AnalysisRun:
    """One run over the steps. `done`: the steps an earlier attempt finished. `before`: what all attempts have cost."""

    def __init__(self, lease: Lease, done: dict[str, Step], before: ModelUsage) -> None:
        self.lease = lease
        self.trace_id = f"trace_{lease.job_id.hex}"  # one a job, over all its attempts
        self.done = done
        self.case: AnalysisCase | None = None
        self.prices_failed = ""
        self.allowance = model_terms.allowance_for(lease.user_id, before)
        self.deadline = model_terms.deadline()

    async def whole(self) -> None:
        if self.done:
            record_decision(f"Finished by an earlier attempt: {', '.join(Step.Name(name).label for name in self.done)}")
        surveyed = await self.step(Step.Name.PREPARE, PrepareOutput, self._prepare, "Reading your accounts")
        assert surveyed is not None
        self.prices_failed = surveyed.prices_failed
        await self._tag(surveyed)
        planned = await self.step(Step.Name.PLAN, PlanOutput, self._plan, "Freezing your input, computing your figures")
        assert planned is not None
        case = self.case or await self._freeze()
        found = await self._consult(case, planned.plan)
        await self.step(
            Step.Name.CONCLUDE, ConcludeOutput, partial(self._conclude, case, *found), "Drawing the conclusions"
        )

    async def step(
        self, name: Step.Name, output: type[O], work: Callable[[RunTerms], Awaitable[tuple[O, str]]], message: str
    ) -> O | None:
        """Run one step and save what it gives; a finished one is read back; one that failed or was skipped is None."""
        if earlier := self.done.get(name):
            return output.model_validate(earlier.output) if earlier.status == Step.Status.DONE else None
        await db_async(progress.start)(self.lease, name, message)
        terms, unasked = await self._load_terms(name)
        try:
            with step_span(name):
                result, words = await work(terms)
        except (Exception, asyncio.CancelledError):  # a deadline too: what was done until then is on record
            await db_async(progress.record_usage)(self.lease, name, self._usage(name, terms))
            raise
        told = [words, model_terms.author_note(terms, rewritten=getattr(result, "rewritten", False)), unasked]
        model = getattr(result, "model", "")
        message = ". ".join(part.removesuffix(".") for part in told if part)
        await db_async(progress.finish)(self.lease, name, result, message, self._usage(name, terms), model)
        return result

    def _usage(self, name: Step.Name, terms: RunTerms) -> progress.StepUsage:
        return progress.StepUsage(terms.account.spent, recorder.take(self.trace_id, name))

    async def _load_terms(self, name: Step.Name) -> tuple[RunTerms, str]:
        """And why no model may write, said once. The consent is read anew: whoever withdraws it is heard."""
        allowed = await db_async(model_permission)(self.lease.user_id)
        terms = RunTerms(allowed.models, self.allowance, StepHooks(self.lease, name), self.deadline)
        unasked = allowed.reason if name == Step.Name.PLAN else ""
        if unasked:
            record_decision(unasked)
        return terms, unasked

    async def skip(self, name: Step.Name, message: str) -> None:
        if name not in self.done:
            record_decision(f"{name.label} is left out. {message}")
            await db_async(progress.skip)(self.lease, name, message)

    async def _prepare(self, terms: RunTerms) -> tuple[PrepareOutput, str]:
        found = await db_async(prepare.survey_portfolio)(self.lease, timezone.now())
        parts = [f"{found.accounts} accounts", f"{found.holdings} holdings"]
        parts += [f"{len(found.unclassified)} to classify"] if found.unclassified else []
        parts += [found.prices] if found.prices else []
        failed = f". No newer prices: {found.prices_failed}" if found.prices_failed else ""
        return found, ", ".join(parts) + failed

    async def _tag(self, surveyed: PrepareOutput) -> None:
        if not surveyed.unclassified:
            await self.skip(Step.Name.TAG, "Every holding is classified")
            return
        work = partial(classify.classify_all, self.lease, surveyed.unclassified)
        await self._run_optional_step(Step.Name.TAG, TagOutput, work, "Classifying what the catalogue does not know")

    async def _freeze(self) -> AnalysisCase:
        self.case = await db_async(prepare.freeze_case)(self.lease, timezone.now(), self.prices_failed)
        record_decision(
            f"Works on the frozen input, of which {len(self.case.situation.facts.facts)} facts are computed"
        )
        return self.case

    async def _plan(self, terms: RunTerms) -> tuple[PlanOutput, str]:
        case = await self._freeze()
        data = compute_grade(case.situation.portfolio)
        record_decision(f"The data is graded {data.letter}: {data.meaning}")
        made = await specialists.plan(case, terms)
        plan = consultation.add_needed_specialists(made.printed, case)
        names = [planner_writer.SPECIALIST_NAMES[consulted.specialist] for consulted in plan.consultations]
        record_decision(
            f"Consults {', '.join(names)}", **{c.specialist: c.model_dump(mode="json") for c in plan.consultations}
        )
        output = PlanOutput(
            plan=plan, figures=made.figures, corrected=made.corrected, rewritten=made.rewritten, model=made.model
        )
        return output, f"Data grade {data.letter}. Consulting {', '.join(names)}"

    async def _consult(
        self, case: AnalysisCase, plan: ConsultationPlan
    ) -> tuple[ReportOutput, ChartsOutput | None, RetirementOutput | None]:
        """The specialists work at the same time. It stands without charts and retirement, not without report."""
        report, charts, retirement = await asyncio.gather(
            self.step(Step.Name.REPORT, ReportOutput, partial(self._report, case, plan), "Reading the facts"),
            self._charts(case, plan),
            self._retirement(case, plan),
            return_exceptions=True,
        )
        for result in (report, charts, retirement):
            if isinstance(result, BaseException):
                raise result
        if not isinstance(report, ReportOutput):
            raise AnalysisFailed("no_report", "The report could not be written.")
        return report, charts, retirement  # type: ignore[return-value]

    async def _report(self, case: AnalysisCase, plan: ConsultationPlan, terms: RunTerms) -> tuple[ReportOutput, str]:
        output = await specialists.report(case, plan.get_focus("reporter"), terms)
        return output, f"{len(output.recommendations)} recommendations, {output.figures} figures checked"

    async def _charts(self, case: AnalysisCase, plan: ConsultationPlan) -> ChartsOutput | None:
        if not case.series or not consultation.is_consulted(plan, "charter"):
            await self.skip(Step.Name.CHARTS, "There is nothing to draw yet")
            return None

        async def work(terms: RunTerms) -> tuple[ChartsOutput, str]:
            output = await specialists.choose_charts(case, plan.get_focus("charter"), terms)
            record_decision(f"Draws “{'”, “'.join(chart.title for chart in output.charts.values())}”")
            return output, f"{len(output.charts)} charts"

        return await self._run_optional_step(Step.Name.CHARTS, ChartsOutput, work, "Choosing what to draw")

    async def _retirement(self, case: AnalysisCase, plan: ConsultationPlan) -> RetirementOutput | None:
        if case.outlook is None or not consultation.is_consulted(plan, "retirement"):
            await self.skip(Step.Name.RETIREMENT, "There is nothing to project yet")
            return None

        async def work(terms: RunTerms) -> tuple[RetirementOutput, str]:
            output = await specialists.project_retirement(case, plan.get_focus("retirement"), terms)
            return output, f"{case.outlook.plan.paths:,} futures simulated" if case.outlook else ""

        return await self._run_optional_step(Step.Name.RETIREMENT, RetirementOutput, work, "Simulating your futures")

    async def _run_optional_step(
        self, name: Step.Name, output: type[O], work: Callable[[RunTerms], Awaitable[tuple[O, str]]], message: str
    ) -> O | None:
        try:
            return await self.step(name, output, work, message)
        except (LeaseLost, DatabaseError):
            raise  # neither says anything about the specialist
        except AnalysisFailed as error:
            await db_async(progress.fail)(self.lease, name, error.code, error.message)
        except Exception:  # one specialist's failure is named in the result, the rest stands
            logger.exception("Step %s of job %s failed.", name, self.lease.job_id)
            await db_async(progress.fail)(self.lease, name, "specialist_failed", FAILED_STEP_MESSAGE)
        return None

    async def _conclude(
        self, case: AnalysisCase, report: ReportOutput, charts: ChartsOutput | None, retirement: RetirementOutput | None,
        terms: RunTerms,
    ) -> tuple[ConcludeOutput, str]:  # fmt: skip
        failed = await db_async(conclude.find_failed_specialists)(self.lease)
        output = await conclude.conclude(case, report, retirement, failed, terms)
        if output.actions:
            record_decision(f"Puts first: {output.actions[0].title}", order=[action.title for action in output.actions])
        return output, f"{len(output.actions)} actions"
