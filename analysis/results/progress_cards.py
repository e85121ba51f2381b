"""Build the cards of the advisor team and the stage of the run, from Step rows only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.conf import settings
from django.db.models import Case, When
from django.db.models.fields.json import KT
from django.db.models.functions import Now
from django.utils import timezone

from advisors import team
from advisors.agent_spec import AgentSpec, Phase
from advisors.budget.spending import ModelUsage
from advisors.runtime.results import ConsultationPlan
from analysis.jobs.worker_status import WorkerState, WorkerStatus, current_status
from analysis.models import Job, Step

LONG_WAIT = timedelta(seconds=10)  # without an answer from a worker, before the page says so
Status = Step.Status
FINISHED_STATUSES = (Status.DONE, Status.SKIPPED, Status.FAILED)


class Stage(StrEnum):
    WAITING = "Waiting to start"
    COORDINATING = "Coordinating"
    PARALLEL = "Agents working in parallel"
    CONCLUDING = "Drawing the conclusions"
    COMPLETE = "Analysis complete"
    FAILED = "Analysis failed"
    CANCELLED = "Analysis cancelled"


STAGE_BY_STATUS = {
    Job.Status.PENDING: Stage.WAITING,
    Job.Status.COMPLETED: Stage.COMPLETE,
    Job.Status.FAILED: Stage.FAILED,
    Job.Status.CANCELLED: Stage.CANCELLED,
}
COORDINATION_PHASES = (Phase.PREPARE, Phase.CLASSIFY, Phase.PLAN)
STAGE_ORDER = (Stage.COORDINATING, Stage.PARALLEL, Stage.CONCLUDING, Stage.COMPLETE)


STATE_LABELS = {
    "idle": "Ready",
    "waiting": "Waiting",
    "running": "Working",
    "done": "Done",
    "failed": "Failed",
    "skipped": "Skipped",
    "stopped": "Stopped",
}


@dataclass(frozen=True)
class LogEntry:
    """One line of what an agent does. state: done, now, next or failed. time: how long it took, None while it runs."""

    text: str
    state: str
    time: timedelta | None = None

    @property
    def seconds(self) -> float:
        return self.time.total_seconds() if self.time else 0


@dataclass(frozen=True)
class Wire:
    """The line between the planner and a specialist, from x=300 to its lane. state: live while something is handed."""

    path: str
    color: str
    is_live: bool


@dataclass(frozen=True)
class AgentCard:
    """One agent in one run; without steps it is ready. ended_early: the run failed or was cancelled."""

    agent: AgentSpec
    steps: Sequence[Step] = ()
    ended_early: bool = False

    @cached_property
    def state(self) -> str:
        statuses = [step.status for step in self.steps]
        if not statuses:
            return "idle"
        if Status.FAILED in statuses:
            return "failed"
        if self.ended_early:
            return "done" if statuses[-1] == Status.DONE else "stopped"
        if Status.RUNNING in statuses:
            return "running"
        if Status.WAITING in statuses:
            return "waiting"
        return "done" if Status.DONE in statuses else "skipped"

    @property
    def word(self) -> str:
        return STATE_LABELS[self.state]

    @cached_property
    def message_step(self) -> Step | None:
        """Return the step whose message the card shows: failed, running or interrupted, else the last to end."""
        for status in (Status.FAILED, Status.RUNNING, Status.WAITING):
            for step in self.steps:
                if step.status == status and (step.message or step.error_message):
                    return step
        ended = [step for step in self.steps if step.status in FINISHED_STATUSES]
        return ended[-1] if ended else None

    @property
    def message(self) -> str:
        return (self.message_step.error_message or self.message_step.message) if self.message_step else ""

    @property
    def log(self) -> list[LogEntry]:
        """Return what the agent did and does, step by step, then what it has not begun."""
        return [entry for step in self.steps for entry in list_entries(step)]

    @property
    def duration(self) -> timedelta | None:
        """Return the time at work. The planner's pause while the others work does not count."""
        spans = [s.finished_at - s.started_at for s in self.steps if s.started_at and s.finished_at]
        return sum(spans, timedelta()) if spans and self.state in ("done", "failed") else None


