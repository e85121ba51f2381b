"""Ask one agent about a person's current portfolio. Only the cost is stored."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from agents import RunHooks
from django.utils import timezone

from advisors import team
from advisors.budget.terms import RunTerms
from advisors.model_errors import ModelError
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
from portfolios.models.prices import add_history, in_currency, load_values
from portfolios.models.snapshots import take_snapshot


class CannotAnswer(Exception):
    """The agent has nothing to work on. The message says what is missing."""


@dataclass(frozen=True)
class Question:
    """A question to one agent. symbol: for the tagger. article: for the researcher, the title in its first line."""

    user_id: UUID
    agent: str
    symbol: str = ""
    article: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer with its tool calls and its terms. no_model_reason: why no model was allowed to write."""

    text: str
    calls: list[str]
    terms: RunTerms
    no_model_reason: str = ""


@dataclass
class ToolCallRecorder(RunHooks[Any]):
    """Record every tool call, in the order of their starts."""

    calls: list[str] = field(default_factory=list)

    async def on_tool_start(self, context: Any, agent: Any, tool: Any) -> None:
        self.calls.append(f"{tool.name} {getattr(context, 'tool_arguments', '')}")


async def ask(question: Question) -> Answer:
    """Return the text as a person would see it: checked, printed, and by the built-in writer if the model's fails."""
    allowed = await db_async(model_permission)(question.user_id)
    calls, allowance = ToolCallRecorder(), model_terms.allowance_for(question.user_id)
    terms = RunTerms(allowed.models, allowance, calls, model_terms.deadline())
    try:
        answer = {"tagger": _classify_instrument, researcher.ROLE: _take_note}.get(question.agent, _answer_from_case)
        text = await answer(question, terms)
    finally:
        await close_connections()
    return Answer(text, calls.calls, terms, allowed.reason)


async def _classify_instrument(question: Question, terms: RunTerms) -> str:
    """Return the tagger's proposal as JSON, for the user's own instrument or the catalogue's."""

    def find_instrument() -> Instrument | None:
        with acting_as(question.user_id):
            found = Instrument.objects.filter(symbol__iexact=question.symbol)
            return found.filter(owner=question.user_id).first() or found.filter(owner=None).first()

    row = await db_async(find_instrument)()
    if row is None:
        raise CannotAnswer(f"{question.symbol} is neither in the catalogue nor an instrument of this user.")
    return (await classify.propose_classification(row, terms)).answer.model_dump_json(indent=2)


async def _take_note(question: Question, terms: RunTerms) -> str:
    """Return the note that the researcher would store in the library."""
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
    """Return a specialist's text, or the planner's plan, on the current portfolio."""

    def load_case() -> AnalysisCase:
        with acting_as(question.user_id):
            snapshot = take_snapshot(question.user_id, now=timezone.now())
            recorded = load_values(question.user_id, benchmark=snapshot.profile.benchmark)
            snapshot = add_history(snapshot, in_currency(recorded, snapshot.currency, question.user_id))
        return compute_case(snapshot)

    case = await db_async(load_case)()
    spec = team.find(question.agent)
    if spec is None or not spec.is_specialist:
        return (await consultation.make_plan(case, terms)).plan.model_dump_json(indent=2)
    specialist = load_step(spec)
    if obstacle := specialist.find_obstacle(case):
        raise CannotAnswer(f"{obstacle}.")
    return (await specialist.work(case, "", terms)).to_text()
