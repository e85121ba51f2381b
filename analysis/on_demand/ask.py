"""One agent asked on its own, of a person's portfolio as it is now. Nothing is stored but what it cost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from agents import RunHooks
from django.utils import timezone

from advisors import team
from advisors.budget.terms import RunTerms
from advisors.errors import ModelError
from advisors.researcher import agent as researcher
from advisors.researcher.parsing import MAX_ARTICLE_LENGTH, FeedItem
from advisors.runtime.litellm import close_connections
from advisors.runtime.specialist import load_step
from analysis.database import db_async
from analysis.pipeline import classify, consultation
from analysis.pipeline.prepare import AnalysisCase, compute_case
from analysis.usage import model_terms
from analysis.usage.consent import model_permission
from people import acting_as
from portfolios.models import Instrument
from portfolios.models.snapshots import take_snapshot


class CannotAnswer(Exception):
    """The agent has nothing to work on. The message says what is missing."""


@dataclass(frozen=True)
class Question:
    """symbol: what the tagger is asked about. article: what the researcher takes notes of, its title first."""

    user_id: UUID
    agent: str
    symbol: str = ""
    article: str = ""


@dataclass(frozen=True)
class Answer:
    """unasked: why no model was allowed to write."""

    text: str
    calls: list[str]
    terms: RunTerms
    no_model_reason: str = ""


@dataclass
class ToolCallRecorder(RunHooks[Any]):
    """Every tool call in the order in which they began."""

    calls: list[str] = field(default_factory=list)

    async def on_tool_start(self, context: Any, agent: Any, tool: Any) -> None:
        self.calls.append(f"{tool.name} {getattr(context, 'tool_arguments', '')}")


async def ask(question: Question) -> Answer:
    """The text is what a person would see: checked, printed, and the built-in writer's where the model's fails."""
    allowed = await db_async(model_permission)(question.user_id)
    calls, allowance = ToolCallRecorder(), model_terms.allowance_for(question.user_id)
    terms = RunTerms(allowed.models, allowance, calls, model_terms.deadline())
    try:
        text = await ANSWERS_WITHOUT_CASE.get(question.agent, _answer_from_case)(question, terms)
    finally:
        await close_connections()
    return Answer(text, calls.calls, terms, allowed.reason)


async def _classify_instrument(question: Question, terms: RunTerms) -> str:
    row = await db_async(_find_instrument)(question)
    if row is None:
        raise CannotAnswer(f"{question.symbol} is neither in the catalogue nor an instrument of this user.")
    return (await classify.propose_classification(row, terms)).printed.model_dump_json(indent=2)


async def _take_note(question: Question, terms: RunTerms) -> str:
    """What would stand in the library."""
    title, _, article = question.article.strip().partition("\n")
    if not article.strip():
        raise CannotAnswer("The article needs a title in its first line and a text below it.")
    if not terms.models.model_for_role(researcher.ROLE):
        raise CannotAnswer("Only a language model can take notes. Set LLM_MODEL and give consent.")
    item = FeedItem(title.strip(), "", timezone.now(), "")
    try:
        text, problems = await researcher.write_note(researcher.Deps(item, article.strip()[:MAX_ARTICLE_LENGTH]), terms)
    except ModelError as failed:
        raise CannotAnswer(failed.message) from failed
    if problems:
        raise CannotAnswer(f"The model's note cannot be used: {problems[0]}")
    return text


async def _answer_from_case(question: Question, terms: RunTerms) -> str:
    """Run one specialist, or the planner's plan, on the portfolio as it is now."""
    case = await db_async(_load_case)(question.user_id)
    spec = team.find(question.agent)
    if spec is None or not spec.is_specialist:
        return (await consultation.make_plan(case, terms)).printed.model_dump_json(indent=2)
    specialist = load_step(spec)
    if obstacle := specialist.find_obstacle(case):
        raise CannotAnswer(f"{obstacle}.")
    return (await specialist.work(case, "", terms)).to_text()


ANSWERS_WITHOUT_CASE: dict[str, Callable[[Question, RunTerms], Awaitable[str]]] = {
    "tagger": _classify_instrument,
    researcher.ROLE: _take_note,
}


def _load_case(user_id: UUID) -> AnalysisCase:
    with acting_as(user_id):
        snapshot = take_snapshot(user_id, now=timezone.now())
    return compute_case(snapshot)


def _find_instrument(question: Question) -> Instrument | None:
    with acting_as(question.user_id):
        found = Instrument.objects.filter(symbol__iexact=question.symbol)
        return found.filter(owner=question.user_id).first() or found.filter(owner=None).first()