def list_entries(step: Step) -> list[LogEntry]:
    """Return the lines of one step. A step that waits has one line: what it will do."""
    if step.status == Status.WAITING and not step.log:
        found = team.find_step(step.name)
        return [LogEntry(found[0].start_message or found[0].label, "next")] if found else []
    if not step.log:  # of a version before the log, or without a word
        state = {Status.RUNNING: "now", Status.FAILED: "failed"}.get(Status(step.status), "done")
        return [LogEntry(step.message, state)] if step.message else []
    entries = [
        LogEntry(line.text, "done" if line.ended_at else "now", line.ended_at - line.at if line.ended_at else None)
        for line in step.log
    ]
    if step.status == Status.FAILED and entries:
        entries[-1] = LogEntry(entries[-1].text, "failed")
    return entries


@dataclass(frozen=True)
class WriterCredit:
    model: str
    steps: Sequence[str]


@dataclass(frozen=True)
class Wait:
    """A job that no worker has answered for at least LONG_WAIT, and the state of the workers.

    workers: None while the job is running, because then one worker must answer.
    """

    time: timedelta
    workers: WorkerStatus | None

    @property
    def headline(self) -> str:
        if self.workers is None:
            return "The worker on your analysis is not responding."
        return {
            WorkerState.STARTING: "Your team is still starting.",
            WorkerState.READY: "Your team is ready but has not started your analysis yet.",
            WorkerState.BUSY: "Your team is busy with other work.",
            WorkerState.UNKNOWN: "No worker has answered yet: your team is still starting, or it is not running.",
        }[self.workers.state]


@dataclass(frozen=True)
class Pause:
    """Why a pending job waits, and when its next try is due; None if that depends on other jobs."""

    reason: str
    retry_at: datetime | None


@dataclass(frozen=True)
class TeamProgress:
    """What the team page shows of a job. It shows the pause, or else the wait."""

    job: Job
    steps: Sequence[Step]
    wait: Wait | None = None
    pause: Pause | None = None
    now: datetime | None = None

    @property
    def steps_done(self) -> int:
        return sum(step.status in FINISHED_STATUSES for step in self.steps)

    @property
    def elapsed(self) -> timedelta | None:
        """Return how long the run has been at work; None before a worker took it."""
        started = self.job.started_at
        return None if started is None or self.now is None else max(timedelta(), self.now - started)

    @property
    def spent(self) -> ModelUsage:
        """Return the tokens and the cost of the steps so far; the cost is None if a price is unknown."""
        return sum((step.spent for step in self.steps), ModelUsage())

    @property
    def limit(self) -> Decimal:
        return settings.LLM_MAX_USD_PER_JOB  # type: ignore[no-any-return]

    @cached_property
    def consultations(self) -> list[tuple[AgentSpec, str]]:
        """Return whom the planner consults and what each begins with; empty before the plan is made."""
        text = next((plan for step in self.steps if (plan := getattr(step, "plan_text", None))), None)
        asked = ConsultationPlan.model_validate_json(text).consultations if text else ()
        found = ((team.find(one.specialist), one.focus) for one in asked)
        return [(spec, focus) for spec, focus in found if spec]

    @property
    def planner(self) -> "AgentCard":
        return self.cards[0]

    @property
    def specialists(self) -> list["AgentCard"]:
        return self.cards[1:]

    @property
    def handed_over(self) -> int:
        return sum(card.state in ("done", "failed", "skipped") for card in self.specialists)

    @property
    def conclusion(self) -> Step | None:
        return next((step for step in self.steps if step.name == Step.Name.CONCLUDE), None)

    @property
    def wires(self) -> list[Wire]:
        """Return the lines from the planner to the lanes, as paths in a box of 600 by 52."""
        count = len(self.specialists)
        return [
            Wire(
                f"M300 0C300 30 {(x := round(600 * (place + 0.5) / count))} 20 {x} 52",
                card.agent.color if card.state in ("running", "done") else "", card.state == "running",
            )
            for place, card in enumerate(self.specialists)
        ]  # fmt: skip

    @cached_property
    def cards(self) -> list[AgentCard]:
        """Return the cards of the agents at work, the planner's first."""
        is_over = self.job.status in (Job.Status.FAILED, Job.Status.CANCELLED)
        cards = build_cards(self.steps, ended_early=is_over)
        return cards if self.job.kind.is_whole else [card for card in cards if card.steps]

    @cached_property
    def stage(self) -> Stage:
        if self.job.status != Job.Status.RUNNING:
            return STAGE_BY_STATUS[Job.Status(self.job.status)]
        if not self.steps:
            return Stage.COORDINATING
        open_steps = {step.name for step in self.steps if step.status not in FINISHED_STATUSES}
        if open_steps & set(team.step_names(*COORDINATION_PHASES)):
            return Stage.COORDINATING
        return Stage.PARALLEL if open_steps & set(team.step_names(Phase.CONSULT)) else Stage.CONCLUDING

    @property
    def stamp(self) -> str:
        """Return the stamp of what is shown; none while a wait or a pause is shown, which change with time."""
        if self.wait or self.pause:
            return ""
        return build_stamp(self.job, max((step.updated_at for step in self.steps), default=None))

    @property
    def path(self) -> list[tuple[Stage, str]]:
        """Return every stage of a run with its state: reached, now or ahead."""
        here = STAGE_ORDER.index(self.stage) if self.stage in STAGE_ORDER else -1
        return [
            (stage, "reached" if i < here else "now" if i == here else "ahead") for i, stage in enumerate(STAGE_ORDER)
        ]

    @property
    def writers(self) -> list["WriterCredit"]:
        """Return which model wrote which steps."""
        written: dict[str, list[str]] = {}
        for step in self.steps:
            if step.model:
                written.setdefault(step.model, []).append(step.get_name_display())
        return [WriterCredit(model, steps) for model, steps in written.items()]

    @property
    def cards_by_role(self) -> dict[str, AgentCard]:
        return {card.agent.role: card for card in self.cards}

    @property
    def failed_specialists(self) -> list[AgentCard]:
        return [card for card in self.cards[1:] if card.state == "failed"]


