"""Run one analysis, from the claimed job to the completed row. Each finished step is saved, and skipped on resume."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from agents import custom_span, trace
from django.db import DatabaseError
from django.utils import timezone

from advisors import team
from advisors.agent_spec import AgentSpec, AgentStep
from advisors.budget.spending import ModelUsage
from advisors.budget.terms import RunTerms
from advisors.model_errors import ModelError
from advisors.planner.output import ConcludeOutput, PlanOutput, PrepareOutput
from advisors.planner.spec import CONCLUDE, PLAN, PREPARE
from advisors.researcher.holdings import research_holdings
from advisors.researcher.output import ResearchOutput
from advisors.researcher.spec import RESEARCH
from advisors.runtime.litellm import close_connections
from advisors.runtime.results import ConsultationPlan
from advisors.runtime.specialist import load_step
from advisors.runtime.step_output import Output, VerifiedOutput
from advisors.tagger.spec import SPEC as TAGGER
from advisors.tracing.events import STEP, record_decision
from advisors.tracing.recorder import recorder
from analysis.database import db_async
from analysis.job_kinds import JobKind
from analysis.jobs import progress
from analysis.jobs.errors import AnalysisFailed, LeaseLost
from analysis.jobs.lease import Lease
from analysis.models import Step
from analysis.pipeline import classify, completing, conclude, consultation, prepare
from analysis.pipeline.hooks import StepHooks
from analysis.pipeline.partial import plan_part
from analysis.pipeline.prepare import AnalysisCase
from analysis.usage import model_terms
from analysis.usage.consent import model_permission
from people.log_context import log_context
from portfolios.quality.grade import compute_grade

logger = logging.getLogger(__name__)
FAILED_STEP_MESSAGE = "This part could not be finished. The rest of the analysis stands."
NOT_CONSULTED_MESSAGE = "The plan did not need it"
(TAG,) = TAGGER.steps

O = TypeVar("O", bound=Output)  # noqa: E741 an output
Work = Callable[[RunTerms], Awaitable[tuple[O, str]]]
"""The work of a step: returns its output and the message that the finished step shows."""


async def analyze_portfolio(lease: Lease) -> None:
    kind = await db_async(progress.load_kind)(lease)
    run = AnalysisRun(lease, kind, *await db_async(progress.load_finished_and_cost)(lease))
    try:
        with trace(kind.label, trace_id=run.trace_id, group_id=str(lease.job_id)):
            await run.run()
        await db_async(completing.complete)(lease)
    finally:
        recorder.drain(run.trace_id)  # leave nothing of a failed run in memory
        await close_connections()


class AnalysisRun:
    """One run of all steps.

    finished_steps: the steps that an earlier attempt finished. earlier_cost: the cost of all attempts so far.
    """

    def __init__(
        self, lease: Lease, kind: JobKind, finished_steps: dict[str, Step], earlier_cost: ModelUsage
    ) -> None:  # fmt: skip
        self.lease = lease
        self.kind = kind
        self.trace_id = f"trace_{lease.job_id.hex}"  # the same for all attempts of a job
        self.finished_steps = finished_steps
        self.case: AnalysisCase | None = None
        self.prices_failed = ""
        self.allowance = model_terms.allowance_for(lease.user_id, earlier_cost)
        self.deadline = model_terms.deadline()

    async def run(self) -> None:
        if self.finished_steps:
            record_decision(f"Finished by an earlier attempt: {', '.join(map(team.step_label, self.finished_steps))}")
        await self._prepare()
        planned = await self.run_step(PLAN, self._plan)
        assert planned is not None
        case = self.case or await self._freeze()
        await self._consult(case, planned.plan)

        async def conclude_analysis(terms: RunTerms) -> tuple[ConcludeOutput, str]:
            if self.kind.is_whole:
                failed = await db_async(conclude.find_failed_specialists)(self.lease)
                output = await conclude.conclude(case, failed, terms)
            else:
                output = conclude.conclude_part(case)
            if output.actions:
                order = [action.title for action in output.actions]
                record_decision(f"Puts first: {order[0]}", order=order)
            return output, output.describe()

        await self.run_step(CONCLUDE, conclude_analysis)

    async def _prepare(self) -> None:
        """Update prices, classify what is unknown and, in a job that reads articles, read them."""

        async def survey_portfolio(terms: RunTerms) -> tuple[PrepareOutput, str]:
            survey = await db_async(prepare.survey_portfolio)(self.lease, timezone.now())
            return survey, survey.describe()

        survey = await self.run_step(PREPARE, survey_portfolio)
        assert survey is not None
        self.prices_failed = survey.prices_failed
        if survey.unclassified:
            await self._run_optional_step(TAG, partial(classify.classify_all, self.lease, survey.unclassified))
        else:
            await self.skip(TAG, "Every holding is classified")
        if self.kind.reads_articles:
            await self._run_optional_step(RESEARCH, self._research)

    async def run_step(self, step: AgentStep, work: Work[O]) -> O | None:
        """Run one step and save its output. Return a finished step's output, or None if it failed or was skipped."""
        if earlier := self.finished_steps.get(step.name):
            finished: O | None = earlier.output if earlier.status == Step.Status.DONE else None
            return finished
        await db_async(progress.start)(self.lease, step.name, step.start_message)
        allowed = await db_async(model_permission)(self.lease.user_id)  # each time: a consent may be withdrawn
        terms = RunTerms(allowed.models, self.allowance, StepHooks(self.lease, step.name), self.deadline)
        no_model_reason = allowed.reason if step == PLAN else ""  # once a run
        if no_model_reason:
            record_decision(no_model_reason)
        try:
            with log_context(agent=team.role_of(step)), _step_span(step.name):
                result, description = await work(terms)
        except (Exception, asyncio.CancelledError):  # also on a deadline: keep the cost already incurred
            await db_async(progress.record_usage)(self.lease, step.name, self._usage(step, terms))
            raise
        note = model_terms.author_note(terms, rewritten=getattr(result, "rewritten", bool(terms.tally.errors)))
        message = ". ".join(part.removesuffix(".") for part in (description, note, no_model_reason) if part)
        model = getattr(result, "model", "")
        await db_async(progress.finish)(self.lease, step.name, result, message, self._usage(step, terms), model)
        return result

    def _usage(self, step: AgentStep, terms: RunTerms) -> progress.StepUsage:
        return progress.StepUsage(terms.tally.spent, recorder.take(self.trace_id, step.name))

    async def skip(self, step: AgentStep, message: str) -> None:
        if step.name not in self.finished_steps:
            record_decision(f"{step.label} is left out. {message}")
            await db_async(progress.skip)(self.lease, step.name, message)

    async def _freeze(self) -> AnalysisCase:
        self.case = await db_async(prepare.freeze_case)(self.lease, timezone.now(), self.prices_failed)
        record_decision(f"Works on the frozen input, of which {len(self.case.claims.facts.facts)} facts are computed")
        return self.case

    async def _plan(self, terms: RunTerms) -> tuple[PlanOutput, str]:
        case = await self._freeze()
        data = compute_grade(case.situation.portfolio)
        record_decision(f"The data is graded {data.letter}: {data.meaning}")
        output = await consultation.make_plan(case, terms) if self.kind.is_whole else plan_part(self.kind)
        consultations = output.plan.consultations
        names = ", ".join(team.name_in_text(consulted.specialist) for consulted in consultations)
        record_decision(f"Consults {names}", **{c.specialist: c.model_dump(mode="json") for c in consultations})
        return output, f"Data grade {data.letter}. Consulting {names}"

    async def _research(self, terms: RunTerms) -> tuple[ResearchOutput, str]:
        symbols = await db_async(prepare.list_symbols)(self.lease)
        output = await research_holdings(symbols, terms)
        return output, output.describe()

    async def _consult(self, case: AnalysisCase, plan: ConsultationPlan) -> None:
        """Run the specialists at the same time. Only a required one must have an output."""
        specs = self.kind.specialists()
        work = (self._run_specialist(spec, case, plan) for spec in specs)
        results = await asyncio.gather(*work, return_exceptions=True)
        for spec, result in zip(specs, results, strict=True):
            if isinstance(result, BaseException):
                raise result
            if result is None and not spec.optional:
                raise AnalysisFailed(f"no_{spec.step.name}", f"The {spec.step.label.lower()} could not be written.")

    async def _run_specialist(
        self, spec: AgentSpec, case: AnalysisCase, plan: ConsultationPlan
    ) -> VerifiedOutput | None:
        specialist = load_step(spec)

        async def work(terms: RunTerms) -> tuple[VerifiedOutput, str]:
            output = await specialist.work(case, plan.get_focus(spec.role), terms)
            return output, output.describe()

        if not spec.optional:
            return await self.run_step(spec.step, work)
        if obstacle := specialist.find_obstacle(case):
            await self.skip(spec.step, obstacle)
        elif not consultation.is_consulted(plan, spec.role):
            await self.skip(spec.step, NOT_CONSULTED_MESSAGE)
        elif not self.kind.is_whole:  # there is nothing but this part
            return await self.run_step(spec.step, work)
        else:
            return await self._run_optional_step(spec.step, work)
        return None

    async def _run_optional_step(self, step: AgentStep, work: Work[O]) -> O | None:
        """Run a step that the analysis can do without. If it fails, the result names it and the rest goes on."""
        try:
            return await self.run_step(step, work)
        except (LeaseLost, DatabaseError):
            raise  # neither says anything about the specialist
        except AnalysisFailed as error:
            await db_async(progress.fail)(self.lease, step.name, error.code, error.message)
        except Exception:
            logger.exception("Step %s of job %s failed.", step.name, self.lease.job_id)
            await db_async(progress.fail)(self.lease, step.name, "specialist_failed", FAILED_STEP_MESSAGE)
        return None


@contextmanager
def _step_span(name: str) -> Iterator[None]:
    """Trace a step with everything inside it. If it ends early, the span gets our own error message."""
    with custom_span(STEP, {"step": name}) as span:
        try:
            yield
        except BaseException as error:
            message = (
                "Something unexpected went wrong." if isinstance(error, Exception) else "It was stopped before its end."
            )
            if isinstance(error, AnalysisFailed | ModelError):
                message = error.message
            span.set_error({"message": message, "data": {}})
            raise