def build_cards(steps: Iterable[Step] = (), *, ended_early: bool = False) -> list[AgentCard]:
    """Return the team's cards. A step of an agent without a card shows on the planner's, the first one."""
    by_name = {step.name: step for step in steps}
    cards = team.cards()
    own: dict[str, list[Step]] = {spec.role: [] for spec in cards}
    for step, spec in team.steps():
        if step.name in by_name:
            own[spec.role if spec.card else cards[0].role].append(by_name[step.name])
    return [AgentCard(spec, own[spec.role], ended_early) for spec in cards]


def load_team_progress(job: Job) -> TeamProgress:
    """Return the progress of a job, with the wait if no worker has answered for long."""
    plan = Case(When(name=Step.Name.PLAN, then=KT("output__plan")))
    steps = list(job.steps.defer("output").annotate(clock=Now(), plan_text=plan))
    now = steps[0].clock if steps else timezone.now()  # the database's clock, which also sets leases and steps
    is_paused = job.retry_at is None or now < job.retry_at + LONG_WAIT
    if job.status == Job.Status.PENDING and job.wait_reason and is_paused:
        return TeamProgress(job, steps, pause=Pause(job.get_wait_reason_display(), job.retry_at), now=now)
    silence = measure_silence(job, max((step.updated_at for step in steps), default=None), now)
    if silence is None:
        return TeamProgress(job, steps, now=now)
    workers = current_status() if job.status == Job.Status.PENDING else None
    return TeamProgress(job, steps, Wait(silence, workers), now=now)


def build_stamp(job: Job, last_step_change: datetime | None) -> str:
    """Return what changes with everything that the panel of a run shows. A heartbeat changes nothing there."""
    moment = last_step_change.timestamp() if last_step_change else 0
    return f"{job.status}-{job.attempt}-{moment:.6f}"


def measure_silence(job: Job, last_step_change: datetime | None, now: datetime) -> timedelta | None:
    """Return how long no worker has answered for this job, or None while that is as usual."""
    if job.status == Job.Status.PENDING:
        answered_at, longest = max(job.created_at, last_step_change or job.created_at), LONG_WAIT
    elif job.status == Job.Status.RUNNING and job.lease_until:  # a worker answers once a beat
        answered_at = job.lease_until - timedelta(seconds=settings.LEASE_SECONDS)
        longest = max(LONG_WAIT, timedelta(seconds=2 * settings.LEASE_BEAT_SECONDS))
    else:
        return None
    return None if now - answered_at < longest else now - answered_at
